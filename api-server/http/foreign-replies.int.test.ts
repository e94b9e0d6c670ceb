import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import type { SharedReplies } from '../ports.js';
import { type FakeApp, openFakeApp } from '../testing/fake-app.js';
import { FakeSharedLimits } from '../testing/fake-shared-limits.js';
import { baseHeaders, jsonReply, jsonType, type RawHeaders, type Reply } from './reply.js';

let api: FakeApp | undefined;
afterEach(() => api?.app.close());

const cat = jsonReply('["cat"]');
const ofBody = ['Content-Type', jsonType, 'Content-Length', '7'];

/** An API whose Redis answers everything with this reply. */
async function openWith(reply: Reply): Promise<number> {
  const replies: SharedReplies = {
    find: async () => ({ found: { reply, ageMs: 0 }, put() {} }),
    applied() {},
    counts: { hits: 0, misses: 0, errors: 0 },
  };
  const limits = new FakeSharedLimits(() => 0).open();
  api = await openFakeApp({ shared: { replies, limits, state: { works: true, since: 0 } } });
  const { fastify } = api.app;
  fastify.server.prependListener('request', (request, response) => {
    if (request.headers['x-watched'] !== undefined) {
      response.writeHead = response.writeHead.bind(response);
    }
  });
  await fastify.listen({ host: '127.0.0.1', port: 0 });
  return (fastify.server.address() as AddressInfo).port;
}

/** What one connection is answered to two requests for the same thing. */
async function saidTwice(port: number, lines = ''): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.setEncoding('latin1').on('data', (text) => {
    answer += text;
  });
  const ask = `GET /v1/images/ebv/analysis HTTP/1.1\r\nHost: x\r\n${lines}`;
  socket.write(`${ask}\r\n${ask}Connection: close\r\n\r\n`);
  await once(socket, 'close');
  return answer.replace(/^(X-Response-Time|Date): .*$/gm, '$1');
}

const foreign: [what: string, headers: RawHeaders][] = [
  ['with fewer headers of every reply', [...baseHeaders.slice(0, 8), ...ofBody]],
  [
    'with other headers of every reply',
    [...baseHeaders, 'X-Newer', 'yes', ...ofBody].with(5, 'DENY'),
  ],
  ['in another order', [...ofBody, ...baseHeaders]],
  ['without its length', cat.headers.slice(0, -2)],
  ['with another length', cat.headers.with(-1, '6')],
  ['with a length said twice', [...cat.headers, 'content-length', '7']],
  ['that ends the connection', [...cat.headers, 'Connection', 'close']],
  ['that dates itself', [...cat.headers, 'Date', 'Thu, 15 Nov 2018 21:00:00 GMT']],
  ['in chunks', [...cat.headers.slice(0, -2), 'Transfer-Encoding', 'chunked']],
];
it.each(foreign)(
  'sends as Node would what another release has left in Redis: a reply %s',
  async (_what, headers) => {
    const port = await openWith({ ...cat, headers });
    const watched = await saidTwice(port, 'X-Watched: yes\r\n');
    expect(await saidTwice(port)).toBe(watched);
  },
);
