import { expect, it } from 'vitest';
import { CatopsError } from '../platform/errors.js';
import { createRollupsCheckup } from './check-rollups.js';

const now = Date.parse('2018-11-16T03:00:00.000Z');
const quiet = new AbortController().signal;

const examine = (logged: readonly string[] | Error, rolled: readonly string[] = []) =>
  createRollupsCheckup({
    open: async () => ({
      logs: {
        place: '/logs',
        days: async () => {
          if (logged instanceof Error) throw logged;
          return logged;
        },
      },
      store: { days: async () => rolled },
      close: async () => {},
    }),
    clock: { now: () => now },
  }).examine(quiet);

it('is content when every closed day is rolled up', async () => {
  const found = await examine(
    ['2018-11-13', '2018-11-14', '2018-11-15', '2018-11-16'],
    ['2018-11-13'],
  );
  expect(found.map(({ state }) => state)).toEqual(['ok', 'warning']);
  expect(
    (await examine(['2018-11-13', '2018-11-15'], ['2018-11-13'])).map(({ state }) => state),
  ).toEqual(['ok', 'ok']);
});

it('names the days that wait, and the command that rolls them up', async () => {
  const [, days] = await examine(['2018-11-10', '2018-11-12', '2018-11-13'], ['2018-11-12']);
  expect(days).toMatchObject({
    says: '2 of 3 closed days are not rolled up, 2018-11-10 first.',
    mend: 'catops rollup --backfill 2018-11-10..2018-11-13',
  });
});

it('says where it looked when there is no log', async () => {
  expect(await examine([])).toMatchObject([
    { state: 'absent', says: 'There is no request log in /logs yet.' },
  ]);
});

it('is broken by a log that cannot be listed', async () => {
  const denied = new CatopsError('credential-refused', 'S3 does not allow this.', {
    hint: 'renew',
  });
  expect(await examine(denied)).toMatchObject([
    { state: 'broken', says: 'S3 does not allow this.', mend: 'renew' },
  ]);
});
