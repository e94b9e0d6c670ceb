import { expect, it } from 'vitest';
import { buildPlan } from './build-plan.js';
import { dealRequests } from './deal-requests.js';
import { divide, divideAbove } from './divide.js';
import { keysNeeded, refuseLimitedLoad } from './key-limits.js';
import type { LoadPlan, PlanShare } from './load-plan.js';
import { type Rate, steadyRate } from './rate.js';
import { busiestWindow, dealPhase, measuredRequests } from './route-shares.js';
import { scalePhases } from './scale-phases.js';
import type { ScenarioFile, ScenarioPhase, ScenarioRoute } from './scenario.js';
import { variantsOf } from './variants.js';

const image: ScenarioRoute = {
  route: 'GET /v1/images/{image_id}',
  weight: 3,
  params: {},
  query: { size: '{size}', fixed: 'a b' },
  headers: {},
  body: null,
  expectedStatus: 200,
  check: null,
  dbQueriesPerRequest: null,
};
const breeds: ScenarioRoute = { ...image, route: 'GET /v1/breeds', weight: 1, query: {} };
const shared = { headers: {}, feeds: {} };
const feeds = { image_id: ['x/1', 'y', 'z'], size: ['small', 'med'] };
const phase = (
  name: string,
  rate: number | Rate,
  seconds: number,
  measured = true,
): ScenarioPhase => ({
  name,
  rate: typeof rate === 'number' ? steadyRate(rate) : rate,
  seconds,
  measured,
  connections: null,
});
const routes = [image, breeds];

const pathsOf = (route: ScenarioRoute) => variantsOf(route, shared, feeds).map(({ path }) => path);

function planOf(phases: readonly ScenarioPhase[], keys: readonly string[]) {
  const variants = routes.map((route) => variantsOf(route, shared, feeds));
  const deals = phases.map((each) =>
    dealPhase(
      each,
      routes,
      variants.map(({ length }) => length),
    ),
  );
  return {
    plan: buildPlan({
      url: 'http://x',
      routes,
      variants,
      deals,
      headers: {},
      keys,
      verifyTls: true,
      share: null,
    }),
    deals,
  };
}

// Every request that a share of the plan sends, in order.
function dealt(plan: LoadPlan, share: PlanShare = plan.share) {
  return plan.phases.flatMap(({ counts }, index) => {
    const total = counts.reduce((sum, count) => sum + count, 0);
    const next = dealRequests({ ...plan, share }, index);
    return Array.from({ length: Math.ceil((total - share.index) / share.total) }, next);
  });
}

it('divides exactly, and above floors while the total allows', () => {
  expect(divide(10, [1, 1, 1])).toEqual([4, 3, 3]);
  expect(divideAbove(10, [8, 1, 1], [0, 3, 0])).toEqual([6, 3, 1]);
  expect(divideAbove(2, [1, 1, 1], [5, 5, 5])).toEqual([1, 1, 0]);
  expect(divideAbove(30, [1, 1, 1], [1000, 3, 10])).toEqual([17, 3, 10]);
});

it('fills paths and queries from feeds in step, escaped', () => {
  expect(pathsOf(image)).toEqual([
    '/v1/images/x%2F1?size=small&fixed=a%20b',
    '/v1/images/y?size=med&fixed=a%20b',
    '/v1/images/z?size=small&fixed=a%20b',
  ]);
});

it('sends by weight, each key and path equally often, in the same order every time', () => {
  const { plan } = planOf([phase('warm-up', 10, 2, false), phase('steady', 20, 4)], ['k0', 'k1']);
  expect(plan.phases.map(({ counts }) => counts)).toEqual([
    [15, 5],
    [60, 20],
  ]);
  const sent = dealt(plan);
  expect(sent).toHaveLength(100);
  expect(sent.filter(({ route }) => route === 0)).toHaveLength(75);
  const byKey = [0, 1].map(
    (key) => sent.filter((one) => one.route === 1 && one.key === key).length,
  );
  expect(Math.abs((byKey[0] ?? 0) - (byKey[1] ?? 0))).toBeLessThanOrEqual(1);
  const byPath = [0, 1, 2].map((path) => sent.filter((one) => !one.route && one.variant === path));
  expect(byPath.map(({ length }) => length)).toEqual([25, 25, 25]);
  const again = planOf([phase('warm-up', 10, 2, false), phase('steady', 20, 4)], ['k0', 'k1']);
  expect(dealt(again.plan)).toEqual(sent);
  // Shuffled, not one route after the other.
  const routes = sent.slice(20).map(({ route }) => route);
  expect(routes).not.toEqual([...routes].sort());
});

