import { type AddressInfo, createServer } from 'node:net';
import { expect, it } from 'vitest';
import { RedisConnector } from './redis-connector.js';

it('hears the errors of a connection also after the first one', async () => {
  const server = createServer((socket) => socket.end()).listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  const { port } = server.address() as AddressInfo;
  const connector = new RedisConnector({ host: '127.0.0.1', port, disconnectTimeout: 50 });
  const stream = await connector.connect();
  const closed = new Promise((done) => stream.once('close', done));
  // An error event that nobody hears is thrown where it is emitted, and ends a process.
  for (const text of ['certificate refused', 'alert']) stream.emit('error', new Error(text));
  connector.disconnect();
  stream.destroy();
  await closed;
  server.close();
  expect(connector.firstError?.message).toBe('alert');
});
