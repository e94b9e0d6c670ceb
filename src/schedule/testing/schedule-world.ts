import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFiles, type Files } from '../../adapters/local/files.js';
import { createScheduleLedger } from '../../adapters/local/schedule-ledger.js';
import { createVirtualClock, type VirtualClock, whileBusy } from '../../testing/virtual-clock.js';
import type { ScheduleEvent } from '../event.js';
import type { Job } from '../job.js';
import type { Ledger } from '../ledger.js';
import { runSchedule } from '../run-schedule.js';

/** Schedulers with a real ledger, in a time that hours pass of in milliseconds. */
export interface ScheduleWorld {
  /** Shifts what the schedulers take for the time of day, as somebody who sets the clock would. */
  setBack(ms: number): void;
  readonly clock: VirtualClock;
  readonly ledger: Ledger;
  readonly events: ScheduleEvent[];
  /** Catches up once. */
  once(jobs: readonly Job[]): Promise<void>;
  /** Runs until `ms` have passed on the clock. */
  until(ms: number, jobs: readonly Job[]): Promise<void>;
  close(): Promise<void>;
}

export async function openScheduleWorld(
  start: number,
  disk: (files: Files) => Files = (files) => files,
  fraction: () => number = () => 1,
): Promise<ScheduleWorld> {
  const directory = await mkdtemp(join(tmpdir(), 'catops-schedule-'));
  const virtual = createVirtualClock(start);
  let shift = 0;
  const clock: VirtualClock = { ...virtual, now: () => virtual.now() + shift };
  const files = whileBusy(virtual, disk(createFiles()));
  const ledger = createScheduleLedger({ directory, clock, files });
  const deps = { clock, ledger, fraction };
  const events: ScheduleEvent[] = [];
  const onEvent = (event: ScheduleEvent) => void events.push(event);
  return {
    setBack: (ms) => {
      shift -= ms;
    },
    clock,
    ledger,
    events,
    once: (jobs) =>
      runSchedule(deps, jobs, { once: true, signal: new AbortController().signal, onEvent }),
    until: async (ms, jobs) => {
      const stop = new AbortController();
      const running = runSchedule(deps, jobs, { once: false, signal: stop.signal, onEvent });
      await clock.sleep(ms);
      stop.abort(new Error('enough'));
      await running;
    },
    close: () => rm(directory, { recursive: true, force: true }),
  };
}

/** A job that writes down what it runs. */
export function notingJob(
  given: Partial<Job> & { readonly name: string },
): Job & { readonly ran: string[] } {
  const ran: string[] = [];
  return {
    cadence: { every: 'hour', delayMs: 20 * 60_000 },
    catchUp: 48,
    startsWith: 'newest',
    after: [],
    timeoutMs: 600_000,
    ...given,
    ran,
    run: async (period, signal) => {
      ran.push(period.id);
      return given.run ? given.run(period, signal) : 'done';
    },
  };
}
