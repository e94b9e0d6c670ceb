import { describe, expect, it } from 'vitest';
import { type RollupAsked, readRollupFlags } from './rollup-request.js';

const now = Date.parse('2018-11-16T03:00:00.000Z');
const none: RollupAsked = {
  force: false,
  requireComplete: false,
  csv: false,
  markdown: false,
  slack: false,
};

const read = (flags: Partial<RollupAsked>, json = false) =>
  readRollupFlags({ ...none, ...flags }, { now, json });

const reportOf = (flags: Partial<RollupAsked>, json = false) => {
  const task = read(flags, json);
  if (task.kind !== 'report') throw new Error(`It is no report: ${task.kind}`);
  return task.asked;
};

describe('the window', () => {
  it('is yesterday, UTC, when nothing is said', () => {
    expect(reportOf({})).toEqual({
      days: ['2018-11-15'],
      hours: null,
      by: 'route',
      route: null,
      top: null,
      compare: null,
    });
  });

  it.each([
    [{ date: 'today' }, ['2018-11-16']],
    [{ date: '2018-11-14', hour: '7' }, ['2018-11-14']],
    [{ from: '2018-11-13', to: '2018-11-14' }, ['2018-11-13', '2018-11-14']],
    [{ from: '2018-11-14' }, ['2018-11-14', '2018-11-15']],
    [{ from: 'today' }, ['2018-11-16']],
  ])('%j is %j', (flags, days) => {
    expect(reportOf(flags).days).toEqual(days);
  });

  it('is one hour when asked so', () => {
    expect(reportOf({ hour: '7' }).hours).toEqual(['07']);
  });
});

it('reads a route as people type it', () => {
  expect(reportOf({ route: ' get  /v1/breeds ' }).route).toBe('GET /v1/breeds');
  expect(reportOf({ route: '(unmatched)' }).route).toBe('(unmatched)');
});

it('shows a screen of accounts to a person, and all of them to a program', () => {
  expect(reportOf({ by: 'account' }).top).toBe(20);
  expect(reportOf({ by: 'account' }, true).top).toBeNull();
  expect(reportOf({ by: 'account', csv: true }).top).toBeNull();
  expect(reportOf({ by: 'account', top: 3 }).top).toBe(3);
});

it('backfills a range of days', () => {
  expect(read({ backfill: '2018-11-14..yesterday', force: true })).toEqual({
    kind: 'backfill',
    days: ['2018-11-14', '2018-11-15'],
  });
});

it.each([
  [{ date: '2018-02-30' }, '"2018-02-30" is no day, UTC.'],
  [{ date: '2081-11-15' }, '2081-11-15 has not begun; today is 2018-11-16, UTC.'],
  [{ backfill: '2018-11-15..2081-11-15' }, /are 2\d{4} days; at most 1100/],
  [{ hour: '24' }, '"24" is no hour of a day, UTC.'],
  [{ from: '2018-11-14', hour: '7' }, '--hour is an hour of one day; name it with --date.'],
  [{ from: '2018-11-15', to: '2018-11-14' }, /ends .* before it begins/],
  [{ to: '2018-11-14' }, '--to is the end of a window; say --from too.'],
  [{ date: 'today', from: '2018-11-14' }, '--date and --from exclude each other.'],
  [{ by: 'account', hour: '7' }, /--by account does not go with --hour/],
  [{ route: 'breeds' }, '--route: "breeds" is not a route such as "GET /v1/breeds".'],
  [{ csv: true, slack: true }, '--csv and --slack exclude each other.'],
  [{ markdown: true, html: '-' }, '--markdown and --html exclude each other.'],
  [{ backfill: '2018-11-14', date: 'today' }, '--backfill and --date exclude each other.'],
  [{ sql: 'SELECT 1', date: 'today' }, '--sql and --date exclude each other.'],
  [{ sql: 'SELECT 1', requireComplete: true }, '--sql and --require-complete exclude each other.'],
  [{ sql: 'SELECT 1', slack: true }, '--sql and --slack exclude each other.'],
  [{ backfill: '2018-11-14', csv: true }, '--backfill and --csv exclude each other.'],
] satisfies [Partial<RollupAsked>, string | RegExp][])(
  '%j is refused in one sentence',
  (flags, sentence) => {
    expect(() => read(flags)).toThrow(sentence);
  },
);

it('refuses a form beside --json', () => {
  expect(() => read({ csv: true }, true)).toThrow('--json and --csv exclude each other.');
});
