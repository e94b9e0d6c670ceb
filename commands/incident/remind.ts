import { parseDuration } from '../../src/platform/duration.js';
import { CatopsError } from '../../src/platform/errors.js';
import { command } from '../kit/command.js';
import { flag } from '../kit/flags.js';
import { incidentArgument, incidentFlags } from '../kit/incident-flags.js';
import { timeFlags } from '../kit/shared-flags.js';

export const incidentRemind = command({
  path: 'incident remind',
  summary: 'Say how often an update is due, or put the next one off.',
  effect: 'write',
  args: [incidentArgument],
  flags: {
    ...incidentFlags,
    every: flag.text('time between updates, such as 30m', { placeholder: 'time' }),
    snooze: flag.text('put the next one off by this long', { placeholder: 'time' }),
    off: flag.toggle('no update is due any more'),
    bySeverity: flag.toggle('as often as the severity says'),
    ...timeFlags,
  },
  examples: ['catops incident remind --every 30m', 'catops incident remind 014 --snooze 1h'],
  async run(invocation) {
    const [{ changeIncident }, { remind }] = await Promise.all([
      import('../kit/incident-change.js'),
      import('../../src/incidents/remind.js'),
    ]);
    const { args, flags } = invocation;
    const asked = [
      flags.every !== undefined && { everyMinutes: minutes('every', flags.every) },
      flags.snooze !== undefined && { snoozeMinutes: minutes('snooze', flags.snooze) },
      flags.off && { everyMinutes: 0 },
      flags.bySeverity && { everyMinutes: null },
    ].filter((each) => each !== false);
    const [one] = asked;
    if (one === undefined || asked.length > 1) {
      throw new CatopsError(
        'usage-invalid',
        'Write one of --every, --snooze, --off, --by-severity.',
      );
    }
    return changeIncident(invocation, {
      useCase: remind,
      reference: args['inc'],
      input: (id) => ({ id, ...one }),
    });
  },
});

function minutes(name: string, text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined && ms >= 60_000) return Math.round(ms / 60_000);
  throw new CatopsError(
    'usage-invalid',
    `--${name}: "${text}" is not a time of a minute or more, such as 30m.`,
  );
}
