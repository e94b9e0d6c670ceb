import { printable } from '../../src/platform/terminal-text.js';
import { command } from '../kit/command.js';
import { jobNumber } from '../kit/job-arguments.js';

export const jobsShow = command({
  path: 'jobs show',
  summary: 'Show one job: what it is about, how often it was tried, and why it failed last.',
  effect: 'read',
  args: [{ name: 'id', doc: 'number of the job, from `catops jobs list`', required: true }],
  flags: {},
  examples: ['catops jobs show 17', 'catops jobs show 17 --json'],
  async run({ args, wiring }) {
    const id = jobNumber(args['id'] ?? '');
    const shown = await wiring.admin(wiring.dataDir(), { op: 'job.show', id });
    const { job, payload, mostAttempts } = shown;
    return {
      exit: 'ok',
      data: { schema: 'catops.job/v1', ...job, mostAttempts, payload },
      text: () => {
        const failure = job.failure ?? '—';
        const lines: readonly (readonly [string, string])[] = [
          ['Job', `${job.id}, ${job.type}, ${job.state}, in the ${job.lane} lane`],
          ['Holds', payload],
          ['Account', job.accountId ?? '—'],
          ['Queued', job.createdAt],
          ...(job.workerLost
            ? [['Worker', 'lost in the middle of it; it is taken again'] as const]
            : []),
          [job.state === 'running' ? 'Again at the latest' : 'Due', job.dueAt ?? 'never: dead'],
          ['Attempts', `${job.attempts}${mostAttempts === null ? '' : ` of ${mostAttempts}`}`],
          ['Last failure', job.failedAt === null ? failure : `${failure}, ${job.failedAt}`],
        ];
        return lines
          .map(([name, value]) => `${`${name}:`.padEnd(21)}${printable(value)}`)
          .join('\n');
      },
    };
  },
});
