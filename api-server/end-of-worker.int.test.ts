import { Agent, createServer, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { createVirtualClock } from '../src/testing/virtual-clock.js';
import type { App } from './app.js';
import { rememberConnections } from './connections.js';
import { EndOfWorker } from './end-of-worker.js';
import type { Failures } from './failures/failures.js';
import { notedFailures } from './testing/noted-failures.js';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A process that answers at once, or not before it is told to, and what it says of its end. */
async function scene() {
  const held: ServerResponse[] = [];
  const said: unknown[] = [];
  const server = createServer((asked, reply) => {
    if (asked.url === '/held') held.push(reply);
    else reply.writeHead(200, ['Content-Length', '2']).end('ok');
  });
  const connections = rememberConnections(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => server.closeAllConnections());
  const { port } = server.address() as AddressInfo;
  const clock = createVirtualClock();
  const failures = notedFailures((event) => void said.push(event));
  const end = new EndOfWorker({
    ...{ connections, clock, lastWords: () => void said.push('all answered') },
    // Nothing of what it serves matters here, only its connections do.
    app: { fastify: { server }, drain() {}, close: async () => {} } as unknown as App,
    wiring: { close: async () => {} },
    failures: Object.assign(failures, { close() {} }) as unknown as Failures,
    log: { info: (event, fields) => void said.push([event, fields]), error: () => {} },
  });
  const client = () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    closing.push(() => agent.destroy());
    return (path: string) =>
      new Promise<string>((resolve) => {
        const asked = request({ port, path, agent }, (reply) => {
          const { connection = '' } = reply.headers;
          reply.on('end', () => resolve(`${reply.statusCode} ${connection}`)).resume();
        });
        asked.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
        asked.end();
      });
  };
  return { client, clock, connections, end, held, said };
}

it('lets a client on a kept connection go with the first request after the hand-over', async () => {
  const { client, clock, end, said } = await scene();
  const ask = client();
  expect(await ask('/')).toBe('200 keep-alive');
  const ended = clock.busy(async () => {
    void end.handOver(35_000);
    const first = await ask('/');
    return [first, await ask('/')];
  });
  expect(await ended).toEqual(['200 close', 'ECONNREFUSED']);
  await end.handOver(35_000);
  expect(said).toEqual(['all answered']);
  expect(clock.monotonic()).toBeLessThan(1000);
});

it('closes a kept connection on which nothing was asked by then', async () => {
  const { client, clock, connections, end, said } = await scene();
  await client()('/');
  await end.handOver(35_000);
  expect([said, connections.count()]).toEqual([['all answered'], 0]);
  expect(clock.monotonic()).toBeLessThan(8000);
});

it('says how many connections it cuts that have not ended in time', async () => {
  const { client, clock, end, held, said } = await scene();
  const late = client()('/held');
  await expect.poll(() => held.length).toBe(1);
  const ended = end.handOver(20_000);
  await expect.poll(() => said.length).toBe(1);
  expect(said).toEqual([['hand-over-cut', { connections: 1, afterMs: 20_000 }]]);
  expect(clock.monotonic()).toBeGreaterThanOrEqual(20_000);
  held[0]?.end();
  expect(await late).toMatch(/^200/);
  await ended;
  expect(said.at(-1)).toBe('all answered');
});
