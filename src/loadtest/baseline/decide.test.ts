import { expect, it } from 'vitest';
import { seededRandom } from '../random.js';
import { decide, isLicensed, roundsSent } from './decide.js';
import { powerIn, powerOf } from './power.js';

const random = seededRandom(20_181_115);
// A build that needs `us`, on a machine that takes up to twice as long for it, most often little more.
const rounds = (us: number, count: number = roundsSent) =>
  Array.from({ length: count }, () => us * (1 + random() ** 4));
const flat = (us: number, count: number = roundsSent) => new Array<number>(count).fill(us);
const differences = (headUs: number, times: number) =>
  Array.from(
    { length: times },
    () => decide({ base: rounds(1000), again: rounds(1000), head: rounds(headUs) }).difference,
  );

it('calls a head slower that is slower than both arms of the base by more than the gate', () => {
  const decided = decide({ base: flat(1000), again: flat(1020), head: flat(1200) });
  expect(decided).toMatchObject({ difference: 'slower', licence: 1.02, baseMs: 1, headMs: 1.2 });
  expect(decided.ratio).toBeCloseTo(1200 / 1020);
});

it.each([
  [1070, 'a-little-slower'],
  [1040, 'none'],
  [1010, 'none'],
  [960, 'none'],
  [800, 'faster'],
] as const)('reads a head of %i µs against a base of 1000 µs as %s', (us, difference) => {
  expect(decide({ base: flat(1000), again: flat(1000), head: flat(us) }).difference).toBe(
    difference,
  );
});

it('decides nothing where the base differs from itself', () => {
  for (const again of [1060, 940]) {
    const decided = decide({ base: flat(1000), again: flat(again), head: flat(1500) });
    expect(decided.difference).toBe('unlicensed');
  }
});

it('takes the licence from the arms of the base alone', () => {
  expect(isLicensed({ base: flat(1000), again: flat(1040) })).toBe(true);
  expect(isLicensed({ base: flat(1000), again: flat(1060) })).toBe(false);
  expect(isLicensed({ base: flat(1060), again: flat(1000) })).toBe(false);
  expect(isLicensed({ base: flat(1000, 7), again: flat(1000) })).toBe(false);
});

it('decides nothing with too few rounds, and still tells what it saw', () => {
  const few = decide({ base: flat(1000), again: flat(1000), head: flat(1500, 7) });
  expect(few).toMatchObject({ difference: 'unknown', ratio: 1.5 });
  expect(decide({ base: [], again: [], head: [] })).toMatchObject({
    difference: 'unknown',
    ratio: null,
  });
});

it('sees through noise that only adds: no false alarm, and every +25 % is found', () => {
  expect(differences(1000, 400).filter((each) => each === 'slower')).toEqual([]);
  const found = differences(1250, 400).filter((each) => each !== 'unlicensed');
  expect(found.filter((each) => each !== 'slower')).toEqual([]);
});

it('tells from the rounds of one build how well it would find a slower one', () => {
  const power = powerOf([...rounds(1000), ...rounds(1000)], 500, random);
  expect(power?.falseAlarms).toBeLessThan(0.01);
  expect(power?.found[1]?.share).toBeGreaterThan(0.99);
  // +10 % is the gate itself: about as often found as not.
  expect(power?.found[0]?.share).toBeGreaterThan(0.05);
  expect(power?.found[0]?.share).toBeLessThan(0.95);
  expect(powerOf(rounds(1000, 15), 500, random)).toBeNull();
});

it('tells of a machine whose base differs from itself that it decides nothing', () => {
  const power = powerIn([{ base: flat(1000), again: flat(1200), head: flat(1000) }]);
  expect(power).toEqual({
    drawn: 1,
    falseAlarms: 0,
    unlicensed: 1,
    found: [
      { change: 0.1, share: 0 },
      { change: 0.25, share: 0 },
    ],
  });
});
