import { CatopsError } from '../../platform/errors.js';
import type { ScanEngine, ScanRequest, ScanResult } from '../../rollups/ports.js';
import { type AthenaAccess, createAthenaCall } from './client.js';
import { type Following, followQuery } from './follow-query.js';
import { beforeQuery, duringQuery, patiently, pause, type Waiting } from './patience.js';
import { priceOf } from './price.js';
import { createQueries, type QueryLook, type ResultPage, type StartedQuery } from './queries.js';
import { endError } from './query-end.js';
import { queryToken } from './query-token.js';
import { rowBatches } from './rows.js';
import { refuseTooMuch, type ScanLimit, scanLimit } from './scan-limit.js';
import { readWorkGroup } from './work-group.js';

/** What the engine needs. */
export interface AthenaOptions extends AthenaAccess, Waiting {
  /** The region's price of a terabyte read, in US dollars. */
  readonly usdPerTb: number;
  /** What one scan may read, bytes; null leaves it to the workgroup's cut-off. */
  readonly mostBytes: number | null;
  /** For one query, milliseconds; Athena itself ends one after 30 minutes. */
  readonly timeoutMs: number;
}

/** Retries of a query that Athena calls retryable. */
const mostRetries = 2;
/** Dead queries of earlier runs that are passed over before it is given up. */
const mostDead = 20;
const retryMs = 5000;
/** `Date` is cut to the second. */
const dateGrainMs = 1500;

/** Questions to Athena over the table `access_log` of the database. */
export function createAthenaEngine(options: AthenaOptions): ScanEngine {
  const { workGroup, database, usdPerTb, mostBytes, clock } = options;
  const call = createAthenaCall(options);
  const queries = createQueries(options, call, () => clock.now());
  const following: Following = { ...options, queries };
  let limit: Promise<ScanLimit> | undefined;

  async function readLimit(signal: AbortSignal): Promise<ScanLimit> {
    const found = await patiently(options, beforeQuery, signal, () =>
      readWorkGroup(options, call, signal),
    );
    return scanLimit(found, workGroup, mostBytes);
  }

  async function limitOf(signal: AbortSignal): Promise<ScanLimit> {
    limit ??= readLimit(signal);
    try {
      return await limit;
    } catch (error) {
      limit = undefined;
      throw error;
    }
  }

  function start(request: ScanRequest, attempt: number, signal: AbortSignal) {
    const token = queryToken(request, attempt);
    // Never cut off: a query that was started without our knowing its id could not be stopped.
    const whole = new AbortController().signal;
    return patiently(options, duringQuery, signal, () =>
      queries.start({ sql: request.sql, token, database }, whole),
    );
  }

  async function attemptOnce(
    request: ScanRequest,
    attempt: number,
    { bytes }: ScanLimit,
    signal: AbortSignal,
  ): Promise<Attempt> {
    const started = await start(request, attempt, signal);
    const look = await followQuery(following, started.id, bytes, signal);
    const isOld = isFromBefore(started, look) && attempt < mostDead;
    if (look.state !== 'SUCCEEDED') return isOld ? 'useless' : look;
    const page = (next: string | null) =>
      patiently(options, duringQuery, signal, () => queries.page(look.id, next, signal));
    try {
      return resultOf(look, await page(null), page, usdPerTb);
    } catch (error) {
      if (isOld && areGone(error)) return 'useless';
      throw error;
    }
  }

  return {
    name: 'athena',
    scan: async (request, signal) => {
      signal.throwIfAborted();
      const most = await limitOf(signal);
      refuseTooMuch(request.files, most);
      for (let attempt = 0, failures = 0; ; attempt += 1) {
        const came = await attemptOnce(request, attempt, most, signal);
        if (came === 'useless') continue;
        if ('batches' in came) return came;
        failures += 1;
        if (!came.retryable || failures > mostRetries) throw endError(came, workGroup, usdPerTb);
        await pause(options, retryMs * failures, signal);
      }
    },
  };
}

/** Rows, the end of a query without any, or a query of an earlier run that is of no use. */
type Attempt = ScanResult | QueryLook | 'useless';

function resultOf(
  { id, scannedBytes }: QueryLook,
  first: ResultPage,
  nextPage: (token: string) => Promise<ResultPage>,
  usdPerTb: number,
): ScanResult {
  return {
    columns: first.columns.map(({ name }) => name),
    batches: rowBatches(first, nextPage),
    stats: {
      scannedBytes,
      approxUsd: scannedBytes === null ? null : priceOf(scannedBytes, usdPerTb),
      queryId: id,
    },
  };
}

/** Whether a token brought back a query that an earlier run had started. */
function isFromBefore({ askedAt }: StartedQuery, { submittedAt }: QueryLook): boolean {
  return askedAt !== null && submittedAt !== null && submittedAt < askedAt - dateGrainMs;
}

/** Results are kept some days only; "Could not find results" (noctua #104). */
function areGone(error: unknown): boolean {
  return error instanceof CatopsError && /could not find results/i.test(error.message);
}
