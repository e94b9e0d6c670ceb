import { command } from '../kit/command.js';
import { flag } from '../kit/flags.js';
import { incidentArgument, incidentFlags } from '../kit/incident-flags.js';
import { timeFlags } from '../kit/shared-flags.js';

export const incidentClose = command({
  path: 'incident close',
  summary: 'Close an incident whose report is done.',
  effect: 'write',
  args: [incidentArgument],
  flags: {
    ...incidentFlags,
    reason: flag.text('why now', { placeholder: 'text' }),
    force: flag.toggle('also while a page is not delivered; recorded'),
    ...timeFlags,
  },
  examples: ['catops incident close 014', 'catops incident close latest --force --reason "Drill"'],
  async run(invocation) {
    const [{ changeIncident }, { close }] = await Promise.all([
      import('../kit/incident-change.js'),
      import('../../src/incidents/end-incident.js'),
    ]);
    const { args, flags } = invocation;
    return changeIncident(invocation, {
      useCase: close,
      reference: args['inc'],
      input: (id) => ({
        id,
        force: flags.force,
        ...(flags.reason !== undefined && { reason: flags.reason }),
      }),
    });
  },
});
