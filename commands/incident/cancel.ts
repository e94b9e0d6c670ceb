import { command } from '../kit/command.js';
import { flag } from '../kit/flags.js';
import { incidentArgument, incidentFlags } from '../kit/incident-flags.js';
import { referenceThenText } from '../kit/positionals.js';
import { consentFlags, timeFlags } from '../kit/shared-flags.js';

export const incidentCancel = command({
  path: 'incident cancel',
  summary: 'End an incident that was none; asks first.',
  effect: 'destroy',
  args: [incidentArgument, { name: 'reason', doc: 'why it was none', required: false }],
  flags: {
    ...incidentFlags,
    as: flag.oneOf('what it was instead (default: false-alarm)', [
      'false-alarm',
      'duplicate',
      'superseded',
      'external',
      'cancelled',
    ]),
    ...timeFlags,
    ...consentFlags,
  },
  examples: [
    'catops incident cancel "The alarm looked at the wrong stage" --yes',
    'catops incident cancel 015 "Same as 014" --as duplicate --yes',
  ],
  async run(invocation) {
    const [{ changeIncident }, { cancel }, { textOf }, { consentTo }] = await Promise.all([
      import('../kit/incident-change.js'),
      import('../../src/incidents/end-incident.js'),
      import('../kit/incident-text.js'),
      import('../kit/incident-consent.js'),
    ]);
    const { args, flags, host } = invocation;
    const { reference, value } = referenceThenText(args['inc'], args['reason']);
    const reason = await textOf(host, flags.noInput, value, 'Why was it none?', '<reason>');
    return changeIncident(invocation, {
      useCase: cancel,
      reference,
      input: (id) => ({ id, reason, as: flags.as ?? 'false-alarm' }),
      consent: (id) =>
        consentTo(invocation, `This cancels ${id}: its page ends and every target says so.`),
    });
  },
});
