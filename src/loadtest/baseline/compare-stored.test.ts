import { expect, it } from 'vitest';
import { measuredPhase, measuredRoute, mergeListed } from '../../testing/measurements.js';
import type { MeasuredRun } from '../measured-run.js';
import type { RouteMeasurement } from '../ports.js';
import type { StoredRun } from '../run-file.js';
import { compareStored } from './compare-stored.js';

const route = 'GET /v1/breeds';
const testbed = { cpu: 'a', cores: 2, node: 'v24.0.0', catops: '0.1.0' };

function stored(
  file: string,
  part: Partial<RouteMeasurement> & { ms?: number } = {},
  changes: { readonly hash?: string; readonly names?: readonly string[] } & Partial<StoredRun> = {},
): StoredRun {
  const { hash = 'aaaaaaaaaaaaaaaa', names = [route], ...others } = changes;
  const run = {
    scenario: {
      hash,
      scenario: { name: 'things', routes: names.map((name) => ({ route: name })) },
    },
    target: { url: 'http://127.0.0.1:3000', started: true, uncached: [], died: null },
    shard: null,
    diagnostics: true,
    interrupted: false,
    measurement: {
      phases: [
        measuredPhase('warm-up', [measuredRoute(route, 50, { ms: 900 })], { measured: false }),
        measuredPhase('steady', [measuredRoute(route, 400, part)]),
      ],
      crashed: null,
      gaveUp: null,
    },
  } as unknown as MeasuredRun;
  return { file, testbed, run, ...others };
}
const compare = (base: StoredRun, head: StoredRun) => compareStored(base, head, mergeListed);

it('puts the measured phases of both side by side, and judges no time', () => {
  const { routes, cannotShow } = compare(stored('a.json', { ms: 5 }), stored('b.json', { ms: 50 }));
  expect(routes).toMatchObject([
    {
      route,
      requests: { base: 400, head: 400 },
      times: [{ percentile: 50, base: 5, head: 50 }, {}, {}],
    },
  ]);
  expect(routes[0]?.counts.map(({ change }) => change)).toEqual(['none', 'none', 'none']);
  expect(cannotShow).toEqual([
    expect.stringContaining('a difference of their times shows nothing'),
  ]);
});

it('finds a route that lost its cache', () => {
  const head = stored('b.json', { queries: 400, cacheServed: 0 });
  const [seen] = compare(stored('a.json'), head).routes;
  expect(seen?.counts).toMatchObject([
    { measure: 'db-queries-per-request', base: 0, head: 1, change: 'worse' },
    { measure: 'cache-hit-share', base: 1, head: 0, change: 'worse' },
    { measure: 'errors', change: 'none' },
  ]);
});

it('names what was not told', () => {
  const { cannotShow } = compare(stored('a.json', { queriesTold: 0 }), stored('b.json'));
  expect(cannotShow).toContain('Not told by both on every route: queries a request.');
});

it('says in what else than the build the two differ', () => {
  const other = { ...testbed, cpu: 'b', node: 'v20.19.0' };
  const head = stored('b.json', {}, { hash: 'bbbbbbbbbbbbbbbb', testbed: other });
  const text = compare(stored('a.json'), head).cannotShow.join('\n');
  expect(text).toContain('machine 2 × a and 2 × b.');
  expect(text).toContain('Node v24.0.0 and v20.19.0.');
  expect(text).toContain('scenario things aaaaaaaaaaaa and things bbbbbbbbbbbb.');
  expect(text).not.toContain('catops 0.1.0');
});

it('compares the routes that both asked for, and names the others', () => {
  const head = stored('b.json', {}, { names: [route, 'GET /v1/new'] });
  const { routes, cannotShow } = compare(stored('a.json'), head);
  expect(routes.map((each) => each.route)).toEqual([route]);
  expect(cannotShow).toContain('Only b.json asked for GET /v1/new.');
});

it('says what became of a run that is not whole', () => {
  const base = stored('a.json');
  const part = { ...base, run: { ...base.run, shard: { index: 0, total: 2 }, interrupted: true } };
  const { cannotShow } = compare(part, stored('b.json'));
  expect(cannotShow).toContain('a.json was stopped before its end.');
  expect(cannotShow).toContain('a.json is one shard of a load, not the whole.');
});
