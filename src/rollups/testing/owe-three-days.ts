import { join } from 'node:path';
import { createScheduleLedger } from '../../adapters/local/schedule-ledger.js';
import { systemClock } from '../../platform/node-host.js';
import type { Ledger } from '../../schedule/ledger.js';
import { emptyRecord } from '../../schedule/record.js';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** The jobs of one day, in order. */
export const dailyJobs = ['rollup-days', 'rollup-note', 'rollup-mail'] as const;

export interface Owing {
  readonly ledger: Ledger;
  /** `CATOPS_DAILY_AT`: half a day from now, so that no other day is due while a test runs. */
  readonly dailyAt: string;
}

/** A state directory in which a scheduler was away for three days, and for two hours of the last one. */
export async function oweThreeDays(stateDir: string): Promise<Owing> {
  const clock = systemClock;
  const ledger = createScheduleLedger({ directory: join(stateDir, 'schedule'), clock });
  const now = clock.now();
  const delayMs = Math.max((now + dayMs / 2) % dayMs, 20 * 60_000);
  const since = (at: number, length: number) => new Date(at).toISOString().slice(0, length);
  const hour = since(now - 2 * hourMs, '2018-11-15T21'.length);
  await ledger.write('rollup-hours', { ...emptyRecord, since: hour });
  const day = since(now - delayMs - 3 * dayMs, '2018-11-15'.length);
  for (const job of dailyJobs) await ledger.write(job, { ...emptyRecord, since: day });
  return { ledger, dailyAt: new Date(delayMs).toISOString().slice(11, 16) };
}
