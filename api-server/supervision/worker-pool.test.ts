import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { Clock } from '../../src/platform/host.js';
import { createVirtualClock } from '../../src/testing/virtual-clock.js';
import type { ProcessGauges } from '../http/metrics.js';
import { notedFailures } from '../testing/noted-failures.js';
import type { SupervisorToWorker } from '../worker-messages.js';
import type { WorkerEvents, WorkerHandle } from './worker-handle.js';
import { WorkerPool } from './worker-pool.js';

/** A process that does what the test says. */
class FakeWorker implements WorkerHandle {
  readonly sent: SupervisorToWorker[] = [];
  readonly pid: number;
  readonly release = { directory: '/releases/one', version: 'one' };
  readonly events: WorkerEvents;
  killed = false;

  constructor(pid: number, events: WorkerEvents) {
    this.pid = pid;
    this.events = events;
  }

  send(message: SupervisorToWorker): void {
    this.sent.push(message);
  }

  kill(): void {
    this.killed = true;
    queueMicrotask(() => this.events.exit('SIGKILL'));
  }
}

/** A pool of fake processes; time passes at once, and every wait is written down. */
function started(
  count: number,
  whenForked: (worker: FakeWorker) => void = () => {},
  other?: Clock,
) {
  const forked: FakeWorker[] = [];
  const waits: number[] = [];
  let now = 0;
  const clock: Clock = other ?? {
    now: () => now,
    monotonic: () => now,
    async sleep(ms, signal) {
      if (ms >= 60_000)
        return new Promise((_, reject) => signal?.addEventListener('abort', reject));
      waits.push(ms);
      now += ms;
      await sleep(0, undefined, signal ? { signal } : {});
    },
  };
  const pool = new WorkerPool(
    {
      fork(events) {
        const worker = new FakeWorker(forked.length + 1, events);
        forked.push(worker);
        queueMicrotask(() => whenForked(worker));
        return worker;
      },
      clock,
      what: 'API process',
      failures: notedFailures(() => {}),
      startMs: 60_000,
      drainMs: 1000,
      stopMs: 100,
    },
    count,
  );
  const pass = (ms: number) => {
    now += ms;
  };
  return { pool, forked, waits, pass };
}

const going = new AbortController().signal;

const ready = (worker: FakeWorker) => worker.events.message({ type: 'ready' });

it('is started when every process is ready', async () => {
  const { pool, forked } = started(3, ready);
  await pool.start();
  expect([pool.ready, forked.length, pool.workers.length]).toEqual([3, 3, 3]);
});

it('gives up with the reason a process gave, without trying again', async () => {
  const { pool, forked } = started(1, ({ events }) => {
    events.message({
      type: 'failed',
      code: 'port-in-use',
      message: 'Port 3000.',
      hint: 'Stop it.',
    });
    events.exit('exit code 2');
  });
  await expect(pool.start()).rejects.toMatchObject({
    ...{ code: 'port-in-use', message: 'Port 3000.', hint: 'Stop it.' },
  });
  expect(forked).toHaveLength(1);
});

it('gives up when a process dies again and again without a word', async () => {
  const { pool, forked } = started(1, ({ events }) => events.exit('SIGSEGV'));
  await expect(pool.start()).rejects.toMatchObject({
    code: 'server-start-failed',
    message: expect.stringContaining('SIGSEGV'),
  });
  expect(forked).toHaveLength(3);
});

it('replaces the dead at once, and slower and slower those that keep dying', async () => {
  const { pool, forked, waits, pass } = started(1, ready);
  await pool.start();
  const die = async () => {
    const before = forked.length;
    forked.at(-1)?.events.exit('SIGKILL');
    expect(pool.ready).toBe(0);
    await expect.poll(() => pool.ready).toBe(1);
    expect(forked).toHaveLength(before + 1);
  };
  pass(20_000);
  for (let death = 0; death < 8; death += 1) await die();
  expect(waits).toEqual([0, 500, 1000, 2000, 4000, 5000, 5000, 5000]);
  pass(20_000);
  await die();
  expect(waits.at(-1)).toBe(0);
  expect(pool.restarts).toBe(9);
});

