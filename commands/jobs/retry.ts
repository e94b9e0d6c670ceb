import { CatopsError } from '../../src/platform/errors.js';
import { printable } from '../../src/platform/terminal-text.js';
import { command } from '../kit/command.js';

export const jobsRetry = command({
  path: 'jobs retry',
  summary: 'Have dead jobs tried again: one, or all of them.',
  effect: 'write',
  args: [
    { name: 'id', doc: 'number of the job, from `catops jobs list`, or `all`', required: true },
  ],
  flags: {},
  examples: ['catops jobs retry 17', 'catops jobs retry all'],
  async run({ wiring, args, dryRun }) {
    const id = numberOf(args['id'] ?? '');
    const { retried } = await wiring.admin(wiring.dataDir(), { op: 'job.retry', id, dryRun });
    return {
      exit: 'ok',
      data: { schema: 'catops.jobs-retry/v1', dryRun, retried },
      text: () => {
        if (retried === 0) return 'No job is dead.';
        const jobs = retried === 1 ? '1 dead job' : `${retried} dead jobs`;
        return dryRun ? `Would have ${jobs} tried again.` : `Queued ${jobs} again.`;
      },
    };
  },
});

/** Null for all. */
function numberOf(text: string): number | null {
  if (text === 'all') return null;
  const id = Number(text);
  if (/^\d{1,15}$/.test(text) && id > 0) return id;
  throw new CatopsError(
    'usage-invalid',
    `"${printable(text)}" is neither a job's number nor all.`,
    {
      hint: 'catops jobs list',
    },
  );
}
