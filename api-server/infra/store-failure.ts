import { CatopsError, messageOf, systemErrorCode } from '../../src/platform/errors.js';

// What goes wrong with directories and files, and what to do about it.
const advice: Readonly<Record<string, string>> = {
  EACCES: 'Give this user the right to write there, or set CATOPS_DATA_DIR to another directory.',
  EPERM: 'Give this user the right to write there, or set CATOPS_DATA_DIR to another directory.',
  EROFS: 'Set CATOPS_DATA_DIR to a directory that can be written to.',
  ENOENT: 'Set CATOPS_DATA_DIR to a directory that can be made.',
  ENOTDIR: 'Set CATOPS_DATA_DIR to a directory, not a file.',
  EEXIST: 'Set CATOPS_DATA_DIR to a directory, not a file.',
  EISDIR: 'Move what is in the way, or set CATOPS_DATA_DIR to another directory.',
  ENOSPC: 'Free some space on that disk, then try again.',
  EDQUOT: 'Free some space on that disk, then try again.',
  EIO: 'Check that disk, or set CATOPS_DATA_DIR to another directory.',
  SQLITE_FULL: 'Free some space on that disk, then try again.',
  SQLITE_READONLY: 'Give this user the right to write there, or set CATOPS_DATA_DIR.',
  SQLITE_CANTOPEN: 'Give this user the right to write there, or set CATOPS_DATA_DIR.',
  SQLITE_IOERR: 'Check that disk, or set CATOPS_DATA_DIR to another directory.',
  SQLITE_BUSY: 'Another program keeps the database locked; try again when it has ended.',
  SQLITE_NOTADB: 'Move that file away, or set CATOPS_DATA_DIR to another directory.',
  SQLITE_CORRUPT: 'Move that file away, or set CATOPS_DATA_DIR to another directory.',
};

/**
 * What a user can do about a failure of the data directory, as `local-store-unwritable`; anything
 * else comes back as it is.
 */
export function storeFailure(error: unknown, path: string): unknown {
  const code = systemErrorCode(error);
  if (code === undefined || error instanceof CatopsError) return error;
  // Extended codes, such as SQLITE_IOERR_WRITE, begin with the one that says it.
  const known = Object.keys(advice).find((key) => code === key || code.startsWith(`${key}_`));
  const hint = known && advice[known];
  if (hint === undefined) return error;
  return new CatopsError(
    'local-store-unwritable',
    `The data directory ${path} cannot be used: ${messageOf(error)}.`,
    { hint, cause: error },
  );
}
