import { command } from '../kit/command.js';

export const jobsStats = command({
  path: 'jobs stats',
  summary: 'Count the jobs by lane and type: what waits and how long, done, failed, dead.',
  description:
    'Done and failed are those of the API that runs on the data directory, since it was started; ' +
    'everything else is of the whole queue, whichever server works it off.',
  effect: 'read',
  flags: {},
  examples: ['catops jobs stats', 'catops jobs stats --json'],
  async run({ host, wiring }) {
    const { statsText } = await import('../kit/job-stats-text.js');
    const [stats, now] = await Promise.all([
      wiring.admin(wiring.dataDir(), { op: 'job.stats' }),
      wiring.jobsNow(),
    ]);
    return {
      exit: 'ok',
      data: { schema: 'catops.jobs-stats/v1', ...stats, running: now },
      text: () => statsText(stats, now, host.clock.now()),
    };
  },
});
