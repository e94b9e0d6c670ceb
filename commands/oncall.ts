import { command } from './kit/command.js';
import { incidentFlags } from './kit/incident-flags.js';
import { timeFlags } from './kit/shared-flags.js';

export const oncall = command({
  path: 'oncall',
  summary: 'Who is on call now, with their local time.',
  description:
    'Asks the on-call vendor who is on call, first level first, and keeps names and telephone ' +
    'numbers on this machine for the day when there is no network. When it cannot be asked, those ' +
    'kept are printed with their age, and the command ends with 5.',
  effect: 'read',
  flags: { ...incidentFlags, ...timeFlags },
  examples: ['catops oncall', 'catops oncall --json'],
  async run(invocation) {
    const [{ openContext, layoutOf }, { lookUpOnCall }, { onCallReply }] = await Promise.all([
      import('./kit/incident-change.js'),
      import('../src/doctor/look-up-on-call.js'),
      import('./kit/on-call-reply.js'),
    ]);
    const { host } = invocation;
    const context = await openContext({ ...invocation, dryRun: false });
    const found = await lookUpOnCall(context.deps, host.signal);
    return onCallReply(found, layoutOf(host, context));
  },
});
