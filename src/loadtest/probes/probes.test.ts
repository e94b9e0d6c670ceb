import { describe, expect, it } from 'vitest';
import {
  type Answer,
  loaded,
  probeContext,
  probedPolicy,
  probedRoute,
} from '../../testing/probed-api.js';
import { probeCacheKey } from './cache-key-bypass.js';
import { probeColdHot } from './cold-hot.js';
import { probeIsolation } from './isolation.js';
import type { BurstRequest } from './ports.js';
import type { ProbeContext, ProbeResult } from './probe-context.js';
import { probeRateLimit } from './rate-limit-present.js';
import { probeStampede } from './stampede.js';

const outcomes = ({ checks }: ProbeResult) =>
  checks.map(({ route, outcome, observed }) => [route, outcome, observed]);
const things = 'GET /v1/things';

/** Answers each path from the database once, and then from memory. */
function keeping() {
  const kept = new Set<string>();
  return ({ path }: BurstRequest): Answer => {
    if (kept.has(path)) return { cost: { queries: 0, fromCache: false } };
    kept.add(path);
    return loaded;
  };
}

describe('a crowd that asks for one thing', () => {
  it('may reach the database once, or once for each process', async () => {
    expect(outcomes(await probeStampede(probeContext(keeping())))).toEqual([
      [things, 'pass', '1 of 40'],
    ]);
    const two = (_: BurstRequest, index: number) => (index < 2 ? loaded : {});
    expect(outcomes(await probeStampede(probeContext(two)))).toEqual([[things, 'fail', '2 of 40']]);
    for (const processes of [2, null]) {
      expect(outcomes(await probeStampede(probeContext(two, { processes })))).toEqual([
        [things, 'pass', '2 of 40'],
      ]);
    }
  });

  it('is sent for something else when the first was kept already', async () => {
    const context = probeContext(({ path }) => (path.endsWith('3') ? loaded : {}));
    expect(outcomes(await probeStampede(context))).toEqual([[things, 'fail', '40 of 40']]);
    expect((await probeStampede(probeContext(() => ({})))).skipped).toMatchObject([
      { route: things, why: expect.stringContaining('kept already') },
    ]);
  });

  it('is sent again, for the first of it may be answered before the second comes', async () => {
    const context = probeContext((_, index) => (index === 0 || index >= 40 ? loaded : {}));
    expect(outcomes(await probeStampede(context))).toEqual([[things, 'fail', '40 of 40']]);
  });

  it('is not sent to routes whose requests each cost a query, nor to those of an index', async () => {
    const index = { ...probedPolicy, cache: { kind: 'index' as const, stalenessSeconds: 1 } };
    const routes = [probedRoute({ budget: 1 }), probedRoute({ policy: index })];
    const context = probeContext(keeping(), { routes });
    expect([outcomes(await probeStampede(context)), context.asked]).toEqual([[], []]);
  });

  it('shows nothing when its keys have asked too much already', async () => {
    const context = probeContext((_, index) => ({ status: index % 5 === 0 ? 429 : 200 }));
    const found = [await probeStampede(context), await probeCacheKey(context)];
    expect(found.map(({ checks, skipped }) => [checks.length, skipped.length])).toEqual([
      [0, 1],
      [0, 1],
    ]);
  });

  it('shows nothing when it is not answered, or not told what it cost', async () => {
    const ill = await probeStampede(
      probeContext((_, index) => ({ status: index < 9 ? 503 : 200 })),
    );
    expect(outcomes(ill)).toEqual([[things, 'undecided', '9 answered 503, 31 answered 200']]);
    const silent = { cost: { queries: null, fromCache: null } };
    const { checks, skipped } = await probeStampede(probeContext(() => silent));
    expect([checks, skipped.length]).toEqual([[], 1]);
  });
});

