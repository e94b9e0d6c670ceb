import { expect, it } from 'vitest';
import { CatopsError } from '../platform/errors.js';
import { askRelease } from './schema-check.js';

const reply = (pending: string[]) => async () => ({
  ...{ kind: 'sqlite' as const, place: '/data/catops.db', applied: [], pending, durability: null },
});
const fails = (error: Error) => async () => {
  throw error;
};

it.each([
  ['runs where nothing is missing', reply([]), 'runs', /nothing that it needs is missing/],
  ['runs after its own migrations', reply(['0005-collars']), 'runs', /brings 0005-collars first/],
  [
    'refuses what was taken away',
    fails(new CatopsError('format-too-new', 'It has the migration "0009-gone".')),
    'refuses',
    /^It has the migration "0009-gone"$/,
  ],
  [
    'does not know when it cannot be asked',
    fails(new CatopsError('database-unreachable', 'Nobody answers.')),
    'unknown',
    /^Nobody answers$/,
  ],
])('%s', async (_, ask, kind, why) => {
  expect(await askRelease(ask).verdict('v1')).toEqual({ kind, why: expect.stringMatching(why) });
});

it('says nothing of a release that is not there to be asked', async () => {
  expect(await askRelease(async () => null).verdict('v1')).toBeNull();
});
