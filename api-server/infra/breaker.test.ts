import { expect, it } from 'vitest';
import { Breaker, BreakerOpen } from './breaker.js';

function open(failures = 3) {
  const clock = { now: 0 };
  const changes: boolean[] = [];
  const breaker = new Breaker({
    ...{ dependency: 'redis', failures, pauseMs: 1000 },
    monotonic: () => clock.now,
    onChange: (isOpen) => void changes.push(isOpen),
  });
  const silence = () => breaker.run(() => Promise.reject(new Error('silence')), isSilence);
  const answer = () => breaker.run(async () => 'yes', isSilence);
  return { breaker, clock, changes, silence, answer };
}
const isSilence = (error: unknown) => error instanceof Error && error.message === 'silence';

it('asks nothing more of what has failed several times in a row', async () => {
  const { silence, answer, changes } = open();
  for (let turn = 0; turn < 3; turn += 1) await expect(silence()).rejects.toThrow('silence');
  await expect(answer()).rejects.toBeInstanceOf(BreakerOpen);
  expect(changes).toEqual([true]);
});

it('is not opened by failures with an answer in between, nor by errors that are answers', async () => {
  const { breaker, silence, answer } = open();
  for (let turn = 0; turn < 5; turn += 1) {
    await expect(silence()).rejects.toThrow();
    await expect(silence()).rejects.toThrow();
    await answer();
  }
  const bad = () => breaker.run(() => Promise.reject(new Error('syntax')), isSilence);
  for (let turn = 0; turn < 9; turn += 1) await expect(bad()).rejects.toThrow('syntax');
  expect(breaker.isOpen).toBe(false);
});

it('lets one in a while try, and closes with the first answer', async () => {
  const { breaker, clock, changes, silence, answer } = open(1);
  await expect(silence()).rejects.toThrow();
  clock.now += 999;
  expect(breaker.enter()).toBe(false);
  expect(breaker.position).toBe('open');
  clock.now += 1;
  expect([breaker.enter(), breaker.enter()]).toEqual([true, false]);
  expect(breaker.position).toBe('half-open');
  breaker.failed();
  expect(breaker.position).toBe('open');
  clock.now += 1000;
  expect(await answer()).toBe('yes');
  expect([breaker.position, breaker.opened]).toEqual(['closed', 1]);
  expect([breaker.enter(), breaker.enter()]).toEqual([true, true]);
  expect(changes).toEqual([true, false]);
});

it('lets another try when who tried never came back', () => {
  const { breaker, clock } = open(1);
  breaker.failed();
  clock.now += 1000;
  expect(breaker.enter()).toBe(true);
  clock.now += 1000;
  expect(breaker.enter()).toBe(true);
});
