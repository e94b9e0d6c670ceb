import { expect, it } from 'vitest';
import { CatopsError } from '../../src/platform/errors.js';
import { storeFailure } from './store-failure.js';

it.each([
  'EACCES',
  'EROFS',
  'ENOSPC',
  'ENOTDIR',
  'SQLITE_FULL',
  'SQLITE_READONLY_DBMOVED',
  'SQLITE_IOERR_WRITE',
  'SQLITE_BUSY',
  'SQLITE_NOTADB',
])('turns %s into a sentence with the path and what to do', (code) => {
  const failure = storeFailure(Object.assign(new Error('it failed'), { code }), '/data/cats');
  expect(failure).toMatchObject({ code: 'local-store-unwritable', exit: 'localStore' });
  expect(String(failure)).toContain('/data/cats');
  expect((failure as CatopsError).hint).toMatch(/\.$/);
});

it('leaves alone what is no failure of the store', () => {
  const bug = new TypeError('undefined is not a function');
  const known = new CatopsError('format-too-new', 'Too new.');
  const constraint = Object.assign(new Error('unique'), { code: 'SQLITE_CONSTRAINT' });
  for (const error of [bug, known, constraint, 'text'])
    expect(storeFailure(error, '/')).toBe(error);
});