it('asks all to stop, kills who does not, and replaces nobody', async () => {
  const { pool, forked } = started(2, ready);
  await pool.start();
  const stopped = pool.stop();
  forked[0]?.events.exit('exit code 0');
  await stopped;
  expect(forked.map(({ sent }) => sent)).toEqual([[{ type: 'stop' }], [{ type: 'stop' }]]);
  expect(forked.map(({ killed }) => killed)).toEqual([false, true]);
  expect([forked.length, pool.workers.length]).toEqual([2, 0]);
});

/** A process that ends as soon as it is told that another has its place. */
function obliging(worker: FakeWorker): void {
  const note = worker.send.bind(worker);
  worker.send = (message) => {
    note(message);
    if (message.type === 'hand-over') queueMicrotask(() => worker.events.exit('exit code 0'));
  };
  ready(worker);
}

it('replaces one after the other, each by one that is ready, and takes none for dead', async () => {
  const { pool, forked, waits } = started(2, obliging);
  await pool.start();
  const seen: unknown[] = [];
  await pool.roll((replacement) => seen.push([replacement, forked.length, pool.ready]), going);
  expect(seen).toEqual([
    [{ pid: 3, oldPid: 1 }, 3, 2],
    [{ pid: 4, oldPid: 2 }, 4, 2],
  ]);
  expect(forked.map(({ sent }) => sent.map(({ type }) => type))).toEqual([
    ['hand-over'],
    ['hand-over'],
    [],
    [],
  ]);
  expect([pool.restarts, pool.leaving, pool.workers.length]).toEqual([0, [], 2]);
  // The new ones are kept alive as those before them were, from their first death on.
  waits.length = 0;
  forked[3]?.events.exit('SIGKILL');
  await expect.poll(() => pool.ready).toBe(2);
  expect([pool.restarts, waits]).toEqual([1, [0]]);
});

it.each<[string, (worker: FakeWorker) => void, object]>([
  ['dies', ({ events }) => events.exit('SIGSEGV'), { name: 'ProcessEnded' }],
  [
    'dies soon after it was ready',
    (worker) => {
      ready(worker);
      worker.events.exit('exit code 1');
    },
    { name: 'ProcessEnded' },
  ],
  [
    'says why it cannot',
    ({ events }) => {
      events.message({ type: 'failed', code: 'config-invalid', message: 'CATOPS_X is wrong.' });
      events.exit('exit code 2');
    },
    { code: 'config-invalid', message: 'CATOPS_X is wrong.' },
  ],
])('keeps all as they are when a new one %s', async (_, fails, error) => {
  const { pool, forked } = started(2, (worker) => (worker.pid > 2 ? fails : ready)(worker));
  await pool.start();
  await expect(pool.roll(() => {}, going)).rejects.toMatchObject(error);
  expect(pool.workers.map(({ pid }) => pid)).toEqual([1, 2]);
  expect([forked.length, pool.ready, forked[0]?.sent]).toEqual([3, 2, []]);
});

it('puts back only those that are due, all at once, and waits for none to leave', async () => {
  const { pool, forked } = started(3, ready);
  await pool.start();
  const done = { due: 2, replaced: 2, failure: undefined };
  expect(await pool.putBack(({ pid }) => pid !== 2, going)).toEqual(done);
  const told = forked.map(({ sent }) => sent.map(({ type }) => type));
  expect(told).toEqual([['hand-over'], [], ['hand-over'], [], []]);
  expect([pool.ready, pool.leaving.map(({ pid }) => pid)]).toEqual([3, [1, 3]]);
});

