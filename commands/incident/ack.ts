import { command } from '../kit/command.js';
import { atFlag, incidentArgument, incidentFlags } from '../kit/incident-flags.js';
import { timeFlags } from '../kit/shared-flags.js';

export const incidentAck = command({
  path: 'incident ack',
  summary: 'Say that a human being is on it; the page stops ringing.',
  effect: 'write',
  args: [incidentArgument],
  flags: { ...incidentFlags, at: atFlag, ...timeFlags },
  examples: ['catops incident ack', 'catops incident ack 014 --at "5 min ago"'],
  async run(invocation) {
    const [{ changeIncident }, { acknowledge }] = await Promise.all([
      import('../kit/incident-change.js'),
      import('../../src/incidents/acknowledge.js'),
    ]);
    const { args, flags } = invocation;
    return changeIncident(invocation, {
      useCase: acknowledge,
      reference: args['inc'],
      input: (id, context) => {
        const when = context.when('at', flags.at);
        return { id, ...(when && { when }) };
      },
    });
  },
});
