import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import type { LoadEvent } from '../../loadtest/events.js';
import type { LoadPlan } from '../../loadtest/load-plan.js';
import type { LoadMeasurement, PhaseMeasurement } from '../../loadtest/ports.js';
import { steadyRate } from '../../loadtest/rate.js';
import { builtFile } from '../../testing/built.js';
import { closedPhase, openPhase, planOf } from '../../testing/load-plans.js';
import { createAutocannonGenerator } from './load-generator.js';

const generator = createAutocannonGenerator({ threadFile: builtFile('generator-thread.js') });
const truthMs = { '/a': 5, '/b': 25, '/c': 80 } as const;
type Path = keyof typeof truthMs;
const servers: { close(): unknown; closeAllConnections?(): void }[] = [];

afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections?.();
    server.close();
  }
});

type Fault = (request: IncomingMessage, response: ServerResponse, n: number) => boolean;

// Answers each path after its time, unless the fault says that it dealt with the request.
async function serve(fault: Fault = () => false): Promise<{ url: string; seen: () => number }> {
  let seen = 0;
  const server: Server = createServer((request, response) => {
    seen++;
    if (fault(request, response, seen)) return;
    setTimeout(() => response.end('ok'), truthMs[request.url as Path]);
  });
  servers.push(server);
  return { url: await listen(server), seen: () => seen };
}