it('puts back all that can be started, tries each other once more, and says why one could not', async () => {
  const { pool, forked } = started(3, (worker) => {
    // Of those started at once the first two, and then one that is tried by itself.
    if ([4, 5, 7].includes(worker.pid)) worker.events.exit(`exit code ${worker.pid}`);
    else obliging(worker);
  });
  await pool.start();
  const { failure, ...counts } = await pool.putBack(() => true, going);
  expect(counts).toEqual({ due: 3, replaced: 2 });
  expect(String(failure)).toMatch(/exit code 7/);
  await expect.poll(() => pool.workers.map(({ pid }) => pid)).toEqual([1, 6, 8]);
  expect(forked[0]?.sent).toEqual([]);
});

/** How long it takes when those after the first so many do not get ready, and how many are tried. */
async function hangingPutBack(count: number, onTried?: (at: number) => void) {
  const clock = createVirtualClock();
  const { pool, forked } = started(count, (worker) => worker.pid <= count && ready(worker), clock);
  await pool.start();
  const before = clock.monotonic();
  const took = () => clock.monotonic() - before;
  const { failure, ...counts } = await pool.putBack(
    () => true,
    going,
    onTried && (() => onTried(took())),
  );
  expect(String(failure)).toMatch(/not ready within 60 s/);
  return { ...counts, ms: took(), tried: forked.length - count };
}

it('takes hardly longer for many that hang than for one, and tells when all were tried once', async () => {
  const tried: number[] = [];
  const one = await hangingPutBack(1);
  expect(one).toEqual({ due: 1, replaced: 0, ms: 120_000, tried: 2 });
  const many = await hangingPutBack(6, (at) => tried.push(at));
  expect(many).toMatchObject({ due: 6, replaced: 0, tried: 12 });
  expect(many.ms).toBeLessThanOrEqual(one.ms + 5 * 5000);
  expect(tried).toEqual([60_000]);
});

it('tries by itself what failed, as long as that does not hang', async () => {
  const clock = createVirtualClock();
  const at: number[] = [];
  const { pool } = started(
    3,
    (worker) => {
      if (worker.pid > 6) at.push(clock.monotonic());
      if (worker.pid <= 3) ready(worker);
      else if (worker.pid <= 6) worker.events.exit('SIGKILL');
      else void clock.sleep(2000).then(() => ready(worker));
    },
    clock,
  );
  await pool.start();
  expect(await pool.putBack(() => true, going)).toMatchObject({ due: 3, replaced: 3 });
  const [first = 0] = at;
  expect(at.map((each) => each - first)).toEqual([0, 2500, 5000]);
});

it('does not try again what says clearly why it cannot start', async () => {
  const { pool, forked } = started(3, (worker) => {
    const { events, pid } = worker;
    if (pid <= 3) return ready(worker);
    if (pid === 5) return events.exit('exit code 5');
    if (pid === 7) return obliging(worker);
    const said = { code: 'config-invalid', message: `CATOPS_X of ${pid} is wrong.` };
    events.message({ type: 'failed', ...said });
    events.exit('exit code 2');
  });
  await pool.start();
  const { failure, ...counts } = await pool.putBack(() => true, going);
  expect([counts, String(failure)]).toEqual([
    { due: 3, replaced: 1 },
    expect.stringContaining('CATOPS_X of 4 is wrong.'),
  ]);
  expect(forked).toHaveLength(7);
});

it('tries no place again that was filled by itself meanwhile', async () => {
  const { pool, forked } = started(2, (worker) => {
    if (worker.pid === 3) {
      worker.events.exit('exit code 3');
      forked[0]?.events.exit('exit code 1');
    } else obliging(worker);
  });
  await pool.start();
  const done = await pool.putBack(({ pid }) => pid < 3, going);
  expect(done).toEqual({ due: 2, replaced: 2, failure: undefined });
  await expect.poll(() => pool.ready).toBe(2);
  expect(pool.workers.map(({ pid }) => pid)).toEqual([4, 5]);
  expect(forked).toHaveLength(5);
});

