import { expect, it } from 'vitest';
import { holdTick } from './held-tick.js';

it('holds a tick of Node’s, one and the same', async () => {
  const tick = await holdTick();
  expect(tick).toMatchObject({ callback: expect.any(Function) });
  expect(await holdTick()).toBe(tick);
});
