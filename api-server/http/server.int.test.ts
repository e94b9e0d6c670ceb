import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type FakeApp, openFakeApp } from '../testing/fake-app.js';

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
