import { printable } from '../../src/platform/terminal-text.js';
import { command } from '../kit/command.js';
import { flag } from '../kit/flags.js';
import { jobType, jobTypeFlag } from '../kit/job-arguments.js';

const mostShown = 1000;
const states = ['waiting', 'running', 'dead'] as const;

export const jobsList = command({
  path: 'jobs list',
  summary: 'List what the API has queued, the dead ones first.',
  effect: 'read',
  flags: {
    state: flag.oneOf('only those that wait, run, or were given up', states),
    ...jobTypeFlag,
    limit: flag.integer('at most so many (default: 1000)', {
      ...{ placeholder: 'count', min: 1, max: mostShown },
    }),
  },
  examples: ['catops jobs list', 'catops jobs list --state dead --type webhook.deliver --json'],
  async run({ flags, wiring }) {
    const { table } = await import('../kit/table.js');
    const { jobs, total } = await wiring.admin(wiring.dataDir(), {
      op: 'job.list',
      state: flags.state ?? null,
      type: jobType(null, flags.type),
      limit: flags.limit ?? mostShown,
    });
    return {
      exit: 'ok',
      data: { schema: 'catops.jobs/v1', jobs, total },
      text: () => {
        if (jobs.length === 0) return 'Nothing is queued.';
        const titles = ['ID', 'TYPE', 'STATE', 'ATTEMPTS', 'DUE (UTC)', 'LAST FAILURE'];
        const rows = jobs.map(({ id, type, state, workerLost, attempts, dueAt, failure }) => {
          const last = printable(failure ?? '—');
          const how = workerLost ? `${state} (worker lost)` : state;
          return [`${id}`, printable(type), how, `${attempts}`, dueAt ?? '—', last];
        });
        const more = total > jobs.length ? `\n${total - jobs.length} more are not shown.` : '';
        return `${table(
          titles.map((title) => ({ title })),
          rows,
        )}${more}`;
      },
    };
  },
});
