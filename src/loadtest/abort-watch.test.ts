import { expect, it } from 'vitest';
import { parseScenario } from '../adapters/yaml/parse-scenario.js';
import { createAbortWatch } from './abort-watch.js';
import type { LoadtestEvent } from './events.js';

const scenarioOf = (threshold: string) =>
  parseScenario(
    `name: s
routes: { GET /a: , GET /b: }
phases: [{ name: p, rate: 9/s, for: 60s }, { name: q, rate: 9/s, for: 60s }]
thresholds: [${threshold}]
`,
    's.yaml',
  ).scenario;

type Second = readonly [a: number, b: number];

// Ten requests a second to each route, of which so many fail.
function watched(threshold: string, phases: Readonly<Record<string, readonly Second[]>>) {
  let stops = 0;
  const watch = createAbortWatch(scenarioOf(threshold), () => stops++);
  for (const [phase, seconds] of Object.entries(phases)) {
    watch.see({ type: 'phase-start', phase } as LoadtestEvent);
    const sum = [0, 0];
    for (const [index, failed] of seconds.entries()) {
      const routes = (['GET /a', 'GET /b'] as const).map((route, at) => {
        sum[at] = (sum[at] ?? 0) + (failed[at] ?? 0);
        const sent = (index + 1) * 10;
        return { route, sent, answered: sent, errors: sum[at] ?? 0, slowestMs: null };
      });
      const counts = { sent: 0, answered: 0, errors: 0, p50Ms: null, p95Ms: null };
      watch.see({
        type: 'progress',
        phase,
        index: 0,
        elapsedSeconds: index + 1,
        ...counts,
        routes,
      });
    }
  }
  return { stops, broken: watch.broken };
}

const well: Second = [0, 0];
const ill: Second = [10, 0];

it('stops once the last seconds by themselves break the limit', () => {
  const { stops, broken } = watched('{ expr: errors < 30%, abortAfter: 3s }', {
    p: [well, well, well, well, ill, ill, ill, ill],
  });
  expect(stops).toBe(1);
  expect(broken).toMatchObject({
    rule: 'threshold',
    route: null,
    phase: 'p',
    outcome: 'fail',
    limit: 'errors < 30% over 3 s',
    observed: '33.3 % over 3 s',
    message: expect.stringContaining('the load was stopped after 6 s of that phase'),
  });
});

it('goes on over a fault that passes, whatever came before it', () => {
  const long = Array.from({ length: 20 }, () => well);
  const late = watched('{ expr: errors < 60%, abortAfter: 3s }', { p: [...long, ill, ill, ill] });
  expect(late.broken).toBeNull();
  const one = { p: [ill, well, well, well, ill, well, well] };
  expect(watched('{ expr: errors < 30%, abortAfter: 3s }', one).stops).toBe(0);
});

it('does not add up the end of one phase and the start of the next', () => {
  const phases = { p: [well, well, ill, ill], q: [ill, ill, well, well, well] };
  expect(watched('{ expr: errors <= 40%, abortAfter: 4s }', phases).stops).toBe(0);
});

it('watches each route by itself, one route, or one phase', () => {
  const p = [ill, ill, ill];
  const each = watched('{ expr: "errors{route=*} < 60%", abortAfter: 2s }', { p });
  expect(each.broken?.route).toBe('GET /a');
  expect(watched('{ expr: "errors{route=GET /b} == 0", abortAfter: 2s }', { p }).stops).toBe(0);
  expect(watched('{ expr: "errors{phase=q} == 0", abortAfter: 2s }', { p }).stops).toBe(0);
  const counted = watched('{ expr: errors <= 19, abortAfter: 2s }', { p });
  expect(counted.broken?.observed).toBe('20 over 2 s');
});

it('watches nothing that does not ask for it', () => {
  expect(watched('errors == 0', { p: [ill, ill, ill] }).stops).toBe(0);
});
