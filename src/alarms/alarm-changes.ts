import type { ChangeSource } from '../incidents/ports.js';
import { messageOf } from '../platform/errors.js';
import type { Clock } from '../platform/host.js';
import { bounded } from '../platform/vendor-failure.js';
import { alarmTypes, type StateChange } from './alarm.js';
import { historySince } from './follow/history-since.js';
import { concernsPeople } from './local/pay-owed.js';
import type { AlarmSource } from './ports.js';

export interface AlarmChangesDeps {
  readonly source: Pick<AlarmSource, 'name' | 'history' | 'isWatched'>;
  readonly clock: Clock;
}

const most = 20;
const withinMs = 5000;

/** What alarms began or ceased to fire, for the start of an impact. */
export function createAlarmChanges(deps: AlarmChangesDeps): ChangeSource {
  return {
    kind: 'alarms',
    changes: async ({ from, to }, outer) => {
      const signal = bounded(outer, withinMs);
      try {
        const found = await changesBetween(deps, { from, to }, signal);
        if (found.length === 0 && !(await deps.source.isWatched(signal)))
          return { kind: 'absent', reason: `Nobody judges the alarms of ${deps.source.name}.` };
        return { kind: 'found', items: found.reverse().slice(0, most).map(candidateOf) };
      } catch (error) {
        const late = `${deps.source.name} did not answer in time.`;
        return { kind: 'absent', reason: signal.aborted ? late : messageOf(error) };
      }
    },
  };
}

/** Oldest first. */
async function changesBetween(
  deps: AlarmChangesDeps,
  { from, to }: { readonly from: string; readonly to: string },
  signal: AbortSignal,
): Promise<StateChange[]> {
  const found = new Map<string, StateChange>();
  const asked = { types: alarmTypes, from: Date.parse(from) };
  for await (const change of historySince(deps, asked, () => undefined, signal)) {
    if (change.at > to) break;
    // History may tell one twice.
    if (concernsPeople(change)) found.set(`${change.at} ${change.to} ${change.name}`, change);
  }
  return [...found.values()];
}

function candidateOf({ name, at, from, to, reason }: StateChange) {
  const why = reason === '' ? '' : `: ${reason}`;
  return { at, ref: name, summary: `${name} ${from} → ${to}${why}`, url: null };
}
