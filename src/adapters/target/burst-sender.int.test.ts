import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { createBurstSender } from './burst-sender.js';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

async function listen(answer: RequestListener) {
  const server = createServer(answer);
  servers.push(server);
  let opened = 0;
  server.on('connection', () => opened++);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, opened: () => opened };
}

const paths = (count: number, headers = {}) =>
  Array.from({ length: count }, (_, index) => ({ path: `/${index}`, headers }));
const { signal } = new AbortController();

it('sends on as many connections as it opened, all at once', async () => {
  const waiting: (() => void)[] = [];
  const { url, opened } = await listen((request, response) => {
    waiting.push(() => {
      response.setHeader('Server-Timing', 'db;desc="n=2", cache;desc=miss');
      response.end(`${request.url} ${request.headers['x-api-key']}`);
    });
    // Nobody is answered before everybody has asked.
    if (waiting.length === 30) for (const answer of waiting) answer();
  });
  const { replies } = await createBurstSender({ url }).send(paths(30, { 'x-api-key': 'k' }), {
    connections: 30,
    signal,
  });
  expect(opened()).toBe(30);
  expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
  expect(replies[7]).toMatchObject({ path: '/7', cost: { queries: 2, fromCache: false } });
});

it('sends the others in order on what is free, until it is enough', async () => {
  const seen: string[] = [];
  const { url, opened } = await listen((request, response) => {
    seen.push(request.url ?? '');
    response.writeHead(seen.length > 5 ? 429 : 200, { 'Retry-After': '3' }).end();
  });
  const { replies } = await createBurstSender({ url: `${url}/base` }).send(paths(9), {
    connections: 1,
    signal,
    enough: ({ status }) => status === 429,
  });
  expect(seen).toEqual(['0', '1', '2', '3', '4', '5'].map((name) => `/base/${name}`));
  expect([replies.length, opened(), replies[5]?.headers['retry-after']]).toEqual([6, 1, '3']);
});

it('takes a new connection for one that was closed, and has no status for what is not answered', async () => {
  const { url } = await listen((request, response) => {
    if (request.url === '/1') request.socket.destroy();
    else if (request.url === '/2') response.writeHead(200, { 'content-length': '9' }).write('half');
    else response.writeHead(200, { connection: 'close' }).end('whole');
    if (request.url === '/2') setImmediate(() => request.socket.destroy());
  });
  const sender = createBurstSender({ url });
  const { replies } = await sender.send(paths(5), { connections: 1, signal });
  expect(replies.map(({ status }) => status)).toEqual([200, null, null, 200, 200]);
});

it('has no status for an answer that wants to speak something else', async () => {
  const switching = createTcpServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', () => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n');
    });
  });
  await new Promise<void>((resolve) => switching.listen(0, '127.0.0.1', resolve));
  const { port } = switching.address() as AddressInfo;
  const sender = createBurstSender({ url: `http://127.0.0.1:${port}` });
  const { replies } = await sender.send(paths(3), { connections: 2, signal });
  expect(replies.map(({ status }) => status)).toEqual([null, null, null]);
  switching.close();
});

it('gives up on a target that says nothing, refuses, or is no longer wanted', async () => {
  const { url } = await listen(() => undefined);
  const sender = createBurstSender({ url, timeoutMs: 50 });
  const silent = await sender.send(paths(2), { connections: 2, signal });
  expect(silent.replies.map(({ status }) => status)).toEqual([null, null]);
  const stopping = new AbortController();
  const patient = createBurstSender({ url });
  const stopped = patient.send(paths(2), { connections: 2, signal: stopping.signal });
  setImmediate(() => stopping.abort(new Error('stop')));
  expect((await stopped).replies.every(({ status }) => status === null)).toBe(true);
  for (const server of servers.splice(0)) {
    await new Promise((closed) => server.close(closed).closeAllConnections());
  }
  expect((await sender.send(paths(2), { connections: 2, signal })).replies).toEqual([]);
});