it('deals the same requests in shares as in one', () => {
  const { plan } = planOf([phase('ramp', { from: 5, to: 20 }, 4), phase('end', 7, 3)], ['k0']);
  const whole = dealt(plan);
  const parts = [0, 1, 2].map((index) => dealt(plan, { index, total: 3 }));
  expect(parts.flat()).toHaveLength(whole.length);
  const sorted = (all: typeof whole) => all.map((one) => JSON.stringify(one)).sort();
  expect(sorted(parts.flat())).toEqual(sorted(whole));
  expect(parts[1]?.slice(0, 3)).toEqual([whole[1], whole[4], whole[7]]);
});

it('comes round to the weights again and again in a closed phase', () => {
  const closed = { ...phase('max', 1, 5), rate: null, connections: 2 };
  const { plan } = planOf([closed], []);
  expect(plan.phases[0]?.counts).toEqual([45, 15]);
  const next = dealRequests(plan, 0);
  const rounds = [0, 1].map(() => Array.from({ length: 60 }, next));
  for (const round of rounds) expect(round.filter(({ route }) => route === 1)).toHaveLength(15);
  expect(rounds[0]).not.toEqual(rounds[1]);
});

it('asks every path once in a warm-up, however small the weight', () => {
  const rare = { ...image, weight: 1 };
  const deal = dealPhase(phase('warm-up', 10, 1, false), [rare, { ...breeds, weight: 99 }], [3, 1]);
  expect(deal.counts).toEqual([3, 7]);
});

it('plans a long phase with as little as a short one', () => {
  const { plan, deals } = planOf([phase('soak', 5, 600)], []);
  expect(plan.phases).toMatchObject([{ counts: [2250, 750] }]);
  expect(measuredRequests(deals, 0) + measuredRequests(deals, 1)).toBe(3000);
});

it('knows the busiest window of a route, and needs keys for it', () => {
  const { deals } = planOf([phase('steady', 40, 30), phase('double', 80, 60)], []);
  expect(busiestWindow(deals, 1, 60)).toBe(1200);
  const file = {
    file: 's.yaml',
    scenario: { routes },
    text: '',
    hash: '',
    locate: () => 's.yaml:1:1',
  } as unknown as ScenarioFile;
  const rate = { requests: 100, windowSeconds: 60 };
  const inventory = new Map([
    [breeds.route, { limit: { name: 's', keyed: rate, keyless: rate } }],
  ]) as never;
  expect(keysNeeded(file, deals, inventory)).toBe(13);
  expect(() => refuseLimitedLoad(file, deals, inventory, 13)).not.toThrow();
  expect(() => refuseLimitedLoad(file, deals, inventory, 12)).toThrow(
    /s\.yaml:1:1 GET \/v1\/breeds: .*101 requests in 60 s to each of 12 keys/,
  );
  expect(() => refuseLimitedLoad(file, deals, inventory, 0)).toThrow(/without a key/);
  const { deals: ramp } = planOf([phase('ramp', { from: 20, to: 60 }, 60)], []);
  expect(busiestWindow(ramp, 1, 60)).toBe(600);
  // The last half of the ramp: from 40/s to 60/s.
  expect(busiestWindow(ramp, 1, 30)).toBe(375);
  const closed = dealPhase({ ...phase('max', 1, 5), rate: null, connections: 2 }, routes, [3, 1]);
  expect(() => refuseLimitedLoad(file, [closed], inventory, 99)).toThrow(/closed phase/);
});

it('scales the measured phases only, each to at least a second', () => {
  const phases = [phase('warm-up', 10, 3, false), phase('steady', 10, 4), phase('double', 20, 8)];
  const seconds = (total: number | null) => scalePhases(phases, total).map((one) => one.seconds);
  expect(seconds(null)).toEqual([3, 4, 8]);
  expect(seconds(6)).toEqual([3, 2, 4]);
  expect(seconds(1)).toEqual([3, 1, 1]);
});