it('waits no longer for an old one to leave when it is aborted', async () => {
  const abort = new AbortController();
  const { pool, forked } = started(2, (worker) => {
    ready(worker);
    worker.send = () => abort.abort(new Error('Aborted.'));
  });
  await pool.start();
  const seen: number[] = [];
  await expect(pool.roll(({ pid }) => seen.push(pid), abort.signal)).rejects.toThrow('Aborted.');
  expect([seen, forked.length, pool.leaving.map(({ pid }) => pid)]).toEqual([[3], 3, [1]]);
});

it('ends the new one when it is aborted before that is ready, and keeps the old', async () => {
  const { pool, forked } = started(2, (worker) => (worker.pid > 2 ? () => {} : ready)(worker));
  await pool.start();
  const abort = new AbortController();
  const rolled = pool.roll(() => {}, abort.signal);
  await expect.poll(() => forked.length).toBe(3);
  abort.abort(new Error('Aborted.'));
  await expect(rolled).rejects.toThrow('Aborted.');
  expect([forked.map(({ killed }) => killed), pool.ready]).toEqual([[false, false, true], 2]);
  await expect(pool.roll(() => {}, abort.signal)).rejects.toThrow('Aborted.');
  expect(forked).toHaveLength(3);
});

it('lets a new one that answers already end what it has begun when it is aborted', async () => {
  const abort = new AbortController();
  const { pool, forked } = started(1, (worker) => {
    obliging(worker);
    if (worker.pid === 2) abort.abort(new Error('Aborted.'));
  });
  await pool.start();
  await expect(pool.roll(() => {}, abort.signal)).rejects.toThrow('Aborted.');
  await expect.poll(() => pool.workers.length).toBe(1);
  const [old, next] = forked;
  expect([next?.killed, next?.sent.map(({ type }) => type)]).toEqual([false, ['hand-over']]);
  expect([old?.sent, pool.ready]).toEqual([[], 1]);
});

it('has more processes, and fewer when those too many have ended what they had begun', async () => {
  const { pool, forked } = started(1, obliging);
  await pool.start();
  await pool.resize(3);
  expect([pool.size, pool.ready, forked.length]).toEqual([3, 3, 3]);
  forked[2]?.events.exit('SIGKILL');
  await expect.poll(() => pool.ready).toBe(3);
  await pool.resize(1);
  expect([pool.size, pool.ready, pool.workers.map(({ pid }) => pid)]).toEqual([1, 1, [1]]);
  expect(forked.map(({ killed }) => killed)).toEqual([false, false, false, false]);
  // What was counted stays counted, and nobody follows those who left.
  expect([pool.restarts, pool.leaving, forked.length]).toEqual([1, [], 4]);
});

it('stays as it is when another process cannot be started', async () => {
  const { pool, forked } = started(1, (worker) => {
    if (worker.pid === 1) ready(worker);
    else worker.events.exit('exit code 3');
  });
  await pool.start();
  await expect(pool.resize(3)).rejects.toMatchObject({ code: 'server-start-failed' });
  expect([pool.size, pool.ready, pool.workers.length]).toEqual([1, 1, 1]);
  const before = forked.length;
  await new Promise((resolve) => setImmediate(resolve));
  expect(forked).toHaveLength(before);
});

it('kills one that does not leave, and counts it while it is there', async () => {
  const { pool, forked } = started(1, ready);
  await pool.start();
  let leaving: readonly number[] = [];
  const old = forked[0];
  if (old) {
    old.send = () => {
      leaving = pool.leaving.map(({ pid }) => pid);
    };
  }
  await pool.roll(() => {}, going);
  expect([leaving, old?.killed, pool.leaving, pool.ready]).toEqual([[1], true, [], 1]);
});

it('fills a place that keeps dying, and lets the one that was waited for go', async () => {
  const { pool, forked } = started(1, (worker) => (worker.pid === 1 ? ready : () => {})(worker));
  await pool.start();
  forked[0]?.events.exit('SIGSEGV');
  await expect.poll(() => forked.length).toBe(2);
  const rolled = pool.roll(() => {}, going);
  const [, again, next] = forked;
  if (next) ready(next);
  await rolled;
  // It may not have heard, and nobody was told to ask it.
  expect([again?.killed, again?.sent]).toEqual([true, []]);
  expect(pool.workers.map(({ pid }) => pid)).toEqual([3]);
  expect([pool.ready, pool.restarts]).toEqual([1, 1]);
});

