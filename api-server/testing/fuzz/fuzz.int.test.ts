import { once } from 'node:events';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { usualBounds } from '../../http/connection-bounds.js';
import { openHttpServer, refuseConnection } from '../../http/http-server.js';
import type { Operation } from '../../http/openapi.js';
import { fuzz } from './fuzz.js';
import type { Target } from './make-request.js';

const schema = {
  type: 'object',
  properties: { id: { type: 'string' } },
  required: ['id'],
  additionalProperties: false,
};
const operation = {
  parameters: [{ name: 'cat_id', in: 'path', required: true, example: 'ebv', schema: {} }],
  requestBody: {
    content: { 'application/json': { schema: { properties: { id: {} } }, example: { id: 'a' } } },
  },
  responses: {
    200: { description: 'It is there.', content: { 'application/json': { schema } } },
    400: { description: 'It is not.', content: { 'text/plain': { schema: {} } } },
  },
} as unknown as Operation;
const target: Target = { method: 'POST', path: '/cats/{cat_id}', operation };
const known = { key: 'live_canary', ids: {}, pictures: ['GIF89a'] } as const;

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

const json = { 'content-type': 'application/json', 'x-content-type-options': 'nosniff' };
const answer = (status: number, body: string, more = {}): RequestListener => {
  const length = Buffer.byteLength(body);
  return (_request, response) =>
    response.writeHead(status, { ...json, 'content-length': length, ...more }).end(body);
};
const right = answer(200, '{"id":"ebv"}');
const unknown = answer(404, '{}');
const good: RequestListener = (request, response) => {
  const isThere =
    request.method === 'POST' && /^\/cats\/[^/]+\/?(?:\?.*)?$/.test(request.url ?? '');
  (isThere ? right : unknown)(request, response);
};

/** What is found of a server that does so about every seventh time it is asked. */
async function found(planted: RequestListener, withinMs = 20_000): Promise<string[]> {
  let asked = 0;
  server = openHttpServer((request, response) => {
    asked += 1;
    (asked % 7 === 0 ? planted : good)(request, response);
  }, usualBounds).on('clientError', refuseConnection);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { faults } = await fuzz({
    ...{ url: `http://127.0.0.1:${port}`, targets: [target], known, seed: 'planted' },
    ...{ requests: 80, atOnce: 4, withinMs },
  });
  for (const { seed, command } of faults) {
    expect([seed, command]).toEqual([
      expect.stringMatching(/^planted\/\d+$/),
      expect.stringMatching(/^printf '%b' '.+' \| nc /),
    ]);
    expect(command).not.toContain(known.key);
  }
  return [...new Set(faults.map(({ what }) => what))];
}

it('finds nothing where nothing is planted', async () => {
  expect(await found(good)).toEqual([]);
});

it.each<[string, RequestListener]>([
  ['500', answer(500, 'Internal Server Error', { 'content-type': 'text/plain' })],
  ['418 is not in the document', answer(418, '{}')],
  ['200 is text/html, not application/json', answer(200, 'x', { 'content-type': 'text/html' })],
  [
    "200 is not as its schema says: data must have required property 'id'",
    answer(200, '{"name":1}'),
  ],
  [
    '200 is not as its schema says: data must NOT have additional properties',
    answer(200, '{"id":"a","x":1}'),
  ],
  ['no JSON: {"id":', answer(200, '{"id":')],
  [
    'no JSON: {"id":"\xff"}',
    (_request, response) =>
      void response
        .writeHead(200, { ...json, 'content-length': 10 })
        .end('{"id":"\xff"}', 'latin1'),
  ],
  ['says no length', (_request, response) => void response.writeHead(200, json).end('{"id":"a"}')],
  ['lacks what every reply has', answer(200, '{"id":"a"}', { 'x-content-type-options': 'x' })],
  ['shows the key', answer(200, `{"id":"${known.key}"}`)],
  ['shows its inside', answer(400, 'Error\n    at file:///app/server.js:1:2')],
  ['closed without a reply', (request) => void request.socket.destroy()],
  [
    'the reply broke off',
    (request) => void request.socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{'),
  ],
])('finds what is planted: %s', async (what, planted) => {
  expect(await found(planted)).toContain(what);
});

it('finds what is never answered', async () => {
  expect(await found(() => {}, 300)).toContain('neither answered nor closed in time');
});
