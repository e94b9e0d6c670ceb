import { expect, it } from 'vitest';
import { parseScenario } from '../adapters/yaml/parse-scenario.js';
import { coldPathsOf } from './cold-paths.js';
import { isUsedUp, refuseLargeRequests, refuseShortFeeds } from './plan-limits.js';
import { dealPhase } from './route-shares.js';
import { variantsOf } from './variants.js';

const fileOf = (pick: string, phases: string) =>
  parseScenario(
    `name: s
feeds: { id: { sequence: { to: 100 }, pick: ${pick} } }
routes:
  GET /things/{id}: { weight: 1 }
  GET /plain: { weight: 1 }
phases: [${phases}]
`,
    's.yaml',
  );
const values = { id: Array.from({ length: 100 }, (_, index) => String(index)) };
const warmUp = '{ name: warm-up, rate: 10/s, for: 4s, measure: false }';
const dealsOf = ({ scenario }: ReturnType<typeof fileOf>) =>
  scenario.phases.map((phase) => dealPhase(phase, scenario.routes, [1, 1]));

it('refuses a unique feed that would not last, warm-up and all, and no other', () => {
  const lasts = fileOf('unique', `${warmUp}, { name: p, rate: 20/s, for: 8s }`);
  expect(() => refuseShortFeeds(lasts, values, dealsOf(lasts))).not.toThrow();
  const longer = fileOf('unique', `${warmUp}, { name: p, rate: 20/s, for: 9s }`);
  expect(() => refuseShortFeeds(longer, values, dealsOf(longer))).toThrow(
    's.yaml:2:10 feeds.id: its values are unique, it has 100 of them, and the phases send GET /things/{id} 110 times.',
  );
  const closed = fileOf('unique', '{ name: p, connections: 2, for: 9s }');
  expect(() => refuseShortFeeds(closed, values, dealsOf(closed))).toThrow('as often as it can');
  const again = fileOf('random', `${warmUp}, { name: p, rate: 20/s, for: 9s }`);
  expect(() => refuseShortFeeds(again, values, dealsOf(again))).not.toThrow();
  expect(
    [lasts, again].map(({ scenario }) => scenario.routes.map((r) => isUsedUp(r, scenario))),
  ).toEqual([
    [true, false],
    [false, false],
  ]);
});

it('counts as cold only what is asked for the first time while it is measured', () => {
  const cold = (phases: string, draws = values.id) => {
    const { scenario } = fileOf('sequential', phases);
    const variants = scenario.routes.map((route) => variantsOf(route, scenario, { id: draws }));
    const file = { scenario } as ReturnType<typeof fileOf>;
    return [...coldPathsOf(scenario.routes, variants, dealsOf(file)).values()];
  };
  const steady = '{ name: p, rate: 20/s, for: 3s }';
  expect(cold(`${warmUp}, ${steady}`)).toEqual([30, 0]);
  expect(cold(steady)).toEqual([30, 1]);
  expect(cold(`${warmUp}, { name: p, connections: 2, for: 3s }`)).toEqual([80, 0]);
  // The same few again and again: all of them were warm.
  expect(
    cold(
      `${warmUp}, ${steady}`,
      values.id.map((_, n) => String(n % 5)),
    ),
  ).toEqual([0, 0]);
});

it('refuses requests that would fill the memory, before it makes them', () => {
  const file = parseScenario(
    `name: s
feeds: { id: { sequence: { to: 100000 } } }
routes: { POST /things: { body: { text: "${'x'.repeat(700)} {id}" } } }
phases: [{ name: p, rate: 1/s, for: 1s }]
`,
    's.yaml',
  );
  const many = { id: Array.from({ length: 100_000 }, (_, index) => String(index)) };
  expect(() => refuseLargeRequests(file, many)).toThrow(
    's.yaml:3:11 POST /things: its requests and those before it would take more than 64 MB',
  );
  expect(() => refuseLargeRequests(file, values)).not.toThrow();
});