async function listen(server: {
  listen(port: number, host: string, done: () => void): unknown;
  address(): unknown;
}) {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function run(plan: LoadPlan, signal = new AbortController().signal) {
  const events: LoadEvent[] = [];
  const measurement = await generator.run(plan, (event) => events.push(event), signal);
  return { measurement, events, phase: only(measurement) };
}

function only(measurement: LoadMeasurement): PhaseMeasurement {
  const [phase] = measurement.phases;
  if (!phase) throw new Error(`nothing measured: ${measurement.crashed}`);
  return phase;
}

function expectBalance(phase: PhaseMeasurement): void {
  for (const part of [phase, ...phase.routes]) {
    const { sent, answered, lost, discarded, timeouts, inFlight } = part;
    expect(answered + lost + discarded + timeouts + inFlight).toBe(sent);
  }
  expect(phase.unmatched).toBe(0);
}

// A busy machine only adds time: never below the truth, and each route nearer to its own truth
// than to what a mix-up of requests would show.
function expectTruth(phase: PhaseMeasurement): void {
  const p50 = phase.routes.map((route) => route.serviceTime.valueAtQuantile(0.5) / 1000);
  const [a = 0, b = 0, c = 0] = p50;
  expect(a).toBeGreaterThanOrEqual(4);
  expect(b).toBeGreaterThanOrEqual(24);
  expect(c).toBeGreaterThanOrEqual(79);
  expect(a).toBeLessThan(b);
  expect(b).toBeLessThan(c);
  expect(c).toBeLessThan(400);
}

describe('the meter', () => {
  it('sends the planned requests of an open phase and times each route by itself', async () => {
    const server = await serve();
    const { phase, events, measurement } = await run(planOf(server.url, [openPhase(90, 3)]));
    expect(measurement.crashed).toBeNull();
    expect([phase.sent, phase.answered, server.seen()]).toEqual([270, 270, 270]);
    expectBalance(phase);
    expectTruth(phase);
    expect(events[0]).toMatchObject({
      type: 'phase-start',
      rate: steadyRate(90),
      connections: null,
    });
    expect(events.at(-1)).toMatchObject({ type: 'phase-end', sent: phase.sent });
    expect(events.filter((event) => event.type === 'progress').length).toBeGreaterThan(3);
    const slowest = events.flatMap((event) =>
      event.type === 'progress' ? (event.routes[2]?.slowestMs ?? []) : [],
    );
    expect(slowest.length).toBeGreaterThan(3);
    expect(Math.min(...slowest)).toBeGreaterThanOrEqual(79);
  });

  it('times the right requests when the server closes every connection of a route', async () => {
    const server = await serve((request, response) => {
      if (request.url === '/a') response.setHeader('connection', 'close');
      return false;
    });
    const { phase } = await run(planOf(server.url, [closedPhase(6, 2)]));
    expectBalance(phase);
    for (const { answered } of phase.routes) expect(answered).toBeGreaterThan(10);
    expectTruth(phase);
    expect([phase.discarded, phase.lost]).toEqual([0, 0]);
    expect(phase.reconnects).toBeGreaterThan(0);
  });

  it.each(['end', 'resetAndDestroy'] as const)(
    'counts every request lost to a connection that is cut off (%s)',
    async (cut) => {
      let dropped = 0;
      const server = await serve((request, _response, n) => {
        if (n % 20 !== 0) return false;
        dropped++;
        request.socket[cut]();
        return true;
      });
      const { phase } = await run(planOf(server.url, [closedPhase(6, 2)]));
      expectBalance(phase);
      expectTruth(phase);
      expect(dropped).toBeGreaterThan(0);
      expect(phase.lost + phase.inFlight).toBeGreaterThanOrEqual(dropped);
      expect(phase.lost).toBeLessThanOrEqual(dropped);
      expect(phase.timeouts).toBe(0);
    },
  );

  it('sees a server that freezes, where a closed model would not', async () => {
    const start = performance.now();
    const held: (() => void)[] = [];
    const server = await serve((_request, response) => {
      if (Math.floor(performance.now() - start) % 2000 >= 1000) return false;
      held.push(() => response.end('late'));
      return true;
    });
    const thaw = setInterval(() => {
      if ((performance.now() - start) % 2000 >= 1000) for (const go of held.splice(0)) go();
    }, 5);
    const { phase } = await run(planOf(server.url, [openPhase(60, 4)])).finally(() =>
      clearInterval(thaw),
    );
    expectBalance(phase);
    // Frozen half of the time, evenly asked: about a quarter of all waits at least half a second.
    const all = generator.merge(phase.routes.map((route) => route.latency));
    expect(all.valueAtQuantile(0.9) / 1000).toBeGreaterThan(400);
    expect(all.valueAtQuantile(0.2) / 1000).toBeLessThan(400);
  });
});

// Judged by counts, which a busy machine does not move: some at a time.
describe.concurrent('the counts of the meter', () => {
  it('counts a request that is never answered as timed out, at the time-out', async () => {
    let ignored = 0;
    const server = await serve((_request, _response, n) => {
      if (n % 20 !== 0) return false;
      ignored++;
      return true;
    });
    const { phase } = await run(planOf(server.url, [closedPhase(6, 4)]));
    expectBalance(phase);
    expect(phase.lost).toBe(0);
    expect(phase.timeouts).toBeGreaterThan(0);
    expect(phase.timeouts + phase.inFlight).toBeGreaterThanOrEqual(ignored);
    const worst = Math.max(...phase.routes.map((route) => route.latency.valueAtQuantile(1)));
    expect(worst).toBeGreaterThanOrEqual(1_990_000);
  });

  it('reads what replies tell of cache and queries, whatever the spelling', async () => {
    const server = await serve((request, response, n) => {
      const cache = n % 4 === 0 ? 'miss' : 'hit';
      response.setHeader(
        'SERVER-timing',
        `db;desc="n=${n % 4 === 0 ? 2 : 0}", cache;desc=${cache}`,
      );
      if (request.url === '/c') response.statusCode = 503;
      return false;
    });
    const { phase } = await run(planOf(server.url, [closedPhase(3, 1)]));
    const [a, , c] = phase.routes;
    expect(a?.queriesTold).toBe(a?.expected);
    expect(a?.cacheTold).toBe(a?.expected);
    expect(a?.queries).toBe(2 * ((a?.cacheTold ?? 0) - (a?.cacheServed ?? 0)));
    // A refusal says nothing about the cost of the route, nor about its latency.
    expect(c?.queriesTold).toBe(0);
    expect(c?.latency.count).toBe(0);
    expect(c?.statuses).toEqual({ 503: c?.answered });
  });
});

describe.concurrent('the generator', () => {
  it('asks below the path of the target, with headers and keys in turn', async () => {
    const seen = new Set<string>();
    const server = await serve(({ url, headers }, response) => {
      seen.add(`${url} ${headers['x-api-key']} ${headers['x-mine']}`);
      response.end('ok');
      return true;
    });
    const plan = planOf(`${server.url}/base`, [closedPhase(1, 1, [4, 0, 0])]);
    await run({ ...plan, keys: ['one', 'two'], headers: { 'x-mine': 'yes' } });
    expect([...seen].sort()).toEqual(['/base/a one yes', '/base/a two yes']);
  });

  it('survives an answer nobody asked for: the run is void, the command lives', async () => {
    const server = createTcpServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', () => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
        setTimeout(() => {
          socket.end('HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\n\r\n');
        }, 200);
      });
    });
    servers.push(server);
    const { url } = { url: await listen(server) };
    const measurement = await generator.run(
      planOf(url, [openPhase(5, 3)]),
      () => undefined,
      new AbortController().signal,
    );
    expect(measurement.crashed).toBeNull();
    expect(only(measurement).unmatched).toBeGreaterThan(0);
    expect(only(measurement).answered).toBeGreaterThan(0);
  });

  it('says why when a thread of it dies', async () => {
    const dead = new URL('data:text/javascript,throw new Error("out of luck")');
    const measurement = await createAutocannonGenerator({ threadFile: dead }).run(
      planOf('http://127.0.0.1:1', [openPhase(5, 3)]),
      () => undefined,
      new AbortController().signal,
    );
    expect(measurement).toEqual({ phases: [], crashed: 'out of luck', gaveUp: null });
  });

  it('ends soon and in balance when the port is closed', async () => {
    const gone = createServer();
    const url = await listen(gone);
    await new Promise((resolve) => gone.close(resolve));
    const { phase } = await run(planOf(url, [openPhase(20, 2)]));
    expectBalance(phase);
    expect(phase.answered).toBe(0);
    expect(phase.lost).toBeGreaterThan(0);
  });
});

describe('a generator that is stopped', () => {
  it('stops soon and keeps what it measured', async () => {
    const server = await serve();
    const stopping = new AbortController();
    setTimeout(() => stopping.abort(), 1500);
    const start = performance.now();
    const { phase, measurement } = await run(
      planOf(server.url, [openPhase(30, 600), openPhase(30, 600)]),
      stopping.signal,
    );
    expect(performance.now() - start).toBeLessThan(15_000);
    expect(measurement).toMatchObject({ crashed: null, phases: [{ complete: false }] });
    expect(phase.answered).toBeGreaterThan(0);
    expectBalance(phase);
  });
});
