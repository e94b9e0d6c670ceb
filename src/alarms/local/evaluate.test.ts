import { describe, expect, it } from 'vitest';
import type { AlarmState } from '../alarm.js';
import { evaluate, type Point } from './evaluate.js';

const treatments = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;

/** `0 - X - X`, newest last, as CloudWatch's documentation writes it; `.` is nobody looking. */
function read(text: string): readonly Point[] {
  const points = { '0': 'fine', X: 'breaching', '-': 'missing', '.': 'unwatched' } as const;
  return text.split(' ').map((sign) => points[sign as keyof typeof points]);
}

const retained = 'INSUFFICIENT_DATA';
const stateOf = (m: number, n: number, text: string, current: AlarmState = retained) =>
  treatments.map((missingData) =>
    evaluate({ datapointsToAlarm: m, evaluationPeriods: n, missingData }, read(text), current),
  );

const [ok, alarm, none] = ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const;

// "Configuring how CloudWatch alarms treat missing data", both tables, row by row. Columns: missing,
// ignore, breaching, notBreaching; `none` under ignore is the state it was in.
describe('3 out of 3, as in the first table', () => {
  it.each([
    ['0 - X - X', ok, ok, ok, ok],
    ['0 - - - -', ok, ok, ok, ok],
    ['- - - - -', none, retained, alarm, ok],
    ['0 X X - X', alarm, alarm, alarm, alarm],
    ['- - X - -', alarm, retained, alarm, ok],
  ])('%s', (points, ...states) => {
    expect(stateOf(3, 3, points)).toEqual(states);
  });
});

describe('2 out of 3, as in the second table', () => {
  it.each([
    ['0 - X - X', alarm, alarm, alarm, alarm],
    ['0 0 X 0 X', alarm, alarm, alarm, alarm],
    ['0 - X - -', ok, ok, alarm, ok],
    ['- - - - 0', ok, ok, alarm, ok],
    ['- - - X -', alarm, retained, alarm, ok],
  ])('%s', (points, ...states) => {
    expect(stateOf(2, 3, points)).toEqual(states);
  });
});

// "Avoiding premature transitions to alarm state".
describe('what is intermittent', () => {
  it.each(['- - - - X', '- - - X -'])('is no alarm yet: %s', (points) => {
    expect(stateOf(3, 3, points)).toEqual([ok, retained, alarm, ok]);
  });

  it.each(['- - - X 0', '- - X - 0'])('is none when the next is fine: %s', (points) => {
    expect(stateOf(3, 3, points)).toEqual([ok, ok, ok, ok]);
  });

  it('is one when so much real data is beyond, whatever is missing', () => {
    expect(stateOf(2, 3, '- - X - X')).toEqual([alarm, alarm, alarm, alarm]);
  });
});

it('keeps the state it was in where missing data is ignored', () => {
  for (const current of [ok, alarm, none]) {
    expect(stateOf(3, 3, '- - - - -', current)[1]).toBe(current);
  }
});

it('fills in as few as possible: all real data of the range counts first', () => {
  // Two are filled in, not the four that are missing.
  expect(stateOf(3, 3, '- 0 - - -')).toEqual([ok, ok, ok, ok]);
  expect(stateOf(1, 1, '- - -')).toEqual([none, retained, alarm, ok]);
  expect(stateOf(1, 1, '0 - -')).toEqual([ok, ok, ok, ok]);
});

describe('what nobody looked at', () => {
  it('is no evidence of anything, where missing data would be', () => {
    expect(stateOf(3, 3, '. . . . 0')).toEqual([ok, ok, ok, ok]);
    expect(stateOf(2, 3, '. . . . -')).toEqual([none, retained, ok, ok]);
    expect(stateOf(3, 3, '. . - - -')).toEqual([none, retained, alarm, ok]);
  });

  it('leaves the state as it was while there is nothing else', () => {
    expect(stateOf(3, 3, '. . . . .', alarm)).toEqual([alarm, alarm, alarm, alarm]);
  });
});

it('looks no further back than it may', () => {
  expect(stateOf(3, 3, 'X X X - - - 0 0')).toEqual([ok, ok, ok, ok]);
  expect(stateOf(3, 3, '0 X - X - - -')).toEqual([alarm, retained, alarm, ok]);
});
