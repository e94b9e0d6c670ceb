import type {
  LoadtestFinding,
  LoadtestReport,
  LoadtestRoute,
  LoadtestVerdict,
} from '../contracts/loadtest-report.js';
import { printable } from '../platform/terminal-text.js';
import { type Column, tableLines } from '../presentation/table-lines.js';
import { wrapText } from '../presentation/wrap-text.js';
import { figure, figureOrDash, percentileText, shareText } from './report/figures.js';
import { countsSentence, verdictSentence, withoutCache } from './report/verdict.js';

export interface ReportLayout {
  /** Columns of the terminal. */
  readonly width: number;
  readonly colour: boolean;
}

type Paint = (text: string, colour: 'red' | 'yellow' | 'green') => string;

/** A report as text for a terminal: table by route, findings, doubts, and the verdict last. */
export function reportTable(report: LoadtestReport, layout: ReportLayout): string {
  const width = Math.max(20, layout.width);
  const paint: Paint = layout.colour ? painted : (text) => text;
  const failed = new Set(report.failures.map(({ route }) => route));
  const [header = '', ...rows] = tableLines(report.routes, columns, { width, gaps: [2, 1] });
  const lines = [
    header,
    ...rows.map((row, index) =>
      failed.has(report.routes[index]?.route ?? null) ? paint(row, 'red') : row,
    ),
    '',
    ...notes(report, width),
    ...findings('FAIL', report.failures, width, paint),
    ...findings('WARN', report.warnings, width, paint),
    ...doubts(report.doubts, width, paint),
    ...sameAsBase(report, width, paint),
    ...excused(report, width, paint),
    '',
    paint(printable(verdictSentence(report)), verdictColours[report.verdict]),
  ];
  return lines.join('\n');
}

const figures: readonly Column<LoadtestRoute>[] = [
  { title: 'reqs', cell: ({ requests }) => String(requests), priority: 4 },
  { title: 'req/s', cell: ({ rate }) => figure(rate), priority: 1 },
  { title: 'p50', cell: (row) => percentileText(row.latency.p50, 50, row.requests), priority: 3 },
  { title: 'p95', cell: (row) => percentileText(row.latency.p95, 95, row.requests), priority: 5 },
  { title: 'p99', cell: (row) => percentileText(row.latency.p99, 99, row.requests), priority: 2 },
  { title: 'err', cell: ({ errors }) => shareText(errors), priority: 8 },
  { title: 'hit', cell: ({ cacheHitShare }) => shareText(cacheHitShare), priority: 6 },
  { title: 'db/rq', cell: (row) => figureOrDash(row.dbQueriesPerRequest), priority: 7 },
];

const columns: readonly Column<LoadtestRoute>[] = [
  { title: 'route', cell: ({ route }) => printable(route), cut: 'middle', keep: 20 },
  ...figures.map((column) => ({ ...column, align: 'right' as const })),
];

function notes(report: LoadtestReport, width: number): string[] {
  const how = 'p50 to p99 in ms, counted from when a request was due (~ few samples)';
  return [`${countsSentence(report)}; ${how}.`, withoutCache(report) ?? []]
    .flat()
    .flatMap((text) => wrapText(printable(text), width));
}

/** An API that is not ours may have a hundred thousand routes, and each can break a rule. */
function findings(
  label: 'FAIL' | 'WARN',
  all: readonly LoadtestFinding[],
  width: number,
  paint: Paint,
): string[] {
  const shown = all
    .slice(0, findingsShown)
    .flatMap((one) => findingLines(label, one, width, paint));
  const more = all.length - findingsShown;
  if (more <= 0) return shown;
  return [...shown, ...labelled(label, `and ${more} more; --json has them all`, width, paint)];
}

function findingLines(
  label: 'FAIL' | 'WARN',
  finding: LoadtestFinding,
  width: number,
  paint: Paint,
): string[] {
  const { rule, message, observed, limit, runbook } = finding;
  // What is said of a threshold has both already.
  const figures = rule === 'threshold' ? '' : ` Measured ${observed}, limit ${limit}.`;
  const text = `${rule}: ${message}${figures}${runbook === null ? '' : ` See ${runbook}.`}`;
  return labelled(label, text, width, paint);
}

/** That nothing changed is an answer too, to whoever asked for a comparison. */
function sameAsBase({ checks }: LoadtestReport, width: number, paint: Paint): string[] {
  const kept = checks.filter(({ rule, outcome }) => rule === 'regression' && outcome === 'pass');
  const more = kept.length - findingsShown;
  const last = more > 0 ? [`and ${more} more; --json has them all`] : [];
  return [...kept.slice(0, findingsShown).map(({ message }) => message), ...last].flatMap((text) =>
    labelled('BASE', text, width, paint),
  );
}

function doubts(all: readonly string[], width: number, paint: Paint): string[] {
  const more = all.length - findingsShown;
  const last = more > 0 ? [`and ${more} more; --json has them all`] : [];
  return [...all.slice(0, findingsShown), ...last].flatMap((doubt) =>
    labelled('DOUBT', doubt, width, paint),
  );
}

/** The reasons are in the scenario, and need not be read after every run. */
function excused({ excused: all }: LoadtestReport, width: number, paint: Paint): string[] {
  if (all.length === 0) return [];
  const who = all.slice(0, findingsShown).map(({ route }) => route);
  const more = all.length > who.length ? ' …' : '';
  const text = `${all.length} excused from coverage by the scenario: ${who.join(', ')}${more}`;
  return labelled('SKIP', text, width, paint);
}

const findingsShown = 20;
const labelWidth = 7;
const labelColours = {
  FAIL: 'red',
  WARN: 'yellow',
  DOUBT: 'yellow',
  BASE: 'green',
  SKIP: 'green',
} as const;

function labelled(
  label: keyof typeof labelColours,
  text: string,
  width: number,
  paint: Paint,
): string[] {
  return wrapText(printable(text), width - labelWidth).map((line, index) =>
    index === 0
      ? `${paint(label, labelColours[label])}${' '.repeat(labelWidth - label.length)}${line}`
      : `${' '.repeat(labelWidth)}${line}`,
  );
}

const verdictColours = {
  pass: 'green',
  fail: 'red',
  invalid: 'yellow',
  interrupted: 'yellow',
} as const satisfies Record<LoadtestVerdict, string>;

const colourCodes = { red: 31, yellow: 33, green: 32 } as const;

function painted(text: string, colour: keyof typeof colourCodes): string {
  return `\u001b[${colourCodes[colour]}m${text}\u001b[39m`;
}
