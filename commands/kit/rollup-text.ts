import { printable } from '../../src/platform/terminal-text.js';
import { bytes, counted } from '../../src/rollups/report/figures.js';
import type { DayOutcome, RollUpOutcome } from '../../src/rollups/roll-up.js';
import { contiguous } from '../../src/rollups/windows.js';

const shown = 5;

/** `2018-11-15: 3 hours rolled up, 1,204 lines, 1.2 MB read` */
export function dayText(day: DayOutcome): string {
  const rolled = day.hours.filter(({ state }) => state === 'rolled-up').length;
  if (rolled === 0) {
    return `${day.dt}: ${day.files === 0 ? 'no log' : 'unchanged'}`;
  }
  const parts = [
    `${counted(rolled, 'hour')} rolled up`,
    counted(day.rows, 'line'),
    ...(day.rejectedRows > 0 ? [`${counted(day.rejectedRows, 'line')} rejected`] : []),
    ...(day.scannedBytes === null ? [] : [`${bytes(day.scannedBytes)} read`]),
    ...(day.approxUsd === null ? [] : [`about ${usdText(day.approxUsd)}`]),
  ];
  return `${day.dt}: ${parts.join(', ')}`;
}

/** `$0.00050`: small prices keep the digits that tell them from nothing. */
export function usdText(usd: number): string {
  return `$${usd.toFixed(usd < 0.01 ? 5 : 2)}`;
}

/** What somebody should know of the work that no report says: for standard error. */
export function remarksOf({ days }: Pick<RollUpOutcome, 'days'>): readonly string[] {
  return days
    .flatMap((day) => [
      ...(day.hours.some(({ state }) => state === 'rolled-up') ? [dayText(day)] : []),
      ...hoursThat(day, 'shrank', 'there is less log than was rolled up; --force replaces it'),
      ...hoursThat(day, 'late', 'log came after the time for late lines; --force takes it'),
      ...missing(day),
    ])
    .map(printable);
}

function hoursThat(day: DayOutcome, wanted: 'shrank' | 'late', why: string): readonly string[] {
  const hours = day.hours.flatMap(({ hour, state }) => (state === wanted ? [hour] : []));
  if (hours.length === 0) return [];
  const spans = contiguous(hours).map(([from, to]) => (from === to ? from : `${from}–${to}`));
  return [`! ${day.dt}, hours ${spans.join(', ')} kept as they are: ${why}.`];
}

function missing({ dt, missingInstances }: DayOutcome): readonly string[] {
  const names = missingInstances.map(({ hour, instance }) => `${instance} in hour ${hour}`);
  if (names.length === 0) return [];
  const more = names.length > shown ? ` and ${names.length - shown} more` : '';
  return [
    `! ${dt}: no log of a server that wrote the hour before: ${names.slice(0, shown).join(', ')}${more}.`,
  ];
}

/** What was read in this call; null where nothing was. */
export function costOf({ days }: Pick<RollUpOutcome, 'days'>) {
  const sum = (values: readonly (number | null)[]) => {
    const known = values.filter((value) => value !== null);
    return known.length === 0 ? null : known.reduce((total, value) => total + value, 0);
  };
  const cost = {
    bytes: sum(days.map(({ scannedBytes }) => scannedBytes)),
    usd: sum(days.map(({ approxUsd }) => approxUsd)),
  };
  return cost.bytes === null && cost.usd === null ? null : cost;
}
