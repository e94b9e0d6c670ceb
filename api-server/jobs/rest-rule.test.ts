import { expect, it } from 'vitest';
import { dislikeOf, restFor } from './rest-rule.js';

const tally = (up: number, down: number, accounts = 5) => ({ up, down, accounts });

// Wilson (1927), as `binom.test`-like tables have it: 95 %, two-sided.
it.each([
  [0, 20, 0.8389],
  [1, 19, 0.7639],
  [2, 18, 0.699],
  [50, 50, 0.4038],
  [10, 0, 0],
  [0, 0, 0],
])('knows of %i up and %i down the least share that dislikes it', (up, down, least) => {
  expect(dislikeOf(tally(up, down))).toBeCloseTo(least, 3);
});

it.each([
  ['too few votes say nothing', tally(0, 19), false, 'stay'],
  ['votes of too few accounts are no opinion', tally(0, 500, 2), false, 'stay'],
  ['it is disliked', tally(0, 20), false, 'rest'],
  ['it may be disliked', tally(2, 18), false, 'stay'],
  ['it rests, and is disliked still', tally(3, 17), true, 'stay'],
  ['it is between the limits, and stays where it is', tally(20, 60), true, 'stay'],
  ['it is between the limits, and stays where it is shown', tally(20, 60), false, 'stay'],
  ['people came to like it', tally(60, 60), true, 'wake'],
  ['its votes were taken back', tally(0, 5), true, 'wake'],
] as const)('%s', (_why, votes, resting, decided) => {
  expect(restFor(votes, resting)).toBe(decided);
});
