import { hourEntry, type RunEntry, type Runs } from '../runs.js';
import { hoursOfDay } from '../windows.js';
import { hoursOf } from './report-window.js';
import type { WindowData } from './window-data.js';

type Kept = Pick<WindowData, 'runs' | 'window' | 'byHour' | 'byDay'>;

/**
 * Hours, `2018-11-15T21`, and days that are counted: without requests there were none. All others are
 * missing, never 0: not rolled up yet, or their tables are kept no longer.
 */
export function knownSlots({ runs, byHour, byDay }: Kept): ReadonlySet<string> {
  const known = new Set<string>();
  for (const each of runs) {
    for (const { hour, entry } of entriesOf(each)) {
      if (isEmpty(entry) || byHour.has(each.dt)) known.add(`${each.dt}T${hour}`).add(each.dt);
      else if (byDay.has(each.dt)) known.add(each.dt);
    }
  }
  return known;
}

/** Hours of the window that were counted once and are kept no longer, oldest first. */
export function hoursGone({ runs, window, byHour }: Kept): readonly string[] {
  const gone = runs.flatMap((each) =>
    entriesOf(each)
      .filter(({ entry }) => !isEmpty(entry) && !byHour.has(each.dt))
      .map(({ hour }) => `${each.dt}T${hour}`),
  );
  const within = new Set(hoursOf(window));
  return gone.filter((hour) => within.has(hour));
}

function entriesOf(runs: Runs): readonly { readonly hour: string; readonly entry: RunEntry }[] {
  return hoursOfDay.flatMap((hour) => {
    const entry = hourEntry(runs, hour);
    return entry ? [{ hour, entry }] : [];
  });
}

/** An hour without a log has no rows in any table, whether kept or not. */
function isEmpty({ inputs }: RunEntry): boolean {
  return inputs === 0;
}
