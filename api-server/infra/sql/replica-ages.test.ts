import { expect, it } from 'vitest';
import { ReplicaAges } from './replica-ages.js';

const view = (lagSeconds: number | null) => ({ applies: true, lagSeconds, seq: 1 });

it('takes the word of a replica, and counts on from it while there is none', () => {
  const ages = new ReplicaAges();
  ages.note([view(4), view(0), undefined], 10_000);
  expect([0, 1, 2].map((index) => ages.of(index, 10_000))).toEqual([4000, 0, 0]);
  ages.note([view(null), undefined, view(2)], 11_000);
  expect([0, 1, 2].map((index) => ages.of(index, 11_000))).toEqual([5000, 1000, 2000]);
  ages.note([view(1), view(0), view(0)], 12_000);
  expect([0, 1, 2].map((index) => ages.of(index, 12_000))).toEqual([1000, 0, 0]);
});
