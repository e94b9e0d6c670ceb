import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { systemClock } from '../../src/platform/node-host.js';
import { FormDesk } from './form-desk.js';
import type { ReadBody } from './read-body.js';
import type { SentFile } from './read-form.js';

const schema = z.object({
  file: z.custom<SentFile>((sent) => typeof sent === 'object', 'no file'),
  sub_id: z.string().optional(),
});
const limits = { fileBytes: 10_000, withinMs: 400, atOnce: 3, ofOneAccount: 2 };

let server: Server;
let port: number;
let reads: Promise<ReadBody>[];
let desk: FormDesk;
beforeEach(async () => {
  reads = [];
  desk = new FormDesk(limits, systemClock);
  server = createServer((request: IncomingMessage, response) => {
    const accountId = String(request.headers['x-account'] ?? 'a');
    const read = desk.receive({ request, accountId, schema }, (got) => got);
    reads.push(read);
    read.then(
      (got) => {
        const said = 'refusal' in got ? `${got.refusal.status} ${got.refusal.body}` : 'read';
        response.end(said);
      },
      (error: Error) => response.end(error.name),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const part = (head: string, body: string, boundary = 'x') =>
  `--${boundary}\r\nContent-Disposition: form-data; ${head}\r\n\r\n${body}\r\n`;
const file = (body = 'meow', name = 'a.jpg') => part(`name="file"; filename="${name}"`, body);
const end = '--x--\r\n';

async function send(body: string | Buffer, type = 'multipart/form-data; boundary=x', headers = {}) {
  const response = await fetch(`http://127.0.0.1:${port}`, {
    method: 'POST',
    headers: { 'content-type': type, ...headers },
    body: typeof body === 'string' ? Buffer.from(body, 'latin1') : body,
  });
  return response.text();
}

describe('a form', () => {
  it('is read with its file and its texts, whatever stands around them', async () => {
    const other = part('name="__proto__"', 'x') + part('name="other"', 'y');
    const body = `preamble\r\n${other}${part('name="sub_id"', 's')}${file('me\r\n--yow')}${end}epilogue`;
    expect(await send(body)).toBe('read');
    const got = (await reads[0]) as { body: { file: SentFile; sub_id: string } };
    expect([got.body.sub_id, got.body.file.name, String(got.body.file.bytes)]).toEqual([
      ...['s', 'a.jpg', 'me\r\n--yow'],
    ]);
    expect(Object.keys(got.body)).toEqual(['file', 'sub_id']);
  });

  it.each<[string, string, string?]>([
    ['400 no file', file() + end, 'multipart/form-data; boundary=y'],
    ['400 no file', file() + end, 'multipart/form-data'],
    ['400 no file', file() + end, `multipart/form-data; boundary=${'x'.repeat(300)}`],
    ['400 no file', file() + end, 'multipart/mixed; boundary=x'],
    ['400 no file', 'file=meow', 'application/x-www-form-urlencoded'],
    ['400 no file', ''],
    ['400 no file', '--x'],
    ['400 no file', file()],
    ['400 no file', `${file().slice(0, 60)}`],
    ['400 no file', part('name="file"', 'a text') + end],
    ['400 no file', `--x\r\nX: ${'y'.repeat(20_000)}\r\n\r\nmeow\r\n${end}`],
    ['400 INVALID_DATA', file() + file() + end],
    ['400 INVALID_DATA', part('name="sub_id"', 's') + part('name="sub_id"', 't') + file() + end],
    ['400 INVALID_DATA', part('name="sub_id"', 's'.repeat(5000)) + file() + end],
    ['400 INVALID_DATA', part('name="n"', 'v').repeat(900) + file() + end],
    ['413 PAYLOAD_TOO_LARGE', file('m'.repeat(10_001)) + end],
    ['413 PAYLOAD_TOO_LARGE', part('name="n"', 'v').repeat(10_000) + end],
    ['413 PAYLOAD_TOO_LARGE', file() + end + 'e'.repeat(100_000)],
    ['read', file('m'.repeat(10_000)) + end],
  ])('is answered %s', async (said, body, type) => {
    expect(await send(body, type)).toBe(said);
  });

  it('that is longer than it says is too large all the same', async () => {
    const endless = new ReadableStream({
      pull: (control) => control.enqueue(new TextEncoder().encode('x'.repeat(4096))),
    });
    const asked = fetch(`http://127.0.0.1:${port}`, {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
      body: endless,
      duplex: 'half',
    } as RequestInit);
    await expect(asked.then((response) => response.text()).catch(() => 'cut')).resolves.toMatch(
      /^(413 PAYLOAD_TOO_LARGE|cut)$/,
    );
    expect(await reads[0]).toMatchObject({ refusal: { status: 413 } });
  });

  it('does not stop the process for long, with the worst boundary for its size', async () => {
    const boundary = 'a'.repeat(70);
    const worst = `a${'-'.repeat(40)}`.repeat(200) + 'a'.repeat(60_000);
    const body = part('name="file"; filename="a"', worst, boundary);
    expect(await send(body, `multipart/form-data; boundary=${boundary}`)).toMatch(/^4(00|13) /);
  });
});

describe('a client that sends slowly', () => {
  const open = (account: string) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    socket.write(
      `POST / HTTP/1.1\r\nHost: x\r\nX-Account: ${account}\r\nContent-Length: 9000\r\n` +
        `Content-Type: multipart/form-data; boundary=x\r\n\r\n${file().slice(0, -2)}`,
    );
    return socket;
  };
  const reading = async (count: number) => {
    while (reads.length < count) await new Promise((resolve) => setImmediate(resolve));
  };

  it('is told so when its time is over', async () => {
    const socket = open('a');
    const [said] = await once(socket, 'data');
    expect(String(said)).toContain('408 Request Timeout');
    socket.destroy();
  });

  it('takes no more places than an account has, and leaves them when it goes', async () => {
    const sockets = [open('a'), open('a')];
    await reading(2);
    expect(await send(file() + end, undefined, { 'x-account': 'a' })).toBe('Overloaded');
    expect(await send(file() + end, undefined, { 'x-account': 'b' })).toBe('read');
    sockets.push(open('b'));
    await reading(5);
    expect(await send(file() + end, undefined, { 'x-account': 'c' })).toBe('Overloaded');
    for (const socket of sockets) socket.destroy();
    expect(await Promise.all([reads[0], reads[1], reads[4]])).toMatchObject([
      { refusal: { status: 400 } },
      { refusal: { status: 400 } },
      { refusal: { status: 400 } },
    ]);
    expect(await send(file() + end, undefined, { 'x-account': 'a' })).toBe('read');
  });
});