describe('a parameter that the route does not know', () => {
  it('makes no difference, or the route is named', async () => {
    const answer = keeping();
    const known = probeContext((request) => answer({ ...request, path: '/v1/things' }));
    expect(outcomes(await probeCacheKey(known))).toEqual([[things, 'pass', '0 of 10']]);
    const context = probeContext(keeping());
    expect(outcomes(await probeCacheKey(context))).toEqual([[things, 'fail', '10 of 10']]);
    const sent = context.asked.slice(2).map(({ path }) => path);
    expect(new Set(sent).size).toBe(10);
  });

  it('may be refused; a failure for it shows nothing', async () => {
    const answering = (status: number) =>
      probeContext(({ path }) => (path.includes('?') ? { status } : {}));
    expect(outcomes(await probeCacheKey(answering(400)))[0]?.[1]).toBe('pass');
    expect(outcomes(await probeCacheKey(answering(500)))[0]?.[1]).toBe('undecided');
  });

  it('may be loaded once by each process behind a load balancer', async () => {
    const four = probeContext((_, index) => (index > 1 && index < 6 ? loaded : {}));
    expect(outcomes(await probeCacheKey(four))).toEqual([[things, 'pass', '4 of 10']]);
  });

  it('says nothing of a route that asks the database anyway', async () => {
    expect((await probeCacheKey(probeContext(() => loaded))).checks).toEqual([]);
  });
});

describe('a client that asks too much', () => {
  /** Lets so many requests of each key through. */
  const limiting =
    (limit: number, refusal: Answer = { headers: { 'retry-after': '60' } }) =>
    (counts = new Map<string, number>()) =>
    ({ headers }: BurstRequest): Answer => {
      const key = headers['x-api-key'] ?? '';
      counts.set(key, (counts.get(key) ?? 0) + 1);
      return (counts.get(key) ?? 0) > limit ? { status: 429, ...refusal } : {};
    };
  const judged = async (answer: (request: BurstRequest) => Answer, changes = {}) =>
    (await probeRateLimit(probeContext(answer, changes))).checks.map(({ outcome, message }) => [
      outcome,
      message.replace(/^[^:]*: /, ''),
    ]);

  it('is refused, and only that client', async () => {
    expect(await judged(limiting(10)())).toEqual([['pass', expect.stringContaining('only that')]]);
  });

  it('is tried with another key, and with a third where two are not alike', async () => {
    const context = probeContext(() => ({}));
    expect(outcomes(await probeRateLimit(context))[0]?.[1]).toBe('fail');
    const keys = context.asked.map(({ headers }) => headers['x-api-key'] ?? '');
    const spare = ['spare-1', 'spare-2', 'spare-3'];
    expect(spare.map((key) => keys.filter((it) => it === key).length)).toEqual([21, 21, 0]);
    const limited = limiting(10)();
    const once = (request: BurstRequest) =>
      request.headers['x-api-key'] === 'spare-1' ? {} : limited(request);
    expect((await judged(once))[0]?.[0]).toBe('pass');
  });

  it.each([
    [limiting(7), 'refused after 7 of 10'],
    [limiting(10, {}), 'does not say when to come back'],
    [limiting(10, { ...loaded, headers: { 'retry-after': '1' } }), 'still asked the database'],
  ])('is refused in the wrong way: %#', async (answer, message) => {
    expect(await judged(answer())).toEqual([['fail', expect.stringContaining(message)]]);
  });

  it('must not have others refused', async () => {
    const counted = limiting(10)();
    const answer = ({ path }: BurstRequest) => counted({ path, headers: {} });
    expect(await judged(answer)).toEqual([
      ['fail', expect.stringContaining('another that had asked little was answered 429')],
    ]);
  });

  it('shows nothing when it was refused before, as after a run a moment ago', async () => {
    const refused = { status: 429, headers: { 'retry-after': '9' } };
    const { checks, skipped } = await probeRateLimit(probeContext(() => refused));
    expect([checks, skipped[0]?.why]).toEqual([[], 'its keys were over their limit already']);
  });

  it('is allowed the limit once for each process', async () => {
    expect((await judged(limiting(30)(), { processes: 3 }))[0]?.[0]).toBe('pass');
    expect((await judged(limiting(40)(), { processes: 1 }))[0]?.[0]).toBe('fail');
    expect((await judged(limiting(40)(), { processes: null }))[0]?.[0]).toBe('pass');
  });

  it('shows nothing when the route fails, nor where it may ask as often as it likes', async () => {
    expect((await judged(() => ({ status: 503 })))[0]?.[0]).toBe('undecided');
    const limit = { name: 'unlimited', keyed: null, keyless: null };
    const routes = [probedRoute({ policy: { ...probedPolicy, limit } })];
    expect(await judged(() => ({}), { routes })).toEqual([]);
  });

  it('of an API that declares no limit is refused at some time', async () => {
    const routes = [probedRoute({ policy: null })];
    expect((await judged(limiting(300)(), { routes }))[0]?.[0]).toBe('pass');
    expect((await judged(limiting(600)(), { routes }))[0]?.[0]).toBe('fail');
  });
});

