import { command } from '../kit/command.js';
import { flag } from '../kit/flags.js';
import { atFlag, incidentArgument, incidentFlags } from '../kit/incident-flags.js';
import { oneOf, referenceThenValue } from '../kit/positionals.js';
import { timeFlags } from '../kit/shared-flags.js';

const milestones = [
  'impact-started',
  'detected',
  'declared',
  'paged',
  'acknowledged',
  'mitigated',
  'recovered',
  'resolved',
] as const;

export const incidentMilestone = command({
  path: 'incident milestone',
  summary: 'Say when something was; the report counts from these times.',
  description:
    'Records a fact with its time: impact-started, detected, declared, paged, acknowledged, ' +
    'mitigated, recovered or resolved. A second time for the same fact corrects the first; both stay ' +
    'in the record.',
  effect: 'write',
  args: [incidentArgument, { name: 'name', doc: 'which fact', required: false }],
  flags: {
    ...incidentFlags,
    at: atFlag,
    text: flag.text('what happened, in one line', { placeholder: 'text' }),
    evidence: flag.texts('address of something that shows it; repeatable', { placeholder: 'url' }),
    ...timeFlags,
  },
  examples: [
    'catops incident milestone impact-started --at 21:20 --text "Traffic on the new route"',
    'catops incident milestone 014 mitigated',
  ],
  async run(invocation) {
    const [{ changeIncident }, { setMilestone }] = await Promise.all([
      import('../kit/incident-change.js'),
      import('../../src/incidents/set-milestone.js'),
    ]);
    const { args, flags, host } = invocation;
    const { reference, value } = referenceThenValue(args['inc'], args['name']);
    const name = oneOf('milestone', milestones, value);
    return changeIncident(invocation, {
      useCase: setMilestone,
      reference,
      input: (id, context) => ({
        id,
        name,
        when: context.when('at', flags.at) ?? {
          at: new Date(host.clock.now()).toISOString(),
          precision: 'exact' as const,
        },
        ...(flags.text !== undefined && { text: flags.text }),
        evidence: flags.evidence.map((url) => ({ title: url, url, sha256: null })),
      }),
    });
  },
});
