import { CatopsError, messageOf } from '../../platform/errors.js';
import { bounded } from '../../platform/vendor-failure.js';
import { duringQuery, patiently, pause, pollDelay, type Waiting } from './patience.js';
import { costText, sizeText } from './price.js';
import type { Queries, QueryLook } from './queries.js';
import { isOver, isSlowedDown } from './query-end.js';

/** What a query is followed with. */
export interface Following extends Waiting {
  readonly queries: Queries;
  readonly usdPerTb: number;
  /** From its start to its end, milliseconds. */
  readonly timeoutMs: number;
}

const slowDownMs = 60_000;
const stopMs = 5000;

/**
 * Looks until the query has ended, in whatever way. When the signal is aborted, the time is over,
 * more than `mostBytes` were read, or it cannot be looked at any more, it is stopped; the error says
 * whether that is certain.
 */
export async function followQuery(
  following: Following,
  id: string,
  mostBytes: number,
  signal: AbortSignal,
): Promise<QueryLook> {
  try {
    return await lookUntilOver(following, id, mostBytes, signal);
  } catch (error) {
    const why = signal.aborted ? interruption(signal.reason) : error;
    if (!(why instanceof CatopsError)) throw why;
    const told = await stopQuery(following, id);
    throw new CatopsError(why.code, `${why.message} ${told}`, {
      ...(why.hint === undefined ? {} : { hint: why.hint }),
      cause: why,
    });
  }
}

async function lookUntilOver(
  following: Following,
  id: string,
  mostBytes: number,
  signal: AbortSignal,
): Promise<QueryLook> {
  const { queries, clock, timeoutMs, random, usdPerTb } = following;
  const since = clock.monotonic();
  let slowedAt: number | null = null;
  for (let count = 0; ; count += 1) {
    const look = await patiently(following, duringQuery, signal, () => queries.look(id, signal));
    const now = clock.monotonic();
    if (isSlowedDown(look)) slowedAt ??= now;
    const mayRunOn = slowedAt !== null && isSlowedDown(look) && now - slowedAt < slowDownMs;
    if (isOver(look) && !mayRunOn) return look;
    if ((look.scannedBytes ?? 0) > mostBytes) throw overLimit(look, mostBytes, usdPerTb);
    if (now - since > timeoutMs) throw tooLong(timeoutMs);
    await pause(following, pollDelay(count, random), signal);
  }
}

/** Stops it and looks until that is certain, at most 5 s; a sentence of how that went. */
async function stopQuery({ queries, usdPerTb, ...waiting }: Following, id: string) {
  const { clock, random } = waiting;
  const since = clock.monotonic();
  // The signal that ended the waiting is aborted: this goes by its own time.
  const signal = bounded(new AbortController().signal, stopMs);
  try {
    await queries.stop(id, signal);
    for (let count = 0; clock.monotonic() - since < stopMs; count += 1) {
      const look = await queries.look(id, signal);
      if (isOver(look)) return endText(look, usdPerTb);
      await pause(waiting, pollDelay(count, random), signal);
    }
  } catch {
    // What matters is said below: the query may still run.
  }
  return `Query ${id} may still run: aws athena stop-query-execution --query-execution-id ${id}`;
}

function endText({ id, state, scannedBytes }: QueryLook, usdPerTb: number): string {
  const cost = scannedBytes ? `; ${costText(scannedBytes, usdPerTb)}` : '';
  return state === 'CANCELLED'
    ? `Query ${id} of Athena was stopped${cost}.`
    : `Query ${id} of Athena had ended by itself${cost}.`;
}

function interruption(reason: unknown): CatopsError {
  if (reason instanceof CatopsError) return reason;
  return new CatopsError('interrupted', messageOf(reason), { cause: reason });
}

function overLimit(look: QueryLook, mostBytes: number, usdPerTb: number): CatopsError {
  const read = costText(look.scannedBytes ?? 0, usdPerTb);
  const message = `Athena read more than the limit of ${sizeText(mostBytes)} (${read}).`;
  return new CatopsError('scan-limit', message, { hint: 'ask for fewer hours, or allow more' });
}

function tooLong(ms: number): CatopsError {
  const message = `Athena did not finish within ${Math.round(ms / 60_000)} min.`;
  return new CatopsError('query-failed', message, { hint: 'ask for fewer hours' });
}
