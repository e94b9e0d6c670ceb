import { expect, it } from 'vitest';
import { createTargetReader } from './target-reader.js';

const url = 'http://127.0.0.1:1';
const reader = (fetch: typeof globalThis.fetch) => createTargetReader({ fetch, url });

it('gives every status as an answer, follows nothing, and sends its headers', async () => {
  const asked: unknown[] = [];
  const target = reader(async (address, init) => {
    asked.push([address, init?.headers, init?.redirect]);
    return new Response('ill', { status: 503 });
  });
  const reply = await target.get('/v1/', { headers: { 'x-api-key': 'k' } });
  expect(reply).toEqual({ status: 503, text: 'ill' });
  expect(asked).toEqual([[`${url}/v1/`, { 'x-api-key': 'k' }, 'manual']]);
});

it('says who does not answer, and why', async () => {
  const refused = reader(async () => {
    throw new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED 127.0.0.1:1') });
  });
  await expect(refused.get('/openapi.json')).rejects.toMatchObject({
    code: 'target-unreachable',
    message: `${url} does not answer: GET /openapi.json: connect ECONNREFUSED 127.0.0.1:1.`,
  });
});

it('says of an address that speaks no TLS that it does not, in place of what OpenSSL says', async () => {
  const cause = Object.assign(new Error('80C2F43D07F0000:error:0A00010B:SSL routines:…:350:'), {
    code: 'ERR_SSL_WRONG_VERSION_NUMBER',
  });
  const target = reader(async () => {
    throw new TypeError('fetch failed', { cause });
  });
  await expect(target.get('/')).rejects.toMatchObject({
    message: `${url} does not answer: GET /: it speaks no TLS that is understood here.`,
    hint: expect.stringContaining('http://'),
  });
});

it('stops reading a reply that does not end', async () => {
  const chunk = new Uint8Array(4 * 1_048_576);
  const endless = new ReadableStream<Uint8Array>({ pull: (stream) => stream.enqueue(chunk) });
  const target = reader(async () => new Response(endless));
  await expect(target.get('/')).rejects.toThrow(/larger than/);
});

it('rejects with the reason of the signal', async () => {
  const target = reader(async () => new Response('ok'));
  const signal = AbortSignal.abort(new Error('stopped by hand'));
  await expect(target.get('/', { signal })).rejects.toThrow('stopped by hand');
});
