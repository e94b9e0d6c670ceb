import { expect, it } from 'vitest';
import { countStops } from './count-stops.js';

it('takes a Ctrl-C that npm sends on for the same one, and a later one for another', () => {
  let now = 1000;
  const stop = countStops(() => now);
  expect(stop()).toBe('first');
  now += 30;
  expect(stop()).toBe('same');
  now += 469;
  expect(stop()).toBe('same');
  now += 1;
  expect(stop()).toBe('again');
});
