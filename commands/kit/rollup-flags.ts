import { flag } from './flags.js';

const logs = flag.text('where the log lies: a directory or s3://bucket/prefix', {
  placeholder: 'place',
});

/** Where the log lies. */
export const dataFlags = { logs };

/** Where the log lies, and what scans it. The settings of the same names read the texts. */
export const scanFlags = {
  engine: flag.oneOf('what scans the log (default: duckdb, or the setting)', ['duckdb', 'athena']),
  logs,
  maxScan: flag.text('refuse to scan more than this, such as 20GB', { placeholder: 'size' }),
};

/** Which days and hours, UTC. */
export const windowFlags = {
  date: flag.text('day, UTC: 2018-11-15, today, yesterday (default: yesterday)', {
    placeholder: 'day',
  }),
  hour: flag.text('only this hour of the day, 0 to 23, UTC', { placeholder: 'hour' }),
  from: flag.text('first day, UTC', { placeholder: 'day' }),
  to: flag.text('last day, UTC (default: yesterday)', { placeholder: 'day' }),
};

/** What is asked of the window. */
export const questionFlags = {
  route: flag.text('only this route, such as "GET /v1/breeds"', {
    placeholder: 'route',
    completes: 'route',
  }),
  by: flag.oneOf('what the rows are (default: route)', [
    'route',
    'hour',
    'day',
    'status',
    'account',
  ]),
  top: flag.integer('so many rows at most', { placeholder: 'n', min: 1, max: 100_000 }),
  sql: flag.text('a question of your own: one SELECT over the tables, with the days it is about', {
    placeholder: 'query',
  }),
  compare: flag.oneOf('mark what changed since then', ['previous-week', 'previous-day']),
};

/** How the tables are brought up to date. */
export const workFlags = {
  backfill: flag.text('roll up these days and end, such as 2018-11-01..2018-11-15', {
    placeholder: 'from..to',
  }),
  force: flag.toggle('roll up again, also what is unchanged, came too late or shrank'),
  late: flag.text('how long late lines still change an hour (default: 48h)', {
    placeholder: 'time',
  }),
  requireComplete: flag.toggle('end with 10 unless every hour of the window is closed'),
};

/** How the answer is written; a table without one. */
export const formatFlags = {
  csv: flag.toggle('rows as CSV, safe to open in a spreadsheet'),
  markdown: flag.toggle('as Markdown'),
  html: flag.text('as one HTML file with plots; - prints it', { placeholder: 'file' }),
  slack: flag.toggle('as a message for Slack; it is printed, not sent'),
};
