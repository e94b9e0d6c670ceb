import { setTimeout as sleep } from 'node:timers/promises';
import type { CauseName } from '../../../src/contracts/diagnosis.ts';
import type { MetricSample } from '../../../src/contracts/metric-sample.ts';
import { type Case, type Decoy, type Fault, faults } from './cases.ts';
import { beginDecoy, beginFault, prepareFaults, type Running, stackOf } from './faults.ts';
import { startStack, type Template } from './stack.ts';
import { beginUsualLoad } from './usual-load.ts';

/** A case as it was recorded, with what is true of it. */
export interface RecordedCase {
  readonly number: number;
  readonly seed: number;
  readonly faults: readonly Fault[];
  /** What a diagnosis should say; more than one where faults are. */
  readonly truth: readonly (CauseName | 'healthy')[];
  readonly decoy: Decoy;
  readonly database: 'sqlite' | 'mariadb';
  /** When each fault began, milliseconds since the epoch. */
  readonly beganAt: readonly number[];
  readonly samples: readonly MetricSample[];
}

const warmUpMs = 6000;
const slotMs = 2000;
/** Slots of a recording: as many as usual, and more until so many have the fault in them. */
const slots = { usual: 34, after: 15, most: 60 } as const;

/** Runs a case from start to end: the stack, its load, its faults. Nothing is left afterwards. */
export async function recordCase(template: Template, one: Case): Promise<RecordedCase> {
  const stack = await startStack(template, stackOf(one));
  const over = new AbortController();
  try {
    const usual = await beginUsualLoad(stack, one);
    const running: Running = { one, stack, usual, over: over.signal, released: null };
    try {
      await prepareFaults(running);
      await sleep(warmUpMs);
      await stack.sample();
      const start = performance.now();
      const beganAt: number[] = [];
      const events = eventsOf(running, start, beganAt, over.signal);
      const samples: MetricSample[] = [];
      for (let slot = 1; slot <= slots.most; slot += 1) {
        await sleep(Math.max(0, start + slot * slotMs - performance.now()));
        samples.push(await stack.sample());
        if (slot >= slots.usual && slotsWithFault(samples, beganAt, running) >= slots.after) break;
      }
      await events;
      const { number, seed, decoy, database } = one;
      const truth = one.faults.map((fault) => faults[fault]);
      return { number, seed, faults: one.faults, truth, decoy, database, beganAt, samples };
    } finally {
      over.abort();
      usual.load.stop();
    }
  } finally {
    await stack.stop();
  }
}

/** How long before the fault a decoy happens: so close that a person would blame it. */
const decoyBeforeS = 14;

async function eventsOf(
  running: Running,
  start: number,
  beganAt: number[],
  signal: AbortSignal,
): Promise<void> {
  const { one } = running;
  const at = (seconds: number) =>
    sleep(Math.max(0, start + seconds * 1000 - performance.now()), undefined, { signal });
  if (one.decoy !== 'none') {
    await at((one.at[0] ?? 0) - decoyBeforeS);
    await beginDecoy(running);
  }
  for (const [index, fault] of one.faults.entries()) {
    await at(one.at[index] ?? 0);
    beganAt[index] = Date.now();
    await beginFault(fault, running);
  }
}

/** Slots since the fault was there; a release is there when a process of it answers. */
function slotsWithFault(
  samples: readonly MetricSample[],
  beganAt: readonly number[],
  { one, released }: Running,
): number {
  const began = beganAt[one.faults.length - 1];
  if (began === undefined) return 0;
  const isRelease = one.faults.some((fault) => /^(deploy|harmless-release)/.test(fault));
  return samples.filter(
    ({ at, releases }) =>
      Date.parse(at) > began &&
      (!isRelease || released === null || releases.some((each) => each.endsWith(released))),
  ).length;
}
