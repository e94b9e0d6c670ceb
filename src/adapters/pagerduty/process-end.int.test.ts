import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { type LoopbackPagerDuty, startLoopbackPagerDuty } from './loopback/server.js';

const script = `
import { Secret } from './src/platform/secret.ts';
import { createPagerDutyOnCall } from './src/adapters/pagerduty/on-call.ts';
const url = process.argv[1];
const onCall = createPagerDutyOnCall({ eventsUrl: url, apiUrl: url, services: [],
  routingKey: new Secret('canary0routing0key0000000000pd01') });
const request = { dedupKey: 'k', summary: 's', severity: 'sev1', source: 's', component: null,
  at: '2026-11-15T10:20:00Z', details: {}, links: [] };
const outcome = await onCall.page(request, new AbortController().signal, () => {});
console.log(outcome.kind, Date.now());
`;

/** Runs a process that pages once; answers the outcome and how long it outlived it. */
async function pageAndEnd(url: string): Promise<{ kind: string; outlivedMs: number }> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '-e', script, url],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let output = '';
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  await once(child, 'close');
  const [kind = '', at = ''] = output.trim().split(' ');
  return { kind, outlivedMs: Date.now() - Number(at) };
}

// The client behind this keeps a timer of 30 s and unread sockets of 4 s when it is let.
const soonMs = 2000;

describe('a process that paged', () => {
  it.each(['202', 'rate-limit', 'nobody listens'] as const)(
    'ends at once after %s',
    async (how) => {
      const vendor: LoopbackPagerDuty = await startLoopbackPagerDuty();
      if (how === 'rate-limit') vendor.fail('POST /v2/enqueue', 'rate-limit');
      if (how === 'nobody listens') await vendor.close();
      const { kind, outlivedMs } = await pageAndEnd(vendor.url);
      const kinds = {
        '202': 'done',
        'rate-limit': 'rate-limited',
        'nobody listens': 'refused-before-send',
      };
      expect(kind).toBe(kinds[how]);
      expect(outlivedMs).toBeLessThan(soonMs);
      if (how !== 'nobody listens') await vendor.close();
      vendor.verify();
    },
  );
});
