import { command } from '../kit/command.js';

export const jobsWatch = command({
  path: 'jobs watch',
  summary: 'Watch the jobs live: what waits by lane, what is done and fails by type.',
  description:
    'A view for a terminal, each second, of the API that runs on the data directory; q quits. Off a ' +
    'terminal: catops jobs stats.',
  effect: 'read',
  flags: {},
  examples: ['catops jobs watch'],
  async run(invocation) {
    const { watchJobs } = await import('../kit/job-watch.js');
    return watchJobs(invocation);
  },
});
