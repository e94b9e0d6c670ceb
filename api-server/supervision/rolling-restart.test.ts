import { expect, it } from 'vitest';
import { notedFailures } from '../testing/noted-failures.js';
import { RestartRequests } from './restart-requests.js';
import { RollingRestart } from './rolling-restart.js';

function prepared(roll: () => Promise<void>) {
  const told: unknown[] = [];
  const stop = new AbortController();
  const restarts = new RestartRequests();
  const restart = new RollingRestart({
    pools: [{ what: 'API process', size: 2, roll }],
    prepare: async () => {},
    restarts,
    log: { info: (event) => void told.push(event), error: () => {} },
    failures: notedFailures((event, fields) => void told.push([event, fields])),
    tell: ({ type }) => void told.push(type),
    stop: stop.signal,
  });
  return { told, stop, restarts, restart };
}

it('does one more for all that were asked for while one was under way', async () => {
  let rolls = 0;
  const { restart, restarts, stop } = prepared(async () => {
    rolls += 1;
    if (rolls === 1) for (let time = 0; time < 10; time += 1) restarts.ask();
    else stop.abort();
  });
  // Also asked for before anybody listens.
  restarts.ask();
  await restart.whenAsked();
  expect([rolls, restart.state]).toEqual([2, { isUnderWay: false, done: 2, givenUp: 0 }]);
});

it('gives up with the reason, and does the next all the same', async () => {
  const reason = new Error('It does not start.');
  let rolls = 0;
  const { told, restart, restarts, stop } = prepared(async () => {
    rolls += 1;
    if (rolls === 2) return;
    restarts.ask();
    throw reason;
  });
  restarts.ask();
  const whenAsked = restart.whenAsked();
  await expect.poll(() => restart.state.done).toBe(1);
  stop.abort();
  await whenAsked;
  expect(told).toEqual([
    'restart-begun',
    ['restart-given-up', { error: reason, replaced: 0, kept: 2 }],
    'restart-given-up',
    ...['restart-begun', 'restart-done', 'restarted'],
  ]);
  expect(restart.state.givenUp).toBe(1);
});
