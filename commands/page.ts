import { command } from './kit/command.js';
import { flag } from './kit/flags.js';
import { incidentFlags, severityFlag } from './kit/incident-flags.js';
import { askFlags, timeFlags } from './kit/shared-flags.js';

export const page = command({
  path: 'page',
  summary: 'Wake on-call with a message, and nothing else.',
  description:
    'Opens an incident that wakes on-call and makes neither chat room nor card. It is in the record ' +
    'like any other, so it can be acknowledged, noted and resolved.',
  effect: 'write',
  args: [{ name: 'message', doc: 'one line, as on-call reads it', required: false }],
  flags: {
    severity: severityFlag('how loud, 1 the loudest (default: 2)'),
    key: flag.text('a second page with the same key, while the first is open, wakes nobody', {
      placeholder: 'key',
    }),
    ...incidentFlags,
    ...timeFlags,
    ...askFlags,
  },
  examples: ['catops page "Disk of db-1 is full" -s 1', 'catops page "Please ring me" --dry-run'],
  async run(invocation) {
    const [{ openFromFlags }, { textOf }] = await Promise.all([
      import('./kit/incident-open.js'),
      import('./kit/incident-text.js'),
    ]);
    const { args, flags, host } = invocation;
    const message = args['message'];
    const title = await textOf(host, flags.noInput, message, 'What shall they read?', '<message>');
    return openFromFlags(invocation, {
      ...flags,
      title,
      page: true,
      without: ['chat', 'board'],
    });
  },
});
