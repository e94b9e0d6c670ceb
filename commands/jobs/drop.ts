import { command } from '../kit/command.js';
import { jobTypeFlag, whichJobsArgument } from '../kit/job-arguments.js';
import { consentFlags } from '../kit/shared-flags.js';

export const jobsDrop = command({
  path: 'jobs drop',
  summary: 'Remove jobs for good that are not to be done: one, or all dead ones.',
  description:
    'By its number also one that waits, but none that is being done. What the job was for is then ' +
    'never done: a mail is not sent, a delivery not made. That it was removed is written down in the ' +
    'table audit of the database.',
  effect: 'destroy',
  args: [whichJobsArgument],
  flags: { ...jobTypeFlag, ...consentFlags },
  examples: ['catops jobs drop 17 --dry-run', 'catops jobs drop all --type webhook.deliver --yes'],
  async run(invocation) {
    const { dropReply } = await import('../kit/job-drop.js');
    return dropReply(invocation);
  },
});
