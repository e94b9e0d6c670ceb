import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { certify } from '../../testing/certify.js';
import { createTargetReader } from './target-reader.js';
import { unverifiedFetch } from './unverified-fetch.js';

let server: Server;
let url = '';

beforeAll(async () => {
  const dir = await mkdtemp(join(tmpdir(), 'catops-tls-'));
  await certify(join(dir, 'own'), 'localhost');
  const [key, cert] = await Promise.all(
    ['key', 'cert'].map((kind) => readFile(join(dir, `own.${kind}`))),
  );
  await rm(dir, { recursive: true });
  server = createServer({ key, cert }, (request, response) => {
    if (request.url === '/nothing') response.writeHead(204).end();
    else response.end(`key ${request.headers['x-api-key']}`);
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  url = `https://localhost:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

it('refuses a certificate that proves nothing, and says what to do', async () => {
  const { fetch } = globalThis;
  await expect(createTargetReader({ fetch, url }).get('/')).rejects.toMatchObject({
    code: 'target-unreachable',
    // A newer Node goes on with advice of its own.
    message: expect.stringContaining(`${url} does not answer: GET /: self-signed certificate`),
    hint: expect.stringContaining('NODE_EXTRA_CA_CERTS'),
  });
});

it('takes any certificate where the scenario says so', async () => {
  const target = createTargetReader({ fetch: unverifiedFetch, url });
  const reply = await target.get('/', { headers: { 'x-api-key': 'one' } });
  expect(reply).toEqual({ status: 200, text: 'key one' });
  expect(await target.get('/nothing')).toEqual({ status: 204, text: '' });
  const stopped = AbortSignal.abort(new Error('stop'));
  await expect(target.get('/', { signal: stopped })).rejects.toThrow('stop');
});
