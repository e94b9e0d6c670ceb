import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ListWriter, listBytes, listRow } from './list-body.js';

const cats = (first: number, count: number) =>
  Array.from({ length: count }, (_, at) => ({ id: `🐈${first + at}` }));
const rowsOf = (items: readonly object[]) => items.map((item) => listRow(JSON.stringify(item)));

let server: Server;
beforeAll(async () => {
  const lists = new ListWriter();
  server = createServer(({ url = '' }, response) => {
    const [, first, count] = url.split('/').map(Number);
    const rows = rowsOf(cats(first ?? 0, count ?? 0));
    response.writeHead(200, { 'Content-Length': listBytes(rows) });
    lists.end(response, rows);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterAll(() => server.close());

const port = () => (server.address() as AddressInfo).port;

it.each([0, 1, 2, 1000, 20_000, 3])(
  'ends with what JSON.stringify writes: %i rows',
  async (count) => {
    const reply = await fetch(`http://127.0.0.1:${port()}/7/${count}`);
    expect(await reply.text()).toBe(JSON.stringify(cats(7, count)));
  },
);

it('sends every list whole to a client that reads late', async () => {
  const client = connect({ host: '127.0.0.1', port: port() });
  client.pause();
  // 40 MB: more than a kernel keeps for somebody who does not read.
  const asked = Array.from({ length: 200 }, (_, at) => [at * 10_000, 10_000 + at] as const);
  const heads = asked.map(([first, count], at) => {
    const last = at === asked.length - 1 ? 'Connection: close\r\n' : '';
    return `GET /${first}/${count} HTTP/1.1\r\nHost: a\r\n${last}\r\n`;
  });
  client.write(heads.join(''));
  await expect.poll(() => held(server)).toBeGreaterThan(0);
  const parts: Buffer[] = [];
  client.on('data', (part) => parts.push(part)).resume();
  await once(client, 'close');
  let rest = Buffer.concat(parts);
  for (const [first, count] of asked) {
    const start = rest.indexOf('\r\n\r\n') + 4;
    const list = JSON.stringify(cats(first, count));
    const end = start + Buffer.byteLength(list);
    expect(rest.subarray(start, end).toString() === list, `list from ${first}`).toBe(true);
    rest = rest.subarray(end);
  }
  expect(rest).toHaveLength(0);
});

/** Connections that are open. */
async function held(of: Server): Promise<number> {
  return new Promise((resolve) => of.getConnections((_error, count) => resolve(count)));
}
