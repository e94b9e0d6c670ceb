import { describe, expect, it } from 'vitest';
import { createVirtualClock } from '../../src/testing/virtual-clock.js';
import { ReleaseUnfit } from '../failures/release-unfit.js';
import type { MetricsSnapshot } from '../http/metrics.js';
import { ReleaseWatch } from './release-watch.js';
import type { WorkerHandle } from './worker-handle.js';

const quiet = new AbortController().signal;
const route = 'GET /v1/breeds';
type Requests = Readonly<Record<string, number>>;

function handle(version: string): WorkerHandle {
  const release = { directory: `/releases/${version}`, version };
  return { pid: 1, release, send() {}, kill() {} };
}

/** A process of either release; what they answer, and how often one died, is set by the test. */
function scene(forMs = 10_000) {
  const clock = createVirtualClock();
  const [old, fresh] = [handle('one'), handle('two')];
  const answered = new Map<WorkerHandle, Requests>();
  const snapshot = (requests: Requests) =>
    ({ routes: [{ route, requests }] }) as unknown as MetricsSnapshot;
  const all = () =>
    ({
      routes: [...answered.values()].flatMap((each) => snapshot(each).routes),
    }) as unknown as MetricsSnapshot;
  let onLook = () => {};
  let restarts = 0;
  const pool = {
    workers: [old, fresh],
    get restarts() {
      return restarts;
    },
    metrics: {
      get latest() {
        return all();
      },
      lastOf: (worker: WorkerHandle) => snapshot(answered.get(worker) ?? {}),
      collect: async () => {
        onLook();
        return all();
      },
    },
  };
  const answer = (worker: WorkerHandle, requests: Requests) => {
    const before = answered.get(worker) ?? {};
    const statuses = [...Object.keys(before), ...Object.keys(requests)];
    const sums = statuses.map((at) => [at, (before[at] ?? 0) + (requests[at] ?? 0)] as const);
    answered.set(worker, Object.fromEntries(sums));
  };
  return {
    clock,
    begin: () => new ReleaseWatch({ forMs, pool, clock }, fresh.release),
    old: (requests: Requests) => answer(old, requests),
    fresh: (requests: Requests) => answer(fresh, requests),
    die: () => {
      restarts += 1;
    },
    eachLook: (look: () => void) => {
      onLook = look;
    },
  };
}

describe('a release that was deployed', () => {
  it('may stay when it answers well, or nobody asks, once the time is over', async () => {
    const { begin, clock, eachLook, fresh } = scene();
    await begin().settled(quiet);
    expect(clock.monotonic()).toBe(10_000);
    eachLook(() => fresh({ 200: 50, 404: 3, 500: 1 }));
    await begin().settled(quiet);
  });

  it('is objected to at the first look at which most of what it answers is wrong', async () => {
    const { begin, clock, eachLook, fresh, old } = scene();
    old({ 200: 5000 });
    const watch = begin();
    old({ 200: 80 });
    eachLook(() => fresh({ 200: 5, 500: 45 }));
    await expect(watch.settled(quiet)).rejects.toThrow(
      new ReleaseUnfit(
        `It starts, and answers wrongly: 45 of 50 answers to ${route} are server errors (of the release before 0 of 80).`,
      ),
    );
    expect(clock.monotonic()).toBe(250);
  });

  it('is objected to on the way already, and not by a handful of answers', () => {
    const { begin, fresh } = scene();
    const watch = begin();
    fresh({ 500: 19 });
    watch.check();
    fresh({ 500: 1 });
    expect(() => watch.check()).toThrow(/20 of 20 answers/);
  });

  it('is objected to while its processes come, and is looked at no more when all are there', async () => {
    const { begin, clock, eachLook, fresh } = scene();
    const over = new AbortController();
    let looks = 0;
    eachLook(() => {
      looks += 1;
      if (looks === 2) over.abort();
      if (looks > 2) fresh(looks < 5 ? { 200: 10 } : { 500: 100 });
    });
    const inTime = begin().follow(over.signal);
    await expect.poll(() => looks).toBe(2);
    await clock.sleep(10_000);
    expect([looks, inTime.aborted]).toEqual([2, false]);
    const from = clock.monotonic();
    const unfit = begin().follow(new AbortController().signal);
    await expect.poll(() => unfit.aborted).toBe(true);
    expect([unfit.reason, clock.monotonic() - from]).toMatchObject([{ name: 'ReleaseUnfit' }, 750]);
  });

  it('is objected to in the end when more than a tenth was wrong', async () => {
    const { begin, clock, eachLook, fresh } = scene();
    eachLook(() => fresh({ 200: 8, 500: 2 }));
    await expect(begin().settled(quiet)).rejects.toThrow(/80 of 400 answers/);
    expect(clock.monotonic()).toBe(10_000);
  });

  it('is not blamed for what ailed the release before in the same time', async () => {
    const { begin, eachLook, fresh, old } = scene();
    old({ 200: 5000 });
    const watch = begin();
    old({ 200: 10, 503: 90 });
    eachLook(() => fresh({ 200: 1, 503: 9 }));
    await watch.settled(quiet);
  });

  it('is objected to when its processes keep dying', async () => {
    const { begin, die, eachLook } = scene();
    let looks = 0;
    eachLook(() => {
      looks += 1;
      if (looks < 3) die();
    });
    await expect(begin().settled(quiet)).rejects.toThrow(/does not stay: 2 processes died/);
  });

  it('is taken at once where no time is to be spent, and left alone when somebody aborts', async () => {
    const { begin, clock, fresh } = scene(0);
    fresh({ 500: 1000 });
    await begin().settled(quiet);
    expect(clock.monotonic()).toBe(0);
    const aborted = AbortSignal.abort(new Error('Somebody aborted it.'));
    await expect(scene().begin().settled(aborted)).rejects.toThrow('Somebody aborted it.');
  });
});