describe('a flood on one route', () => {
  const routes = [
    probedRoute(),
    probedRoute({ route: 'GET /v1/votes', asked: [{ path: '/v1/votes' }], cold: [] }),
  ];
  const flooded = async (answer: (request: BurstRequest, index: number) => Answer) =>
    outcomes(await probeIsolation(probeContext(answer, { routes })));

  it('leaves the others as they are', async () => {
    expect((await flooded(() => ({}))).map(([, outcome]) => outcome)).toEqual(['pass', 'pass']);
  });

  it('that slows another one down or has it fail is named, with whom it hurts', async () => {
    const slow = ({ path }: BurstRequest) => ({ ms: path === '/v1/votes' ? 2000 : 1 });
    expect(await flooded(slow)).toEqual([
      [things, 'fail', 'GET /v1/votes was answered 200 after 2000 ms'],
      ['GET /v1/votes', 'pass', 'at most 1 ms'],
    ]);
    const failing = ({ path }: BurstRequest) => ({ status: path === '/v1/votes' ? 503 : 200 });
    expect((await flooded(failing))[0]?.[2]).toContain('answered 503');
  });

  it('counts only when it does so twice', async () => {
    const once = ({ path }: BurstRequest, index: number) => ({
      ms: path === '/v1/votes' && index < 41 ? 2000 : 1,
    });
    expect((await flooded(once))[0]?.[1]).toBe('pass');
  });

  it('shows nothing when its own keys are over their limit', async () => {
    const answer = ({ path }: BurstRequest) => ({ status: path === '/v1/votes' ? 429 : 200 });
    const { checks, skipped } = await probeIsolation(probeContext(answer, { routes }));
    expect([checks.length, skipped.length]).toEqual([1, 1]);
  });
});

describe('a route of an API that tells nothing', () => {
  const cold = Array.from({ length: 30 }, (_, index) => ({ path: `/v1/things/${index}` }));
  const routes = [probedRoute({ cold, policy: null })];
  const found = async (answer: (request: BurstRequest, index: number) => Answer) =>
    outcomes(await probeColdHot(probeContext(answer, { routes })))[0]?.[1];

  it('is taken to keep what it answers faster the second time, or what it says it kept', async () => {
    expect(await found((_, index) => ({ ms: index % 4 === 0 ? 3 : 1 }))).toBe('pass');
    expect(await found(() => ({ headers: { 'x-cache': 'HIT' } }))).toBe('pass');
  });

  it('is warned of when it does not, and never failed', async () => {
    expect(await found((_, index) => ({ ms: 1 + (index % 7) }))).toBe('warn');
  });

  it('is said to be doubtful between the two', async () => {
    const context = probeContext(
      (_, index) => ({ ms: index % 4 === 0 ? 3 : 1 + (index % 10 > 6 ? 4 : 0) }),
      { routes },
    );
    const { checks, skipped } = await probeColdHot(context);
    expect([checks, skipped[0]?.why]).toEqual([[], expect.stringContaining('shows neither')]);
  });

  it('is left alone when it forbids to keep, or when there is too little to tell by', async () => {
    expect(await found(() => ({ headers: { 'cache-control': 'no-store' } }))).toBeUndefined();
    const few: ProbeContext = probeContext(() => ({}), { routes: [probedRoute()] });
    expect((await probeColdHot(few)).skipped).toHaveLength(1);
  });
});
