import { command } from '../kit/command.js';
import { flag } from '../kit/flags.js';
import { incidentArgument, incidentFlags } from '../kit/incident-flags.js';
import { timeFlags } from '../kit/shared-flags.js';

export const incidentEscalate = command({
  path: 'incident escalate',
  summary: 'Wake the next level of on-call, or on-call at all.',
  effect: 'write',
  args: [incidentArgument],
  flags: {
    ...incidentFlags,
    level: flag.integer('escalation level to wake (default: the next one)', {
      placeholder: 'number',
      min: 2,
      max: 20,
    }),
    reason: flag.text('why, as they will read it', { placeholder: 'text' }),
    ...timeFlags,
  },
  examples: [
    'catops incident escalate --reason "No answer for ten minutes"',
    'catops incident escalate 014 --level 3',
  ],
  async run(invocation) {
    const [{ changeIncident }, { escalate }] = await Promise.all([
      import('../kit/incident-change.js'),
      import('../../src/incidents/escalate.js'),
    ]);
    const { args, flags } = invocation;
    return changeIncident(invocation, {
      useCase: escalate,
      reference: args['inc'],
      input: (id) => ({
        id,
        ...(flags.level !== undefined && { level: flags.level }),
        ...(flags.reason !== undefined && { reason: flags.reason }),
      }),
    });
  },
});
