import { CatopsError } from '../src/platform/errors.js';
import { command } from './kit/command.js';
import { flag } from './kit/flags.js';
import { incidentFlags, severityFlag } from './kit/incident-flags.js';
import { parseWait } from './kit/parse-wait.js';
import { askFlags, timeFlags } from './kit/shared-flags.js';

export const page = command({
  path: 'page',
  summary: 'Wake on-call with a message, and nothing else.',
  description:
    'Opens an incident that wakes on-call and makes neither chat room nor card. It is in the record ' +
    'like any other, so it can be acknowledged, noted and resolved. With --wait-ack the command stays ' +
    'until somebody has acknowledged (0); when nobody does in that time it wakes the next level and ' +
    'waits as long again, and ends with 10 and the telephone numbers when nobody has in the end.',
  effect: 'write',
  args: [{ name: 'message', doc: 'one line, as on-call reads it', required: false }],
  flags: {
    severity: severityFlag('how loud, 1 the loudest (default: 2)'),
    key: flag.text('a second page with the same key, while the first is open, wakes nobody', {
      placeholder: 'key',
    }),
    waitAck: {
      doc: 'stay so long for an acknowledgement, then wake the next level, such as 5m',
      placeholder: 'time',
      parse: parseAckWait,
    },
    upTo: flag.integer('the last level that --wait-ack wakes (default: 2)', {
      placeholder: 'level',
      min: 1,
      max: 20,
    }),
    ...incidentFlags,
    ...timeFlags,
    ...askFlags,
  },
  examples: [
    'catops page "Disk of db-1 is full" -s 1',
    'catops page "Nothing answers" -s 1 --wait-ack 5m',
    'catops page "Please ring me" --dry-run',
  ],
  async run(invocation) {
    const { args, flags, host } = invocation;
    const { waitAck: waitMs, upTo = 2 } = flags;
    if (flags.upTo !== undefined && waitMs === undefined) {
      throw new CatopsError('usage-invalid', '--up-to is for --wait-ack.');
    }
    const [{ openFromFlags }, { pageAndWait }, { textOf }] = await Promise.all([
      import('./kit/incident-open.js'),
      import('./kit/page-and-wait.js'),
      import('./kit/incident-text.js'),
    ]);
    const message = args['message'];
    const title = await textOf(host, flags.noInput, message, 'What shall they read?', '<message>');
    const without = ['chat', 'board'] as const;
    const asked = { ...flags, title, page: true, without };
    if (waitMs === undefined) return openFromFlags(invocation, asked);
    return pageAndWait(invocation, asked, { waitMs, upTo });
  },
});

/** `5m`: long enough for somebody to wake up and find the button, and no longer than a day. */
function parseAckWait(text: string): number {
  return parseWait(text, { leastMs: 10_000, mostMs: 86_400_000, such: '5m' });
}
