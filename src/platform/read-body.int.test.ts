import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readBody } from './read-body.js';

let server: Server;
let url: string;

beforeEach(async () => {
  server = createServer((request, response) => {
    response.writeHead(200, { 'content-type': 'text/plain' });
    response.write('Straße 🐈'.slice(0, 5));
    if (request.url === '/whole') response.end('e 🐈');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

describe('the body of an answer', () => {
  it('is read whole', async () => {
    const quiet = new AbortController().signal;
    expect(await readBody(await fetch(`${url}/whole`), quiet)).toBe('Straße 🐈');
  });

  it('that stalls is given up when the signal says so, and its connection is let go', async () => {
    const closed = new Promise<void>((resolve) => {
      server.once('connection', (socket) => socket.once('close', () => resolve()));
    });
    const late = new AbortController();
    const response = await fetch(`${url}/stall`, { signal: late.signal });
    const reading = readBody(response, late.signal);
    late.abort(new Error('too late'));
    await expect(reading).rejects.toThrow('too late');
    await closed;
  });

  it('is not waited for after the signal', async () => {
    const response = await fetch(`${url}/stall`);
    await expect(readBody(response, AbortSignal.abort(new Error('over')))).rejects.toThrow('over');
  });
});
