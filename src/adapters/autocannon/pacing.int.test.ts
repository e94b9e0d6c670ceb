import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { LoadPlan } from '../../loadtest/load-plan.js';
import type { PhaseMeasurement } from '../../loadtest/ports.js';
import { requestsBySecond } from '../../loadtest/rate.js';
import { builtFile } from '../../testing/built.js';
import { closedPhase, openPhase, planOf } from '../../testing/load-plans.js';
import { createAutocannonGenerator } from './load-generator.js';

const threadFile = builtFile('generator-thread.js');
const paths: string[] = [];
const bodies: string[] = [];
let connections = 0;
const server = createServer((request, response) => {
  paths.push(request.url ?? '');
  request.on('data', (chunk) => bodies.push(`${request.headers['content-type']} ${chunk}`));
  request.on('end', () => response.end('ok'));
});
server.on('connection', () => connections++);
let url = '';

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  paths.length = 0;
  connections = 0;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function measure(plan: LoadPlan, threads = 1): Promise<readonly PhaseMeasurement[]> {
  const generator = createAutocannonGenerator({ threadFile, threads });
  const { phases, crashed } = await generator.run(
    plan,
    () => undefined,
    new AbortController().signal,
  );
  expect(crashed).toBeNull();
  return phases;
}

// What is due in each second is planned, however late a busy machine sends it.
const dueBySecond = ({ routes }: PhaseMeasurement, seconds: number): number[] =>
  Array.from({ length: seconds }, (_, second) =>
    routes
      .flatMap((route) => route.seconds)
      .filter((part) => part.second === second)
      .reduce((sum, { sent }) => sum + sent, 0),
  );

it('follows a ramp, and tells second by second what became of it', async () => {
  const ramp = { from: 90, to: 10 };
  const [phase] = await measure(planOf(url, [openPhase(ramp, 2)]));
  expect([phase?.sent, phase?.answered]).toEqual([100, 100]);
  expect(phase && dueBySecond(phase, 2)).toEqual(requestsBySecond(ramp, 2));
  const parts = phase?.routes.flatMap((route) => route.seconds) ?? [];
  for (const { sent, answered, errors, latency } of parts) {
    expect([answered, errors, latency.count]).toEqual([sent, 0, sent]);
  }
});

it('asks each connection about once a second', async () => {
  await measure(planOf(url, [openPhase(40, 2)]));
  expect(paths).toHaveLength(80);
  expect(connections).toBeGreaterThanOrEqual(40);
});

it('sends the whole plan from two threads, and measures it as one', async () => {
  const variants = Array.from({ length: 30 }, (_, n) => ({ path: `/a/${n}` }));
  const plan = planOf(url, [openPhase(61, 1), closedPhase(3, 1)]);
  const [first, ...others] = plan.routes;
  const routes = first ? [{ ...first, variants }, ...others] : [];
  const [open, closed] = await measure({ ...plan, routes }, 2);
  expect(open?.routes.map(({ answered }) => answered)).toEqual([21, 20, 20]);
  expect(open && dueBySecond(open, 1)).toEqual([61]);
  expect(open?.routes[0]?.latency.count).toBe(21);
  // Each thread deals another part of the paths.
  const asked = paths.slice(0, 61).filter((path) => path.startsWith('/a/'));
  expect(new Set(asked).size).toBe(21);
  expect(closed?.answered).toBeGreaterThan(100);
  expect(closed && closed.answered + closed.inFlight).toBe(closed?.sent);
});

it('sends headers and bodies of its own for each variant', async () => {
  const plan = planOf(url, [openPhase(10, 1)], { headers: { 'Content-Type': 'text/plain' } });
  const headers = { 'content-type': 'application/json' };
  const [first] = plan.routes;
  const post = { path: '/post', headers, body: '{"is":"Löwe"}' };
  const route = first ? { ...first, method: 'POST', variants: [post] } : undefined;
  await measure({
    ...plan,
    routes: route ? [route] : [],
    phases: [{ ...openPhase(10, 1), counts: [10] }],
  });
  expect(bodies).toEqual(Array.from({ length: 10 }, () => 'application/json {"is":"Löwe"}'));
});

it('never holds more than it has to of a hundred thousand different requests', async () => {
  const variants = Array.from({ length: 100_000 }, (_, n) => ({ path: `/things/${n}` }));
  const plan = planOf(url, [{ ...closedPhase(4, 1), counts: [90] }]);
  const [first] = plan.routes;
  const [phase] = await measure({ ...plan, routes: first ? [{ ...first, variants }] : [] });
  expect(phase?.answered).toBeGreaterThan(100);
  // None was asked again before all others were.
  expect(new Set(paths).size).toBe(paths.length);
});