it('stops all, the new one and the leaving one too, and starts nobody', async () => {
  const { pool, forked } = started(2, (worker) => (worker.pid > 2 ? () => {} : ready)(worker));
  await pool.start();
  const rolled = pool.roll(() => {}, going);
  const stopped = pool.stop();
  await expect(rolled).rejects.toMatchObject({ code: 'interrupted' });
  await stopped;
  await expect(pool.roll(() => {}, going)).rejects.toMatchObject({ code: 'interrupted' });
  expect([forked.length, pool.workers]).toEqual([3, []]);
});

const gauges = (accessLogWritten: number): ProcessGauges => ({
  ...{
    eventLoopDelayP99Seconds: 0,
    overloadedProcesses: 0,
    ...{ connections: 1, connectionsRefused: 0 },
    heapBytes: 100,
    cacheBytes: 1,
    cacheEntries: 1,
  },
  ...{ indexImages: 3, indexBreeds: 2, indexKeys: 1, indexAgeSeconds: 0 },
  ...{ accessLogWritten, accessLogDropped: 0, redisWorks: 1 },
  ...{ redisHits: 2, redisMisses: 1, redisErrors: 0, limitAsks: 1, limitAsksFailed: 0 },
});

function answering(worker: FakeWorker, requests: number): void {
  worker.send = (message) => {
    if (message.type !== 'metrics') return;
    const outcomes = { hit: requests, miss: 0, stale: 0, bypass: 0 };
    const route = { route: 'GET /', requests: { 200: requests }, outcomes, dbQueries: 0 };
    const loads = { inFlight: 1, waiting: 1, refused: 1 };
    const rest = { causes: {}, rateLimited: 0, buckets: [requests], seconds: 1 };
    const routes = [{ ...route, ...rest, loads }];
    const snapshot = {
      processes: 1,
      releases: { '0.1.0+4faa961': 1 },
      routes,
      gauges: gauges(requests),
      replicaLagSeconds: worker.pid,
      failures: [],
      ...{ dependencies: [], breakers: [], jobs: null },
    };
    worker.events.message({ type: 'metrics', id: message.id, snapshot });
  };
}

it('adds up the counters of all processes, the dead included', async () => {
  const { pool, forked } = started(2, (worker) => {
    answering(worker, 10 ** worker.pid);
    ready(worker);
  });
  await pool.start();
  const collect = () => pool.metrics.collect(pool.workers, 20);
  expect((await collect()).routes[0]?.requests).toEqual({ 200: 110 });
  forked[0]?.events.exit('SIGKILL');
  await expect.poll(() => pool.ready).toBe(2);
  const after = await collect();
  expect(after.processes).toBe(2);
  expect(after.releases).toEqual({ '0.1.0+4faa961': 2 });
  expect(after.replicaLagSeconds).toBe(3);
  // What was under way in the dead one is not any more.
  expect(after.routes[0]?.loads).toEqual({ inFlight: 2, waiting: 2, refused: 3 });
  expect(after.routes[0]?.requests).toEqual({ 200: 1110 });
  expect(after.gauges).toMatchObject({ heapBytes: 200, indexImages: 3, accessLogWritten: 1110 });
});

it('waits only so long for a process that is too busy to answer', async () => {
  const { pool, forked } = started(2, (worker) => {
    answering(worker, 5);
    ready(worker);
  });
  await pool.start();
  await pool.metrics.collect(pool.workers, 20);
  const [busy] = forked;
  if (busy) busy.send = () => {};
  const snapshot = await pool.metrics.collect(pool.workers, 20);
  expect(snapshot.routes[0]?.requests).toEqual({ 200: 10 });
});
