import { expect, it } from 'vitest';
import { Pulse } from './pulse.js';

const giveUpMs = 10_000;

function silent(misses: number): Pulse {
  const pulse = new Pulse(1000);
  for (let n = 0; n < misses; n++) pulse.miss();
  return pulse;
}

it('takes a target for dead that answered nothing for long, and says why', () => {
  const pulse = silent(20);
  expect(pulse.deadSince(10_999, giveUpMs)).toBeNull();
  expect(pulse.deadSince(11_000, giveUpMs)).toBe('it answered none of 20 requests in 10 s');
  pulse.fault = new Error('connect ECONNREFUSED 127.0.0.1:1');
  expect(pulse.deadSince(13_000, giveUpMs)).toBe(
    'it answered none of 20 requests in 12 s (connect ECONNREFUSED 127.0.0.1:1)',
  );
});

it('has hope while few were asked, or after any answer', () => {
  expect(silent(19).deadSince(60_000, giveUpMs)).toBeNull();
  const pulse = silent(500);
  pulse.beat(59_000);
  pulse.miss();
  expect(pulse.deadSince(60_000, giveUpMs)).toBeNull();
});
