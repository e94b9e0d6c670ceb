import { CatopsError } from '../../src/platform/errors.js';
import type { Day } from '../../src/rollups/ports.js';
import { counted } from '../../src/rollups/report/figures.js';
import { type DayOutcome, rollUp } from '../../src/rollups/roll-up.js';
import { openRollupProgress } from '../views/rollup-progress.js';
import type { Reply } from './command.js';
import type { RollupContext, RollupInvocation } from './rollup-context.js';
import { costOf, dayText, remarksOf, usdText } from './rollup-text.js';

/**
 * Rolls days up one after the other. Whatever ends it, the days before are whole, and the error says
 * how to go on from there.
 */
export async function backfill(
  { host, json, say }: RollupInvocation,
  { rollups, settings }: RollupContext,
  days: readonly Day[],
  force: boolean,
): Promise<Reply> {
  const done: DayOutcome[] = [];
  const progress = openRollupProgress({ host, json });
  const request = { lateMs: settings.lateMs, force, dayTables: true };
  try {
    for (const [index, day] of days.entries()) {
      const outcome = await rollUp(
        rollups.deps,
        {
          ...request,
          days: [day],
          onProgress: (at) => progress.show({ ...at, day: index + 1, of: days.length }),
        },
        host.signal,
      );
      if (outcome.failure) throw outcome.failure;
      done.push(...outcome.days);
      progress.clear();
      for (const each of outcome.days) say(`${index + 1}/${days.length} ${dayText(each)}`);
      for (const line of remarksOf(outcome)) if (line.startsWith('!')) say(line);
    }
  } catch (error) {
    throw stopped(error, host.signal, days, done.length);
  } finally {
    progress.close();
  }
  return replyOf(done);
}

function replyOf(days: readonly DayOutcome[]): Reply {
  const cost = costOf({ days });
  const rows = days.reduce((sum, day) => sum + day.rows, 0);
  const hours = days.reduce((sum, day) => sum + rolledUp(day), 0);
  const shrank = days.some((day) => day.hours.some(({ state }) => state === 'shrank'));
  const price = cost?.usd == null ? '' : `, about ${usdText(cost.usd)}`;
  return {
    exit: shrank ? 'no' : 'ok',
    data: { schema: 'catops.rollup-backfill/v1', days, scanned: cost },
    text: () =>
      `${counted(days.length, 'day')} up to date: ${counted(hours, 'hour')} rolled up, ${counted(rows, 'line')} read${price}.`,
  };
}

function rolledUp({ hours }: DayOutcome): number {
  return hours.filter(({ state }) => state === 'rolled-up').length;
}

/** The same error, with what is done and the command line that goes on. */
function stopped(error: unknown, signal: AbortSignal, days: readonly Day[], done: number): unknown {
  const cause = signal.aborted ? signal.reason : error;
  const known = cause instanceof CatopsError ? cause : null;
  if (known === null && !signal.aborted) return error;
  const why = known?.message ?? 'Stopped.';
  const message = `${why} ${done} of ${counted(days.length, 'day')} are rolled up, and whole.`;
  const hint = `catops rollup --backfill ${days[done]}..${days.at(-1)}`;
  return new CatopsError(known?.code ?? 'interrupted', message, { hint, cause: error });
}
