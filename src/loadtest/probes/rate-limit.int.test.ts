import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { createBurstSender } from '../../adapters/target/burst-sender.js';
import { probeContext } from '../../testing/probed-api.js';
import { probeRateLimit } from './rate-limit-present.js';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

/** Lets ten requests through of whom `who` says it is, and refuses the rest. */
async function startLimited(
  who: (key: string) => string | null,
  refusal: Record<string, string>,
): Promise<string> {
  const counts = new Map<string, number>();
  const server = createServer((request, response) => {
    const name = who(String(request.headers['x-api-key'] ?? ''));
    const count = name === null ? 0 : (counts.get(name) ?? 0) + 1;
    counts.set(name ?? '', count);
    if (count > 10) response.writeHead(429, refusal).end();
    else response.end('[]');
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const later = { 'Retry-After': '60' };

it.each([
  ['each key by itself', (key: string) => key, later, ['pass', 'only that client']],
  ['all keys together', () => 'all', later, ['fail', 'another that had asked little']],
  ['nobody', () => null, later, ['fail', 'none was refused']],
  ['each, but not until when', (key: string) => key, {}, ['fail', 'when to come back']],
])('looks at a server that limits %s', async (_, who, refusal, [outcome, message]) => {
  const sender = createBurstSender({ url: await startLimited(who, refusal) });
  const { checks } = await probeRateLimit(probeContext(() => ({}), { sender }));
  expect(checks).toMatchObject([{ outcome, message: expect.stringContaining(String(message)) }]);
});
