import { CatopsError } from '../../platform/errors.js';
import { type TargetName, targetNames } from '../entry.js';
import { foldIncident } from '../fold.js';
import type { Sending, StoredRecord } from '../store.js';
import { isActive } from '../transitions.js';
import { crossPosts, originsOutstanding } from './cross-post.js';
import type { Delivery } from './delivery.js';
import { enrich } from './enrich.js';
import { newDelivery } from './new-delivery.js';
import { configured } from './open-ports.js';
import { pickNext } from './pick.js';
import { type Run, settle } from './run.js';
import { step } from './step.js';

/** How often a right that another process has is asked for again. */
const askAgainMs = 100;

/**
 * Works on everything a record has to deliver until nothing is due within the budget: one delivery at
 * a time for each target, the targets side by side, the page first. Never throws for what a target
 * does; a record that cannot be written any more is `run.storeFailed`.
 */
export async function drain(run: Run, options: DrainOptions): Promise<void> {
  const lanes = createLanes(run, options);
  for (const target of options.only ?? targetNames) lanes.kick(target);
  // Without a page to wait for, nothing holds the others back.
  if (options.only && !options.only.includes('on-call')) run.openGate();
  await lanes.idle();
}

/** What a drain does beside delivering. */
export interface DrainOptions {
  /** Ask for the acknowledgement of a page that was accepted earlier, too. */
  readonly enrich: boolean;
  /** Somebody asked for it now: what waits of its own accord waits no longer. */
  readonly now?: boolean;
  /** Only these targets. */
  readonly only?: readonly TargetName[];
}

interface Lanes {
  /** There may be something to do for this target. */
  kick(target: TargetName): void;
  idle(): Promise<void>;
}

function createLanes(run: Run, options: DrainOptions): Lanes {
  const running = new Map<TargetName, Promise<void>>();
  const again = new Set<TargetName>();
  let wake = new AbortController();
  const lanes: Lanes = {
    kick: (target) => {
      if (running.has(target)) {
        again.add(target);
        wake.abort();
        wake = new AbortController();
        return;
      }
      running.set(target, work(target));
    },
    idle: async () => {
      while (running.size > 0) await Promise.all(running.values());
    },
  };
  const work = async (target: TargetName): Promise<void> => {
    try {
      do {
        again.delete(target);
        await sendTo(run, target, options, () => wake.signal, lanes.kick);
      } while (again.has(target) && !run.signal.aborted);
    } catch (error) {
      // Cut off by the end of the budget: what was begun is written down as begun.
      if (run.signal.aborted) return;
      if (!(error instanceof CatopsError)) throw error;
      run.storeFailed ??= error.message;
    } finally {
      if (target === 'on-call') {
        run.openGate();
        run.enriching = false;
      }
      running.delete(target);
    }
  };
  return lanes;
}

async function sendTo(
  run: Run,
  target: TargetName,
  options: DrainOptions,
  wake: () => AbortSignal,
  kick: (target: TargetName) => void,
): Promise<void> {
  if (target !== 'on-call') await run.gate;
  if (configured(run.deps.targets, target).kind === 'absent') return;
  const right = await takeRight(run, target);
  if (!right) return;
  try {
    if (options.now) await hurry(run, target);
    while (await sendNext(run, target, wake)) await crossPost(run, kick);
    if (target === 'on-call') {
      run.openGate();
      await enrich(run, options.enrich);
      run.enriching = false;
      await crossPost(run, kick);
    }
  } finally {
    await right.release();
  }
}

/**
 * Makes due what was only put off after a failure. A vendor's own word to wait stands, and so does the
 * time between the looks for what may have been done.
 */
async function hurry({ deps: { store, clock }, id }: Run, target: TargetName): Promise<void> {
  const now = clock.now();
  for (const delivery of await store.queue(id)) {
    const told = delivery.lastError?.code === 'rate-limited' || delivery.looks > 0;
    if (delivery.target !== target || told || Date.parse(delivery.nextAt) <= now) continue;
    await store.save({ ...delivery, nextAt: new Date(now).toISOString() });
  }
}

/** One step; false when nothing is left that is due within the budget. */
async function sendNext(run: Run, target: TargetName, wake: () => AbortSignal): Promise<boolean> {
  if (run.signal.aborted || run.storeFailed !== null) return false;
  const { clock, store } = run.deps;
  const record = await store.read(run.id);
  const next = pickNext(record.queue, record.entries, target, clock.now());
  if (next.kind === 'nothing') return false;
  if (next.kind === 'now') {
    await step(run, next.delivery);
    return true;
  }
  if (next.kind === 'orphan') {
    const { throughSeq } = next.delivery;
    const message = 'what it belongs to was given up';
    const error = { code: 'dependency', message, hint: 'catops incident sync --retry-dead' };
    await settle(run, next.delivery, { result: 'dead', remote: null, error, throughSeq });
    return true;
  }
  const waitMs = next.atMs - clock.now();
  if (clock.monotonic() + waitMs > run.endsAt) return false;
  if (target === 'on-call') {
    run.openGate();
    run.enriching = false;
  }
  await clock.sleep(waitMs, AbortSignal.any([run.signal, wake()])).catch(() => undefined);
  return true;
}

async function takeRight(run: Run, target: TargetName): Promise<Sending | null> {
  const { clock, store } = run.deps;
  let said = false;
  for (;;) {
    if (!(await store.queue(run.id)).some((delivery) => delivery.target === target)) {
      if (target !== 'on-call') return null;
    }
    const right: Sending | { readonly busy: string } = await store.send(run.id, target);
    if ('release' in right) return right;
    if (!said) run.onEvent({ kind: 'waiting', id: run.id, holder: right.busy });
    said = true;
    if (target === 'on-call') run.openGate();
    if (run.signal.aborted || clock.monotonic() >= run.endsAt) return null;
    await clock.sleep(askAgainMs, run.signal).catch(() => undefined);
  }
}

/** Once the places are made that can be made now, each is told of the others. */
async function crossPost(run: Run, kick: (target: TargetName) => void): Promise<void> {
  if (run.storeFailed !== null || run.signal.aborted || run.enriching) return;
  const { deps, id, signal } = run;
  const decide = (record: StoredRecord): readonly Delivery[] => {
    const incident = foldIncident(record.entries, deps.policy.updateEveryMinutes);
    if (!isActive(incident.state) || originsOutstanding(record.queue)) return [];
    const context = { id, publicRef: incident.publicRef, throughSeq: incident.seq };
    return crossPosts(incident, record.queue).map((work) => newDelivery(deps, context, work));
  };
  if (decide(await deps.store.read(id)).length === 0) return;
  let deliveries: readonly Delivery[] = [];
  // Decided again while nobody else writes: two lanes may have come to the same idea.
  const build = (record: StoredRecord) => {
    deliveries = decide(record);
    return { entries: [], deliveries };
  };
  await deps.store.change(id, build, signal);
  for (const { target } of deliveries) kick(target);
}
