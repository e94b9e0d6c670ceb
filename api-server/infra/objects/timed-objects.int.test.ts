import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { CatopsError } from '../../../src/platform/errors.js';
import type { PictureParts } from './picture-objects.js';
import { createTimedObjects } from './timed-objects.js';

const kind = { contentType: 'image/jpeg' };

/** Objects that hang until they are let go. */
function open() {
  const clock = { now: 0 };
  const state: {
    hangs: boolean;
    asked: number;
    signal?: AbortSignal | undefined;
    failure?: Error;
  } = {
    hangs: true,
    asked: 0,
  };
  const waiting: (() => void)[] = [];
  const answer = async <T>(value: T): Promise<T> => {
    state.asked += 1;
    if (state.failure) throw state.failure;
    if (state.hangs) await new Promise<void>((go) => waiting.push(go));
    return value;
  };
  const slow: PictureParts = {
    read: () => answer(Buffer.from('cat')),
    size: () => answer(3),
    stream: () => answer(Readable.from(['cat'])),
    put: (_key, _body, _kind, signal) => {
      state.signal = signal;
      return answer(true);
    },
    relabel: () => answer(undefined),
    remove: () => answer(undefined),
  };
  const objects = createTimedObjects(slow, {
    ...{ withinMs: 20, atOnce: 6 },
    monotonic: () => clock.now,
  });
  const letGo = async () => {
    state.hangs = false;
    for (const go of waiting.splice(0)) go();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { clock, state, objects, letGo };
}

it('waits only so long, and lets nothing be put after that', async () => {
  const { state, objects, letGo } = open();
  const put = objects.put('images/a.jpg', Buffer.from(''), kind);
  await expect(put).rejects.toMatchObject({ code: 'ETIMEDOUT' });
  expect(state.signal?.aborted).toBe(true);
  await letGo();
  expect(await objects.read('images/a.jpg')).toEqual(Buffer.from('cat'));
});

it('asks once in a while what stays silent, holds on to a bounded number, and comes back', async () => {
  const { clock, state, objects, letGo } = open();
  const read = () => objects.read('images/a.jpg').then(String, ({ code }) => code);
  for (let turn = 0; turn < 5; turn += 1) expect(await read()).toBe('ETIMEDOUT');
  expect(await read()).toBe('BREAKER_OPEN');
  expect(state.asked).toBe(5);
  for (let turn = 0; turn < 3; turn += 1) {
    clock.now += 1000;
    expect(await read()).toBe('ETIMEDOUT');
    expect(await read()).toBe('BREAKER_OPEN');
  }
  // Five, and one that tried; with six in hand the next two were not begun.
  expect(state.asked).toBe(6);
  await letGo();
  clock.now += 1000;
  expect([await read(), await read()]).toEqual(['cat', 'cat']);
});

it.each([
  ['vendor-unreachable', 'BREAKER_OPEN'],
  ['vendor-throttled', 'BREAKER_OPEN'],
  ['credential-refused', 'credential-refused'],
] as const)('takes %s from a bucket for what it is', async (code, sixth) => {
  const { state, objects } = open();
  state.hangs = false;
  state.failure = new CatopsError(code, 'S3 said so.');
  const read = () => objects.read('images/a.jpg').catch((error) => error.code);
  for (let turn = 0; turn < 5; turn += 1) expect(await read()).toBe(code);
  expect(await read()).toBe(sixth);
});
