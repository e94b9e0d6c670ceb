import type { ToldChange } from '../../src/alarms/follow/follow-event.js';
import { type Told, tellIncident } from '../../src/alarms/tell-incident.js';
import { CatopsError, messageOf } from '../../src/platform/errors.js';
import { printable } from '../../src/platform/terminal-text.js';
import type { Invocation } from './command.js';
import type { Flags } from './flags.js';

/** Tells incidents of changes, one after the other. */
export interface AlarmIncidents {
  run(told: ToldChange): void;
  /** Until all are told. */
  drain(): Promise<void>;
}

/**
 * Opens, joins or notes the incident of each change, and says in one sentence what became of it. What
 * fails is said, and following goes on: the record keeps what is still to be sent.
 */
export async function createAlarmIncidents(
  { host, wiring }: Pick<Invocation<Flags>, 'host' | 'wiring'>,
  say: (text: string) => void,
): Promise<AlarmIncidents> {
  const { deps } = await wiring.incidents();
  let last: Promise<void> = Promise.resolve();
  const tell = async (told: ToldChange): Promise<void> => {
    try {
      const text = saidOf(await tellIncident(deps, told, () => undefined, host.signal));
      if (text !== null) say(text);
    } catch (error) {
      if (!(error instanceof CatopsError)) throw error;
      say(`The incident of ${told.change.name} could not be told: ${messageOf(error)}`);
    }
  };
  return {
    run: (told) => {
      last = last.then(() => tell(told));
    },
    drain: () => last,
  };
}

/** One sentence of what became of it; null where nothing did. */
export function saidOf(told: Told): string | null {
  if (told.kind === 'nothing') return null;
  if (told.kind === 'noted') return `Noted in ${told.id}.`;
  const { incident, joined, page, recorded } = told.outcome;
  if (joined) return `${incident.id} is open for it already: joined.`;
  const record = recorded ? incident.id : 'An incident';
  switch (page.kind) {
    case 'accepted':
      return `${record} is open, and on-call is paged.`;
    case 'not-asked':
      return `${record} is open; nobody is woken: ${printable(page.reason)}`;
    case 'not-confirmed':
      return `${record} is open, and PAGING IS NOT CONFIRMED: ${printable(page.error.message)}`;
  }
}
