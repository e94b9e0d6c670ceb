import { CatopsError } from '../platform/errors.js';
import { bounded } from '../platform/vendor-failure.js';
import type { LogStore, RollupStore } from '../rollups/ports.js';
import { dayMs, dayOf } from '../rollups/windows.js';
import type { Checkup, Finding, FindingState } from './finding.js';

interface RollupsCheckupDeps {
  /** What is set up; fails with a CatopsError where the settings do not fit. */
  open(): Promise<{
    readonly logs: Pick<LogStore, 'place' | 'days'>;
    readonly store: Pick<RollupStore, 'days'>;
    close(): Promise<void>;
  }>;
  readonly clock: { now(): number };
}

const area = 'Rollups';
const timeoutMs = 15_000;

/** Looks whether there is a request log, and whether its closed days are rolled up. */
export function createRollupsCheckup({ open, clock }: RollupsCheckupDeps): Checkup {
  return {
    area,
    examine: async (outer) => {
      const signal = bounded(outer, timeoutMs);
      try {
        const opened = await open();
        return await look(opened, clock.now(), signal).finally(() => opened.close());
      } catch (error) {
        return [failed(error)];
      }
    },
  };
}

async function look(
  { logs, store }: Awaited<ReturnType<RollupsCheckupDeps['open']>>,
  now: number,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const logged = await logs.days(signal);
  const last = logged.at(-1);
  if (last === undefined) {
    const says = `There is no request log in ${logs.place} yet.`;
    return [finding('request log', 'absent', says, 'run catops up, or set CATOPS_LOGS')];
  }
  const found = finding('request log', 'ok', `${logs.place} has days up to ${last}.`);
  return [found, daysFinding(logged, await store.days('rollup_day', signal), now)];
}

function daysFinding(logged: readonly string[], rolled: readonly string[], now: number): Finding {
  const today = dayOf(now);
  const closed = logged.filter((day) => day < today && now - Date.parse(day) > 2 * dayMs);
  const waiting = closed.filter((day) => !rolled.includes(day));
  const [first, last] = [waiting[0], waiting.at(-1)];
  if (first === undefined) return finding('days', 'ok', 'Every closed day is rolled up.');
  const says = `${waiting.length} of ${closed.length} closed days are not rolled up, ${first} first.`;
  return finding('days', 'warning', says, `catops rollup --backfill ${first}..${last}`);
}

function failed(error: unknown): Finding {
  if (!(error instanceof CatopsError)) {
    return finding('request log', 'broken', 'It cannot be listed in time.', 'try again');
  }
  return finding('request log', 'broken', error.message, error.hint ?? 'catops config explain');
}

function finding(
  check: string,
  state: FindingState,
  says: string,
  mend: string | null = null,
): Finding {
  return { area, check, state, says, mend };
}
