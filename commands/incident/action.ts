import { command } from '../kit/command.js';
import { flag } from '../kit/flags.js';
import { incidentArgument, incidentFlags } from '../kit/incident-flags.js';
import { referenceThenText } from '../kit/positionals.js';
import { timeFlags } from '../kit/shared-flags.js';

export const incidentAction = command({
  path: 'incident action',
  summary: 'Note an action item for the report, or change one.',
  effect: 'write',
  args: [incidentArgument, { name: 'text', doc: 'what is to be done', required: false }],
  flags: {
    ...incidentFlags,
    change: flag.text('id of the action to change, such as A1', { placeholder: 'action' }),
    does: flag.oneOf('what it does against the next time', [
      'prevent',
      'detect',
      'mitigate',
      'process',
      'investigate',
    ]),
    owner: flag.text('role or person who does it; me is you', { placeholder: 'who' }),
    due: flag.text('day it is due', { placeholder: '2026-12-01' }),
    status: flag.oneOf('how far it is', ['open', 'done', 'dropped']),
    url: flag.text('address of its card or ticket', { placeholder: 'url' }),
    ...timeFlags,
  },
  examples: [
    'catops incident action "Cache the analysis route" --does prevent --owner api --due 2026-12-01',
    'catops incident action 014 --change A1 --status done',
  ],
  async run(invocation) {
    const [{ changeIncident }, { setAction }] = await Promise.all([
      import('../kit/incident-change.js'),
      import('../../src/incidents/set-action.js'),
    ]);
    const { args, flags } = invocation;
    const { reference, value } = referenceThenText(args['inc'], args['text']);
    const { does, due, status, url, change } = flags;
    return changeIncident(invocation, {
      useCase: setAction,
      reference,
      input: (id, { deps }) => ({
        id,
        ...(change !== undefined && { action: change }),
        ...(value !== undefined && { text: value }),
        ...(does !== undefined && { does }),
        ...(flags.owner !== undefined && {
          owner: flags.owner === 'me' ? deps.policy.actor.id : flags.owner,
        }),
        ...(due !== undefined && { due }),
        ...(status !== undefined && { status }),
        ...(url !== undefined && { url }),
      }),
    });
  },
});
