import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { newWebhook } from '../../features/webhooks/schemas.js';
import { createPostAbroad } from './post-abroad.js';

let server: Server;
let port: number;
let connections: number;
let received: Pick<IncomingMessage, 'url' | 'headers'>[];
beforeEach(async () => {
  connections = 0;
  received = [];
  server = createServer(({ url, headers }, response) => {
    received.push({ url, headers });
    response.writeHead(302, { location: `http://127.0.0.1:${port}/inside` }).end();
  }).on('connection', () => {
    connections += 1;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const { signal } = new AbortController();
const isTaken = (url: string) =>
  newWebhook.safeParse({ name: 'x', url, events: ['favourite.created'] }).success;

// Ways to write this machine that a list of forbidden names would not have.
it.each([
  ...['127.0.0.1', '127.1', '2130706433', '0x7f.1', '017700000001', '0', '127.0.0.1.', 'localhost'],
  ...['LOCALHOST', '①②⑦.⓪.⓪.①', '１２７.1', '[::1]', '[::]', '[::ffff:127.0.0.1]'],
  ...['[::ffff:7f00:1]', '[0:0:0:0:0:0:0:1]', '%31%32%37.0.0.1', '127。0。0。1'],
])('connects to nothing inside, however it is written: %s', async (host) => {
  const url = `http://${host}:${port}/`;
  expect(isTaken(url)).toBe(true);
  const posting = createPostAbroad({ toPrivate: false }).post(url, {}, '{}', signal);
  await expect(posting).rejects.toThrow('private-address');
  expect(connections).toBe(0);
});

it.each([
  '/a\r\nX-Injected: y\r\n\r\nGET /inside HTTP/1.1\r\nHost: x\r\n\r\n',
  '/a%0d%0aX-Injected:%20y',
  '/a\tb\nc',
  '/a b?c=\r\nd#e',
  '/\u{10FFFF}é',
])('sends one request and no header that was in the address: %j', async (path) => {
  const url = `http://127.0.0.1:${port}${path}`;
  expect(isTaken(url)).toBe(true);
  const status = await createPostAbroad({ toPrivate: true }).post(url, {}, '{}', signal);
  // Where an answer points to is not followed.
  expect([status, received.length, connections]).toEqual([302, 1, 1]);
  expect(received[0]?.headers).not.toHaveProperty('x-injected');
  expect(received[0]?.url).not.toMatch(/[\r\n\t ]/);
});

it('takes no address that says who is to be let in, nor one of another kind', () => {
  const refused = [
    ...[
      'http://user@cats.example/',
      'https://a:b@cats.example/',
      'file:///etc/passwd',
      'gopher://x',
    ],
    ...[
      'http://',
      'http://a\r\nX: y/',
      'http://a b/',
      'http://%00/',
      'http://[::1',
      '//cats.example',
    ],
    ...['http://cats.example:99999/', `http://${'a'.repeat(2048)}/`],
  ];
  expect(refused.filter(isTaken)).toEqual([]);
});
