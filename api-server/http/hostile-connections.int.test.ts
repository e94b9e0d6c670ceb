import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type FakeApp, type FakeAppOptions, goodKey, openFakeApp } from '../testing/fake-app.js';

let api: FakeApp | undefined;
const clients: Socket[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await api?.app.close();
});

async function listen(options: FakeAppOptions = {}): Promise<FakeApp> {
  api = await openFakeApp(options);
  await api.app.fastify.listen({ host: '127.0.0.1', port: 0 });
  return api;
}

function running(): FakeApp {
  if (!api) throw new Error('Nothing listens.');
  return api;
}

interface Client {
  readonly socket: Socket;
  readonly said: () => string;
  readonly closed: Promise<void>;
}

/** A client that sends something; it reads what comes, or nothing at all. */
function open(sent: string, { reads = true } = {}): Client {
  const { port } = running().app.fastify.server.address() as AddressInfo;
  const socket = connect(port, '127.0.0.1');
  clients.push(socket);
  let said = '';
  socket.on('error', () => {});
  if (reads) {
    socket.on('data', (bytes) => {
      said += bytes;
    });
  } else socket.pause();
  socket.write(sent);
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  return { socket, said: () => said, closed };
}

const connections = () => running().app.metrics().gauges.connections;
const quick = { headMs: 150, requestMs: 300, idleMs: 100, silentMs: 300, checkEveryMs: 30 };
/** For a busy machine. */
const soon = { timeout: 20_000 };
const get = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nHost: x\r\n${more}\r\n`;
const upload = (length: string) =>
  `POST /v1/images/upload HTTP/1.1\r\nHost: x\r\nX-API-Key: ${goodKey}\r\n${length}\r\n` +
  'Content-Type: multipart/form-data; boundary=x\r\n\r\n';
const picturePart = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n';
const count = (text: string, status: number) => text.split(`HTTP/1.1 ${status} `).length - 1;

describe('a client that takes its time', () => {
  it.each<[string, string]>([
    ['to say anything', ''],
    ['in the head', 'GET /v1/breeds HTTP/1.1\r\nHost: x\r\nX-A: '],
    [
      'in a body that is read',
      `POST /v1/votes HTTP/1.1\r\nHost: x\r\nX-API-Key: ${goodKey}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"image_id":`,
    ],
    [
      'in chunks',
      `POST /v1/votes HTTP/1.1\r\nHost: x\r\nX-API-Key: ${goodKey}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n`,
    ],
  ])('%s is told so and let go, however often it sends a byte', async (_when, sent) => {
    await listen({ bounds: quick });
    const slow = Array.from({ length: 20 }, () => open(sent));
    const drip = setInterval(() => {
      for (const { socket } of slow) if (sent !== '') socket.write('a');
    }, 40);
    await Promise.all(slow.map(({ closed }) => closed));
    clearInterval(drip);
    expect(slow.every(({ said }) => count(said(), 408) === 1 && count(said(), 200) === 0)).toBe(
      true,
    );
    await expect.poll(connections, soon).toBe(0);
  });

  it('in a body that nobody reads has its answer, and is let go', async () => {
    await listen({ bounds: quick });
    const slow = open('GET /v1/breeds HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nx');
    await slow.closed;
    expect([count(slow.said(), 200), count(slow.said(), 408)]).toEqual([1, 0]);
  });

  it('to read its reply is let go, and what was for it', async () => {
    const picture = Buffer.alloc(16_777_216);
    const { records, objects, ask } = await listen({
      bounds: { ...quick, unsentBytes: 50_000_000 },
    });
    (objects as Map<string, Buffer>).set('hat.jpg', picture);
    const slow = Array.from({ length: 10 }, () => open(get('/images/hat.jpg'), { reads: false }));
    await Promise.all(
      slow.map(({ socket }) => new Promise((resolve) => socket.once('connect', resolve))),
    );
    await expect.poll(() => records.length, soon).toBe(10);
    await expect.poll(connections, soon).toBe(0);
    expect((await ask('/images/hat.jpg')).status).toBe(200);
  });
});

it('keeps no more unread replies in memory than its bound, and goes on to answer', async () => {
  const { objects, records, ask } = await listen({ bounds: { unsentBytes: 300_000 } });
  (objects as Map<string, Buffer>).set('hat.jpg', Buffer.alloc(16_777_216));
  for (let client = 1; client <= 4; client += 1) {
    open(get('/images/hat.jpg'), { reads: false });
    await expect.poll(() => records.length, soon).toBe(client);
  }
  expect(records.map(({ status, cause }) => [status, cause])).toEqual([
    ...[
      [200, null],
      [200, null],
      [503, 'overload'],
      [503, 'overload'],
    ],
  ]);
  expect((await ask('/v1/breeds')).status).toBe(200);
  for (const client of clients.splice(0)) client.destroy();
  await expect.poll(async () => (await ask('/images/hat.jpg')).status, soon).toBe(200);
});

describe('a picture of 100 MB', () => {
  /** What is thrown away of it, so that its sender is there for the answer. */
  const thrownAway = 16_777_216;
  const ofLength = (bytes: Buffer) => ({ head: 'Content-Length: 100000000', piece: bytes });
  const inChunks = (bytes: Buffer) => {
    const size = Buffer.from(`${bytes.length.toString(16)}\r\n`);
    const piece = Buffer.concat([size, bytes, Buffer.from('\r\n')]);
    return { head: 'Transfer-Encoding: chunked', piece };
  };
  const body = (length: number) => Buffer.concat([Buffer.from(picturePart), Buffer.alloc(length)]);

  const turn = () => new Promise((resolve) => setImmediate(resolve));

  /** The API, and how many bytes it has read of its newest connection. */
  async function listenAndCount() {
    const listening = await listen({ config: { uploadBytes: 300_000 } });
    let newest: Socket | undefined;
    listening.app.fastify.server.on('connection', (socket) => {
      newest = socket;
    });
    return { ...listening, read: () => newest?.bytesRead ?? 0 };
  }

  it.each([
    ['of told length', ofLength(body(16_000))],
    ['in chunks', inChunks(body(16_000))],
  ])('%s is refused when little of it is read, and its sender hears why', async (_how, sent) => {
    const { objects, records, read, ask } = await listenAndCount();
    const stored = objects.size;
    const { socket, said, closed } = open(upload(sent.head));
    await once(socket, 'connect');
    const most = thrownAway + 1_000_000;
    while (read() < most && said() === '' && !socket.destroyed) {
      socket.write(sent.piece);
      // No more is sent before that is read, and answered: what nobody reads would take the answer along.
      while (read() < socket.bytesWritten && !socket.destroyed) await turn();
      for (let time = 0; time < 3; time += 1) await turn();
    }
    expect([read() > thrownAway, read() < most]).toEqual([true, true]);
    await closed;
    expect(said()).toMatch(/^HTTP\/1\.1 413 [\s\S]*\r\n\r\nPAYLOAD_TOO_LARGE$/);
    expect(records.map(({ status }) => status)).toEqual([413]);
    expect([objects.size, (await ask('/v1/breeds')).status]).toEqual([stored, 200]);
  });

  it.each([
    ['of told length', ofLength(body(1_000_000))],
    ['in chunks', inChunks(body(1_000_000))],
  ])('%s is cut off when its sender waits for nothing', async (_how, sent) => {
    const { records, read, ask } = await listenAndCount();
    const { socket, closed } = open(upload(sent.head), { reads: false });
    while (socket.bytesWritten < 100_000_000 && !socket.destroyed) {
      if (!socket.write(sent.piece)) {
        await Promise.race([closed, new Promise((resolve) => socket.once('drain', resolve))]);
      }
    }
    // With what comes in until the connection has ended.
    expect([read() > thrownAway, read() < 2 * thrownAway]).toEqual([true, true]);
    await closed;
    await expect.poll(() => records.map(({ status }) => status), soon).toEqual([413]);
    expect((await ask('/v1/breeds')).status).toBe(200);
  });
});

describe('a flood on one connection', () => {
  it('that is no more than some proxies send is answered in order', async () => {
    await listen();
    const paths = Array.from({ length: 99 }, (_, at) => get(at % 2 ? '/v1/nope' : '/health/live'));
    const flood = open(`${paths.join('')}${get('/health/live', 'Connection: close\r\n')}`);
    await flood.closed;
    const statuses = [...flood.said().matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => status);
    expect(statuses).toEqual([...paths.map((_, at) => (at % 2 ? '404' : '200')), '200']);
  });

  it('of requests that are answered at once ends it', async () => {
    const { records } = await listen();
    await open(get('/health/live').repeat(20_000)).closed;
    expect(records.length).toBeLessThan(20_000);
    await expect.poll(connections, soon).toBe(0);
  });

  it('of requests that need work ends it, and little of it was done', async () => {
    const { fake } = await listen();
    fake.gate = new Promise(() => {});
    const votes = get('/v1/votes', `X-API-Key: ${goodKey}\r\n`).repeat(3000);
    const flood = open(votes);
    await flood.closed;
    expect(fake.queries.length).toBeLessThanOrEqual(101);
    await expect.poll(connections, soon).toBe(0);
  });
});

it('keeps so many connections and no more, and says how many it closed', async () => {
  const { app } = await listen({ config: { connections: 300 } });
  const idle = Array.from({ length: 300 }, () => open(''));
  await expect.poll(connections, soon).toBe(300);
  const more = Array.from({ length: 20 }, () => open(get('/health/live')));
  await Promise.all(more.map(({ closed }) => closed));
  expect(more.every(({ said }) => said() === '')).toBe(true);
  expect(app.metrics().gauges).toMatchObject({ connections: 300, connectionsRefused: 20 });
  // Those that it has are served.
  idle[0]?.socket.write(get('/health/live'));
  await expect.poll(() => count(idle[0]?.said() ?? '', 200), soon).toBe(1);
  idle[1]?.socket.destroy();
  await expect.poll(connections, soon).toBe(299);
  const again = open(get('/health/live'));
  await expect.poll(() => count(again.said(), 200), soon).toBe(1);
});

describe('a head', () => {
  it.each<[string, string, number]>([
    ['with one long header', get('/', `X-Long: ${'a'.repeat(20_000)}\r\n`), 431],
    [
      'with many headers',
      get('/', Array.from({ length: 3000 }, (_, at) => `X-${at}: ${at}\r\n`).join('')),
      431,
    ],
    ['with a long target', get(`/v1/images/${'a'.repeat(20_000)}`), 431],
    ['without a host', 'GET / HTTP/1.1\r\n\r\n', 400],
    ['of another protocol', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc', 400],
    ['of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
  ])('%s is refused', async (_what, sent, status) => {
    await listen();
    const client = open(sent);
    await client.closed;
    expect(client.said()).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect([...client.said().matchAll(/HTTP\/1\.1 /g)]).toHaveLength(1);
  });

  it.each<[string, string]>([
    [
      'that wants to change the protocol',
      get('/health/live', 'Connection: Upgrade, close\r\nUpgrade: websocket\r\n'),
    ],
    [
      'that wants HTTP/2',
      get('/health/live', 'Connection: Upgrade, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAA\r\n'),
    ],
    [
      'with a whole address for a target',
      get('http://evil.example/health/live', 'Connection: close\r\n'),
    ],
    ['of HTTP/1.0', 'GET /health/live HTTP/1.0\r\n\r\n'],
  ])('%s is answered like any other', async (_what, sent) => {
    await listen();
    const client = open(sent);
    await client.closed;
    expect(client.said()).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*\{"status":"ok"\}$/);
    expect(client.said()).not.toContain('evil.example');
  });

  it('of a tunnel opens none', async () => {
    await listen();
    const client = open('CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: x\r\n\r\n');
    await client.closed;
    expect(client.said()).not.toContain('200');
  });

  it('that waits to be let go on is answered before a body that is too long is sent', async () => {
    await listen();
    const head = `POST /v1/votes HTTP/1.1\r\nHost: x\r\nX-API-Key: ${goodKey}\r\nExpect: 100-continue\r\n`;
    const long = open(`${head}Content-Type: application/json\r\nContent-Length: 99999999\r\n\r\n`);
    await long.closed;
    expect(count(long.said(), 413)).toBe(1);
    const good = open(`${head}Content-Type: application/json\r\nContent-Length: 26\r\n\r\n`);
    await expect.poll(() => count(good.said(), 100), soon).toBe(1);
    good.socket.write('{"image_id":"a","value":1}');
    await expect.poll(() => count(good.said(), 201), soon).toBe(1);
  });
});

it('tells a client that sends far too much, and hears its answer only then', async () => {
  await listen();
  for (const type of ['application/json', 'multipart/form-data; boundary=x']) {
    const path = type === 'application/json' ? '/v1/votes' : '/v1/images/upload';
    const head = `POST ${path} HTTP/1.1\r\nHost: x\r\nX-API-Key: ${goodKey}\r\nContent-Type: ${type}\r\n`;
    const client = open(`${head}Content-Length: 3000000\r\n\r\n`, { reads: false });
    await expect.poll(connections, soon).toBe(1);
    // What of it comes after the connection has ended would take the answer with it.
    for (let sent = 0; sent < 30; sent += 1) {
      client.socket.write('x'.repeat(100_000));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await new Promise((resolve) => client.socket.write('', resolve));
    const [said] = await Promise.all([once(client.socket, 'data'), client.socket.resume()]);
    expect(String(said)).toMatch(/^HTTP\/1\.1 413 /);
    client.socket.destroy();
    await expect.poll(connections, soon).toBe(0);
  }
});
