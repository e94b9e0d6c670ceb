import { changeIncident, refuse } from './change-incident.js';
import { draft } from './draft.js';
import { of } from './fold.js';
import type { Remind } from './use-cases.js';

/** Sets how often updates are due, or puts the next one off. */
export const remind: Remind = async (deps, input, onEvent, signal) => {
  const { everyMinutes, snoozeMinutes } = input;
  for (const minutes of [everyMinutes, snoozeMinutes]) {
    if (typeof minutes === 'number' && !(minutes >= 0 && minutes <= 7 * 24 * 60)) {
      throw refuse('The time between updates is from 0 minutes (off) to 7 days.');
    }
  }
  return changeIncident(deps, input.id, onEvent, signal, (incident) => {
    const last = of(incident.entries, 'reminder').at(-1);
    const body = {
      kind: 'reminder',
      everyMinutes: everyMinutes === undefined ? (last?.everyMinutes ?? null) : everyMinutes,
      snoozedUntil:
        snoozeMinutes === undefined
          ? null
          : new Date(deps.clock.now() + snoozeMinutes * 60_000).toISOString(),
    } as const;
    return { entries: [draft(deps, body, { supersedes: last?.id ?? null })] };
  });
};
