import { printable } from '../../src/platform/terminal-text.js';
import { command } from '../kit/command.js';

const limit = 1000;

export const jobsList = command({
  path: 'jobs list',
  summary: 'List what the API has queued, the dead ones first.',
  effect: 'read',
  flags: {},
  examples: ['catops jobs list', 'catops jobs list --json'],
  async run({ wiring }) {
    const { table } = await import('../kit/table.js');
    const { jobs, total } = await wiring.admin(wiring.dataDir(), { op: 'job.list', limit });
    return {
      exit: 'ok',
      data: { schema: 'catops.jobs/v1', jobs, total },
      text: () => {
        if (jobs.length === 0) return 'Nothing is queued.';
        const titles = ['ID', 'TYPE', 'STATE', 'ATTEMPTS', 'DUE (UTC)', 'LAST FAILURE'];
        const rows = jobs.map(({ id, type, state, attempts, dueAt, failure }) => {
          return [`${id}`, printable(type), state, `${attempts}`, dueAt ?? '—', failure ?? '—'];
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
