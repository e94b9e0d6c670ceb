import { expect, it } from 'vitest';
import type { LoadPlan } from '../../loadtest/load-plan.js';
import { builtFile } from '../../testing/built.js';
import { startLoopbackApi } from '../../testing/loopback-api.js';
import { createRoundSender } from './round-sender.js';

const route = 'GET /v1/things';
const planFor = (url: string): LoadPlan => ({
  url,
  routes: [
    {
      route,
      method: 'GET',
      expectedStatus: 200,
      variants: [{ path: '/v1/things' }],
    },
  ],
  headers: {},
  keys: [],
  phases: [{ name: 'round', measured: true, seconds: 1, rate: null, connections: 1, counts: [1] }],
  timeoutMs: 3000,
  verifyTls: true,
  giveUpMs: 10_000,
  share: { index: 0, total: 1 },
});

it('sends a phase each time it is told to, and nothing in between', async () => {
  const api = await startLoopbackApi();
  const asked = () => api.requestsByKey.get('') ?? 0;
  const open = await createRoundSender({ threadFile: builtFile('generator-thread.js') }).open(
    planFor(api.url),
  );
  const { signal } = new AbortController();
  try {
    const first = await open.run(0, signal);
    const after = asked();
    expect(first.routes[0]).toMatchObject({ route, expected: first.answered });
    expect([first.sent - first.inFlight, first.phase]).toEqual([first.answered, 'round']);
    expect(after).toBe(first.sent);
    const second = await open.run(0, signal);
    expect(asked()).toBe(after + second.sent);
    const stopped = await open.run(0, AbortSignal.abort());
    expect(stopped.complete).toBe(false);
  } finally {
    await open.close();
    await api.close();
  }
});
