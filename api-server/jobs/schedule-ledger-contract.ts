import { expect, it } from 'vitest';
import type { ScheduleLedger } from './keep-schedule.js';

/** A ledger, and the jobs that it queued. */
export interface LedgerWorld {
  readonly ledger: ScheduleLedger;
  /** How many are there, dead ones too. */
  queued(): Promise<number>;
  killAll(): Promise<void>;
  close(): Promise<void>;
}

/** What every ledger of scheduled jobs does. */
export function scheduleLedgerContract(name: string, open: () => Promise<LedgerWorld>): void {
  it(`queues each period once, and nothing while one is to be done, on ${name}`, async () => {
    const { ledger, queued, killAll, close } = await open();
    expect(await ledger.last('jobs.tidy')).toBeUndefined();
    await ledger.pass('jobs.tidy', '2026-11-29T02:00Z');
    expect([await ledger.last('jobs.tidy'), await queued()]).toEqual(['2026-11-29T02:00Z', 0]);
    const fleet = Array.from({ length: 4 }, () => ledger.queue('jobs.tidy', '2026-11-29T03:00Z'));
    await Promise.all(fleet);
    expect([await ledger.last('jobs.tidy'), await queued()]).toEqual(['2026-11-29T03:00Z', 1]);
    await ledger.queue('jobs.tidy', '2026-11-29T04:00Z');
    expect([await ledger.last('jobs.tidy'), await queued()]).toEqual(['2026-11-29T04:00Z', 1]);
    await killAll();
    // The period is gone already; the next one finds nothing in its way.
    await ledger.queue('jobs.tidy', '2026-11-29T04:00Z');
    await ledger.queue('jobs.tidy', '2026-11-29T05:00Z');
    expect(await queued()).toBe(2);
    await close();
  });
}
