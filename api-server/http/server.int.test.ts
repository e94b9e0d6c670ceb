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

/** What comes back on one connection until it ends, or until what is wanted is there. */
async function exchange(sent: readonly string[], until = /$^/): Promise<string> {
  const { port } = api.app.fastify.server.address() as AddressInfo;
  const client = connect(port, '127.0.0.1');
  let answers = '';
  const over = new Promise<void>((resolve) => {
    client.on('error', () => resolve()).on('close', () => resolve());
    client.on('data', (bytes) => {
      answers += bytes;
      if (until.test(answers)) resolve();
    });
  });
  for (const bytes of sent) {
    client.write(bytes, 'latin1');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await over;
  client.destroy();
  return answers;
}
const statusesOf = (answers: string) =>
  [...answers.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => Number(status));

it.each<[string, readonly string[]]>([
  ['Transfer-Encoding: xchunked', ['\r\n0\r\n\r\n']],
  ['Transfer-Encoding: gzip, chunked', ['0\r\n\r\n']],
  ['Transfer-Encoding: chunked\r\nTransfer-Encoding: identity', ['0\r\n\r\n']],
  ['Transfer-Encoding: chunked\r\nContent-Length: 5', ['0\r\n\r\n']],
  ['Content-Length: 5\r\nTransfer-Encoding: chunked', ['0\r\n\r\n']],
  ['Content-Length: 5\r\nContent-Length: 6', ['hello']],
  ['Content-Length: 5, 5', ['hello']],
  ['Content-Length: +5', ['hello']],
  ['Content-Length: 99999999999999999999', ['hello']],
  ['Content-Length : 5', ['hello']],
  ['Transfer-Encoding : chunked', ['0\r\n\r\n']],
  ['X: y\n\nGET /v1/votes HTTP/1.1\r\nHost: x', []],
  ['X: y\r\n folded: Content-Length: 5', ['hello']],
  ['X: a\rContent-Length: 5', ['hello']],
])(
  'answers once a request whose end is not clear, and reads nothing after it: %j',
  async (line, body) => {
    const smuggled = 'GET /v1/categories HTTP/1.1\r\nHost: x\r\n\r\n';
    const head = `GET /v1/breeds?limit=1 HTTP/1.1\r\nHost: x\r\n${line}\r\n\r\n`;
    expect(statusesOf(await exchange([`${head}${body.join('')}${smuggled}`]))).toEqual([400]);
  },
);

it('gives one reply to a request that is answered before its body is found broken', async () => {
  const head = 'GET /v1/breeds?limit=1 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n';
  expect(statusesOf(await exchange([head, 'zz\r\n']))).toEqual([200]);
  expect(statusesOf(await exchange([`${head}zz\r\n`]))).toEqual([200]);
  // A body that is whole is no more than a body, also where none is read.
  const next = 'GET /v1/nope HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
  expect(statusesOf(await exchange([`${head}1\r\nx\r\n0\r\n\r\n${next}`]))).toEqual([200, 404]);
});

it('says no more than that a request was not understood, after those that were', async () => {
  const good = 'GET /v1/breeds?limit=1 HTTP/1.1\r\nHost: x\r\n\r\n';
  expect(statusesOf(await exchange([good, 'no HTTP\r\n\r\n']))).toEqual([200, 400]);
});

it('takes an expectation that it does not know for none', async () => {
  const answer = await ask('/v1/breeds?limit=1', 'GET', { expect: '200-ok' });
  expect([answer.status, answer.headers['x-content-type-options']]).toEqual([200, 'nosniff']);
});
