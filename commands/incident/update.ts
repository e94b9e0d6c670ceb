import { command } from '../kit/command.js';
import { flag } from '../kit/flags.js';
import {
  atFlag,
  incidentArgument,
  incidentFlags,
  publicFlag,
  visibilityOf,
} from '../kit/incident-flags.js';
import { referenceThenText } from '../kit/positionals.js';
import { askFlags, timeFlags } from '../kit/shared-flags.js';

export const incidentUpdate = command({
  path: 'incident update',
  summary: 'Tell those who wait how things stand; moves the incident too.',
  effect: 'write',
  args: [
    incidentArgument,
    { name: 'text', doc: 'what to tell them; - reads standard input', required: false },
  ],
  flags: {
    ...incidentFlags,
    state: flag.oneOf('how far we are now', ['investigating', 'identified', 'monitoring']),
    at: atFlag,
    replaces: flag.text('id of the update that this one replaces', { placeholder: 'entry' }),
    public: publicFlag,
    force: flag.toggle('also where the state cannot follow the present one; recorded'),
    ...timeFlags,
    ...askFlags,
  },
  examples: [
    'catops incident update --state identified "The analysis route asks the database every time"',
    'catops incident update 014 --public "Pictures load again; votes are still slow"',
  ],
  async run(invocation) {
    const [{ changeIncident }, { postUpdate }, { textOf }] = await Promise.all([
      import('../kit/incident-change.js'),
      import('../../src/incidents/post-update.js'),
      import('../kit/incident-text.js'),
    ]);
    const { args, flags, host } = invocation;
    const { reference, value } = referenceThenText(args['inc'], args['text']);
    const text = await textOf(host, flags.noInput, value, 'What do those who wait need to know?');
    return changeIncident(invocation, {
      useCase: postUpdate,
      reference,
      input: (id, context) => {
        const when = context.when('at', flags.at);
        return {
          id,
          text,
          force: flags.force,
          visibility: visibilityOf(flags.public),
          ...(flags.state !== undefined && { state: flags.state }),
          ...(when && { when }),
          ...(flags.replaces !== undefined && { supersedes: flags.replaces }),
        };
      },
    });
  },
});
