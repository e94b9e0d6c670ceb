import { CatopsError } from '../../src/platform/errors.js';
import { command } from '../kit/command.js';
import { flag } from '../kit/flags.js';
import { incidentArgument, incidentFlags } from '../kit/incident-flags.js';
import { referenceThenText } from '../kit/positionals.js';
import { timeFlags } from '../kit/shared-flags.js';

export const incidentAssign = command({
  path: 'incident assign',
  summary: 'Say who has a role in the incident.',
  effect: 'write',
  args: [
    incidentArgument,
    { name: 'person', doc: 'e-mail address or name; me is you', required: false },
  ],
  flags: {
    ...incidentFlags,
    role: flag.oneOf('which role (default: lead)', [
      'lead',
      'responder',
      'comms',
      'scribe',
      'observer',
    ]),
    nobody: flag.toggle('nobody has the role any more'),
    ...timeFlags,
  },
  examples: [
    'catops incident assign me',
    'catops incident assign 014 bob@example.com --role comms',
    'catops incident assign --role scribe --nobody',
  ],
  async run(invocation) {
    const [{ changeIncident }, { assign }] = await Promise.all([
      import('../kit/incident-change.js'),
      import('../../src/incidents/assign.js'),
    ]);
    const { args, flags } = invocation;
    const { reference, value } = referenceThenText(args['inc'], args['person']);
    if ((value === undefined) !== flags.nobody) {
      throw new CatopsError('usage-invalid', 'Name one person, or write --nobody.', {
        hint: 'catops incident assign me',
      });
    }
    return changeIncident(invocation, {
      useCase: assign,
      reference,
      input: (id, { deps }) => ({
        id,
        role: flags.role ?? 'lead',
        person: value === 'me' ? deps.policy.actor.id : (value ?? null),
      }),
    });
  },
});
