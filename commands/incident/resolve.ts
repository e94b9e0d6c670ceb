import { command } from '../kit/command.js';
import { flag } from '../kit/flags.js';
import { atFlag, incidentArgument, incidentFlags } from '../kit/incident-flags.js';
import { referenceThenText } from '../kit/positionals.js';
import { timeFlags } from '../kit/shared-flags.js';

export const incidentResolve = command({
  path: 'incident resolve',
  summary: 'Say that it is over; ends the page and tells every target.',
  effect: 'write',
  args: [incidentArgument, { name: 'text', doc: 'what ended it', required: false }],
  flags: {
    ...incidentFlags,
    at: atFlag,
    force: flag.toggle('also from a state that cannot be resolved; recorded'),
    ...timeFlags,
  },
  examples: [
    'catops incident resolve "The route answers from its cache"',
    'catops incident resolve 014 --at 13:37',
  ],
  async run(invocation) {
    const [{ changeIncident }, { resolve }] = await Promise.all([
      import('../kit/incident-change.js'),
      import('../../src/incidents/end-incident.js'),
    ]);
    const { args, flags } = invocation;
    const { reference, value } = referenceThenText(args['inc'], args['text']);
    return changeIncident(invocation, {
      useCase: resolve,
      reference,
      input: (id, context) => {
        const when = context.when('at', flags.at);
        return {
          id,
          force: flags.force,
          ...(value !== undefined && { text: value }),
          ...(when && { when }),
        };
      },
    });
  },
});
