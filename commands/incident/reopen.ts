import { command } from '../kit/command.js';
import { flag } from '../kit/flags.js';
import { incidentArgument, incidentFlags } from '../kit/incident-flags.js';
import { referenceThenText } from '../kit/positionals.js';
import { askFlags, timeFlags } from '../kit/shared-flags.js';

export const incidentReopen = command({
  path: 'incident reopen',
  summary: 'Open an incident again that is not over after all.',
  effect: 'write',
  args: [
    incidentArgument,
    { name: 'reason', doc: 'why, in at least ten characters', required: false },
  ],
  flags: {
    ...incidentFlags,
    page: flag.toggle('wake on-call again; nobody is woken otherwise'),
    ...timeFlags,
    ...askFlags,
  },
  examples: ['catops incident reopen latest "The 503s are back since 14:10" --page'],
  async run(invocation) {
    const [{ changeIncident }, { reopen }, { textOf }] = await Promise.all([
      import('../kit/incident-change.js'),
      import('../../src/incidents/end-incident.js'),
      import('../kit/incident-text.js'),
    ]);
    const { args, flags, host } = invocation;
    const { reference, value } = referenceThenText(args['inc'], args['reason']);
    const reason = await textOf(host, flags.noInput, value, 'Why is it open again?', '<reason>');
    return changeIncident(invocation, {
      useCase: reopen,
      reference: reference ?? 'latest',
      input: (id) => ({ id, reason, page: flags.page }),
    });
  },
});
