import { expect, it } from 'vitest';
import { causeOf } from '../failures/cause.js';
import { notedFailures } from '../testing/noted-failures.js';
import { DependencyWatch } from './dependency-watch.js';
import { HealthBoard } from './health-board.js';

it('says once when something goes and once when it is back, and does not wait for what hangs', async () => {
  const said: unknown[] = [];
  const causes: unknown[] = [];
  const found = { now: async (): Promise<void> => {} };
  let isLate = () => {};
  const clock = {
    now: () => 1000,
    monotonic: () => 0,
    sleep: (_ms: number, signal?: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        isLate = resolve;
        signal?.addEventListener('abort', () => reject(signal.reason));
      }),
  };
  const health = new HealthBoard(clock);
  let asked = 0;
  const check = () => {
    asked += 1;
    return found.now();
  };
  const watch = new DependencyWatch({
    probes: [{ dependency: 'objects', check }],
    ...{ health, clock },
    failures: notedFailures((event, { error }) => {
      said.push(event);
      causes.push(causeOf(error));
    }),
    log: { error: () => {}, info: (event) => void said.push(event) },
  });
  await watch.look();
  expect(health.states).toMatchObject([{ dependency: 'objects', status: 'ok' }]);
  found.now = async () => {
    throw new Error('gone');
  };
  await watch.look();
  await watch.look();
  expect([said, health.isIll('objects')]).toEqual([['dependency-lost'], true]);
  found.now = async () => {};
  await watch.look();
  expect(said).toEqual(['dependency-lost', 'dependency-back']);
  let answer = () => {};
  found.now = () =>
    new Promise((resolve) => {
      answer = resolve;
    });
  const looked = watch.look();
  isLate();
  await looked;
  expect(health.states).toMatchObject([{ status: 'down', reason: 'it does not answer in time' }]);
  expect(causes.at(-1)).toBe('vendor');
  const before = asked;
  await watch.look();
  expect(asked).toBe(before);
  answer();
});
