import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { LoadPlan } from '../../loadtest/load-plan.js';
import { builtFile } from '../../testing/built.js';
import { certify } from '../../testing/certify.js';
import { closedPhase, openPhase, planOf } from '../../testing/load-plans.js';
import { createAutocannonGenerator } from './load-generator.js';

const generator = createAutocannonGenerator({ threadFile: builtFile('generator-thread.js') });
const servers: Server[] = [];
const sockets = new Set<Socket>();

afterAll(() => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers) server.close();
});

/** A server that does this with every request's bytes; the request is not read. */
async function serve(answer: (socket: Socket) => void): Promise<string> {
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', () => answer(socket));
  });
  servers.push(server);
  return listen(server);
}

async function listen(server: Server, scheme = 'http', host = '127.0.0.1'): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return `${scheme}://${host}:${(server.address() as AddressInfo).port}`;
}

async function measure(plan: LoadPlan) {
  const measurement = await generator.run(plan, () => undefined, new AbortController().signal);
  const [phase] = measurement.phases;
  if (!phase) throw new Error(`nothing measured: ${measurement.crashed}`);
  const { sent, answered, lost, discarded, timeouts, inFlight } = phase;
  expect(answered + lost + discarded + timeouts + inFlight).toBe(sent);
  const statuses = phase.routes.flatMap((route) => Object.keys(route.statuses));
  return { ...measurement, phase, statuses: new Set(statuses) };
}

const ok = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';

// Judged by counts, which a busy machine does not move: two at a time.
describe.concurrent('a target that', () => {
  it.each([
    ['closes every connection unasked', (socket: Socket) => socket.end()],
    ['resets every connection', (socket: Socket) => socket.resetAndDestroy()],
    ['answers with garbage', (socket: Socket) => socket.write('SSH-2.0-OpenSSH_9.6\r\n')],
    [
      'ends in the middle of its answer',
      (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nok'),
    ],
  ])('%s loses every request, is given up on, and is not flooded', async (_what, answer) => {
    let asked = 0;
    const url = await serve((socket) => {
      asked++;
      answer(socket);
    });
    const { phase, gaveUp } = await measure(planOf(url, [closedPhase(5, 60)]));
    expect([phase.answered, phase.timeouts, phase.complete]).toEqual([0, 0, false]);
    expect(phase.lost).toBeGreaterThanOrEqual(20);
    expect(gaveUp).toMatch(/^it answered none of \d+ requests in [12] s/);
    // Five connections with ten attempts a second each.
    expect(asked).toBeLessThan(150);
  });

  it('speaks unasked is heard, and nothing of it is taken for an answer', async () => {
    const late = 'HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\n\r\n';
    const url = await serve((socket) => {
      socket.write(ok);
      setTimeout(() => socket.end(late), 100);
    });
    const { phase, statuses, crashed } = await measure(planOf(url, [openPhase(10, 1)]));
    expect([crashed, phase.answered, [...statuses]]).toEqual([null, 10, ['200']]);
    expect(phase.unmatched).toBeGreaterThan(0);
  });

  it('answers twice is not believed', async () => {
    const url = await serve((socket) => socket.write(ok + ok));
    const { phase, crashed } = await measure(planOf(url, [closedPhase(2, 1)]));
    expect(crashed).toBeNull();
    expect(phase.unmatched).toBeGreaterThan(0);
  });

  it('sends interim answers before the one that counts has given one answer', async () => {
    const url = await serve((socket) => socket.write(`HTTP/1.1 103 Early Hints\r\n\r\n${ok}`));
    const { phase, statuses } = await measure(planOf(url, [openPhase(20, 1)]));
    expect([phase.answered, phase.unmatched, [...statuses]]).toEqual([20, 0, ['200']]);
  });

  it('ends its answers with the connection has answered', async () => {
    const url = await serve((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nok'));
    const { phase } = await measure(planOf(url, [openPhase(20, 1)]));
    expect([phase.answered, phase.lost]).toEqual([20, 0]);
  });

  it('redirects is not followed', async () => {
    const url = await serve((socket) =>
      socket.write(
        'HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n',
      ),
    );
    const { phase, statuses } = await measure(planOf(url, [openPhase(20, 1)]));
    expect([phase.answered, [...statuses]]).toEqual([20, ['302']]);
    expect(phase.routes.map(({ expected }) => expected)).toEqual([0, 0, 0]);
  });

  it('sends a body that does not end is timed out, and the body is not kept', async () => {
    const chunk = Buffer.alloc(65_536, 'x');
    const pour = (socket: Socket): void => {
      while (!socket.destroyed && socket.write(chunk));
    };
    const url = await serve((socket) => {
      socket.on('drain', () => setTimeout(() => pour(socket), 5));
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1099511627776\r\n\r\n');
      pour(socket);
    });
    const before = process.memoryUsage().rss;
    const { phase } = await measure(planOf(url, [openPhase(3, 1)]));
    expect([phase.answered, phase.timeouts]).toEqual([0, 3]);
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1_048_576);
  });
});

describe.concurrent('a target with TLS', () => {
  const openTls = async (name: string): Promise<string> => {
    const dir = await mkdtemp(join(tmpdir(), 'catops-tls-'));
    await certify(join(dir, 'own'), name);
    const [key, cert] = await Promise.all(
      ['key', 'cert'].map((kind) => readFile(join(dir, `own.${kind}`))),
    );
    await rm(dir, { recursive: true });
    const server = createTlsServer({ key, cert }, (_request, response) => response.end('ok'));
    server.on('connection', (socket: Socket) => sockets.add(socket));
    servers.push(server);
    return listen(server, 'https', 'localhost');
  };

  it('that proves nothing is sent nothing, unless it is to be taken as it is', async () => {
    const url = await openTls('localhost');
    const refused = await measure(planOf(url, [openPhase(30, 3)]));
    expect([refused.phase.answered, refused.phase.lost]).toEqual([0, refused.phase.sent]);
    expect(refused.gaveUp).toContain('its certificate does not prove that it is the host');
    const taken = await measure(planOf(url, [openPhase(30, 1)], { verifyTls: false }));
    expect([taken.phase.answered, taken.phase.lost]).toEqual([30, 0]);
  });
});
