import { once } from 'node:events';
import { ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { diagnosticsToken, type FakeApp, goodKey, openFakeApp } from '../testing/fake-app.js';
import { headerLines, sendReady } from './ready-head.js';

let api: FakeApp;
beforeAll(async () => {
  api = await openFakeApp({ config: { keyedLimit: 1_000_000, keylessLimit: 1_000_000 } });
  const { fastify } = api.app;
  // What wants to see a head, as measuring libraries do, is shown Node's.
  fastify.server.prependListener('request', (request, response) => {
    if (request.headers['x-watched'] === undefined) return;
    response.writeHead = response.writeHead.bind(response);
  });
  await fastify.listen({ host: '127.0.0.1', port: 0 });
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => api.app.close());

const request = (path: string, { method = 'GET', version = '1.1', lines = '' } = {}) =>
  `${method} ${path} HTTP/${version}\r\nHost: x\r\n${lines}\r\n`;
/** Ends the connection, so that all that was answered before is there. */
const last = request('/health', { lines: 'Connection: close\r\n' });

/** Everything that a connection is answered, byte for byte. */
async function said(sent: string): Promise<string> {
  const { port } = api.app.fastify.server.address() as AddressInfo;
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.setEncoding('latin1').on('data', (text) => {
    answer += text;
  });
  socket.write(sent);
  await once(socket, 'close');
  return answer;
}

/** How many heads Node puts together for it. */
async function headsOf(sent: string): Promise<number> {
  const heads = vi.spyOn(ServerResponse.prototype, 'writeHead').mockClear();
  await said(sent);
  return heads.mock.calls.length;
}

/** What differs between two answers to the same request. */
const alike = (answer: string) =>
  answer
    .replace(/^(X-Response-Time|Date|Last-Modified|RateLimit-\w+|Retry-After-Seconds): .*$/gm, '$1')
    .replace(/total;dur=[\d.]+/, 'total;dur=');

const key = `X-API-Key: ${goodKey}\r\n`;
const diagnostics = `X-Catops-Diagnostics: ${diagnosticsToken}\r\n`;
const oneGif = '/v1/images/search?mime_types=gif&limit=1';
const reads: [what: string, path: string, lines: string][] = [
  ['a search', oneGif, ''],
  ['a search with a key', oneGif, key],
  ['a search with diagnostics', oneGif, diagnostics],
  ['an analysis', '/v1/images/ebv/analysis', ''],
  ['an analysis with a key and diagnostics', '/v1/images/ebv/analysis', key + diagnostics],
  ['a list', '/v1/breeds', ''],
];
it.each(reads)('answers byte for byte as Node would have: %s', async (_what, path, lines) => {
  // Kept by now.
  await said(request(path, { lines }) + last);
  const [ready, watched] = await Promise.all([
    said(request(path, { lines }) + last),
    said(request(path, { lines: `${lines}X-Watched: yes\r\n` }) + last),
  ]);
  expect(ready).toMatch(/^HTTP\/1.1 200 OK\r\nX-Response-Time: \d+ms\r\n/);
  expect(ready).toContain('\r\nConnection: keep-alive\r\nKeep-Alive: timeout=5\r\n\r\n[');
  expect(alike(ready)).toBe(alike(watched));
  // Of the last request alone, which ends the connection.
  expect(await headsOf(request(path, { lines }) + last)).toBe(1);
  expect(await headsOf(request(path, { lines: 'X-Watched: yes\r\n' }) + last)).toBe(2);
});

it('answers requests that come at once in their order', async () => {
  const three = request(oneGif) + request('/v1/images/ebv/analysis') + request('/v1/breeds/abys');
  const answer = await said(three + last);
  const bodies = answer.split('\r\n\r\n').map((text) => text.slice(0, 10));
  const alone = await Promise.all(
    [oneGif, '/v1/images/ebv/analysis', '/v1/breeds/abys'].map((path) =>
      said(request(path) + last),
    ),
  );
  expect(bodies.slice(1, 4)).toEqual(alone.map((text) => text.split('\r\n\r\n')[1]?.slice(0, 10)));
});

it.each([
  ['the head alone', { method: 'HEAD' }, '\r\nConnection: close\r\n\r\n'],
  ['HTTP/1.0', { version: '1.0' }, '\r\nConnection: close\r\n\r\n'],
])('leaves to Node what is asked otherwise: %s', async (_what, how, end) => {
  await said(request('/v1/images/ebv/analysis') + last);
  const lines = 'Connection: close\r\n';
  const sent = request('/v1/images/ebv/analysis', { lines, ...how });
  expect(await said(sent)).toContain(end);
  expect(await headsOf(sent)).toBe(1);
});

it('tells a client that wants the connection closed, and closes it', async () => {
  const answer = await said(request(oneGif, { lines: 'Connection: close\r\n' }));
  expect(answer).toContain('\r\nConnection: close\r\n\r\n[');
  expect(answer).not.toContain('keep-alive');
});

it('tells a client of HTTP/1.0 that the connection stays where it asks for that', async () => {
  const lines = 'Connection: keep-alive\r\n';
  const answer = await said(request(oneGif, { version: '1.0', lines }) + last);
  expect(answer).toContain('\r\nConnection: keep-alive\r\nKeep-Alive: timeout=5\r\n\r\n[');
});

it('leaves the head to Node where Node keeps it elsewhere', () => {
  const elsewhere = { headersSent: false, end: () => expect.fail('ended') };
  expect(sendReady(elsewhere as unknown as ServerResponse, 'HTTP/1.1 200 OK', 'x')).toBe(false);
});

it('takes no value for a header that would begin another one', () => {
  expect(headerLines(['A', 'b', 'C', 'd'])).toBe('A: b\r\nC: d\r\n');
  expect(() => headerLines(['A', 'b\r\nC: d'])).toThrow('Invalid character');
  expect(() => headerLines(['A\r\nB', 'c'])).toThrow('valid HTTP token');
});
