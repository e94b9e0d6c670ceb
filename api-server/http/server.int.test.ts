import { once } from 'node:events';
import { type IncomingHttpHeaders, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type FakeApp, goodKey, openFakeApp } from '../testing/fake-app.js';

let api: FakeApp;
beforeAll(async () => {
  api = await openFakeApp();
  await api.app.fastify.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => api.app.close());

it('lets go of a refused connection that its client keeps open', async () => {
  const { server } = api.app.fastify;
  const { port } = server.address() as AddressInfo;
  const client = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
  client.on('error', () => {});
  let answer = '';
  client.on('data', (bytes) => {
    answer += bytes;
  });
  client.write('no HTTP at all\r\n\r\n');
  await once(client, 'end');
  expect(answer).toMatch(/^HTTP\/1.1 400 Bad Request\r\n/);
  const open = () =>
    new Promise((resolve) => server.getConnections((_error, count) => resolve(count)));
  await expect.poll(open, { timeout: 5000 }).toBe(0);
  client.destroy();
});

interface Reply {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

function ask(path: string, method: string, headers = {}): Promise<Reply> {
  const { port } = api.app.fastify.server.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      let body = '';
      response.on('data', (text) => {
        body += text;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode, headers: response.headers, body }),
      );
    });
    sent.on('error', reject).end();
  });
}

it.each([
  '/v1/images/search?mime_types=gif&limit=3',
  '/v1/images/search/?breed_ids=abys',
  '/v1/images/search?limit=-1',
  '/v1/images/search?format=src&mime_types=gif',
  '/v1/images/ebv/analysis',
  '/v1/images/nope',
  '/v1/images/%F0%9F%90%B1',
  '/v1/images/%zz',
  '/v1/breeds?limit=2&page=1',
  '/images/hat.jpg',
  '/v1/nope',
  '/',
])('answers a URL that comes again as when it was new: %s', async (path) => {
  const first = await ask(path, 'GET');
  const again = await ask(path, 'GET');
  const head = await ask(path, 'HEAD');
  const post = await ask(path, 'POST');
  const browser = await ask(path, 'OPTIONS');
  const comparable = ({ status, headers, body }: Reply) => {
    const { date: _date, 'x-response-time': _time, ...rest } = headers;
    return { status, headers: rest, body };
  };
  expect(comparable(again)).toEqual(comparable(first));
  expect(comparable(head)).toEqual({ ...comparable(first), body: '' });
  const status = path === '/v1/images/%zz' ? 400 : 405;
  expect([post.status, browser.status]).toEqual([status, status === 400 ? 400 : 204]);
});

it('tells who has a key from who has none, also when both send one URL', async () => {
  const path = '/v1/images/search?breed_ids=abys';
  const bodies = [];
  for (const headers of [{}, { 'x-api-key': goodKey }, {}, { 'x-api-key': goodKey }]) {
    bodies.push((await ask(path, 'GET', headers)).body.includes('"breeds"'));
  }
  expect(bodies).toEqual([false, true, false, true]);
});
