import { command } from '../kit/command.js';
import {
  jobNumberOrAll,
  jobsText,
  jobType,
  jobTypeFlag,
  whichJobsArgument,
} from '../kit/job-arguments.js';

export const jobsRetry = command({
  path: 'jobs retry',
  summary: 'Have dead jobs tried again: one, or all of them.',
  effect: 'write',
  args: [whichJobsArgument],
  flags: jobTypeFlag,
  examples: ['catops jobs retry 17', 'catops jobs retry all --type webhook.deliver'],
  async run({ wiring, args, flags, dryRun }) {
    const id = jobNumberOrAll(args['id'] ?? '');
    const ask = { op: 'job.retry', id, type: jobType(id, flags.type), dryRun } as const;
    const { retried } = await wiring.admin(wiring.dataDir(), ask);
    return {
      exit: 'ok',
      data: { schema: 'catops.jobs-retry/v1', dryRun, retried },
      text: () => {
        if (retried === 0) return 'No job is dead.';
        const jobs = jobsText(retried, 'dead ');
        return dryRun ? `Would have ${jobs} tried again.` : `Queued ${jobs} again.`;
      },
    };
  },
});
