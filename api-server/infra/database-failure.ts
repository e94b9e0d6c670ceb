import { CatopsError, systemErrorCode } from '../../src/platform/errors.js';
import { blamed, dependencyOf } from '../failures/dependency.js';
import { unreachable } from '../failures/reasons.js';
import type { DatabasePlace } from './sql/open-database.js';
import { storeFailure } from './store-failure.js';

const refused: ReadonlySet<string> = new Set([
  'ER_ACCESS_DENIED_ERROR',
  'ER_ACCESS_DENIED_NO_PASSWORD_ERROR',
  'ER_DBACCESS_DENIED_ERROR',
  'ER_TABLEACCESS_DENIED_ERROR',
  'ER_HOST_NOT_PRIVILEGED',
]);

/** What a user can do about a failure of the database; anything else comes back as it is. */
export function databaseFailure(error: unknown, at: DatabasePlace, dataDir: string): unknown {
  const code = systemErrorCode(error);
  if (code === undefined || error instanceof CatopsError) return error;
  if (at.kind === 'sqlite') return storeFailure(error, dataDir);
  if (code === 'ER_BAD_DB_ERROR') {
    return failure('config-invalid', `There is no such database: ${at.place}`, error, {
      hint: 'Make it: create database <name>; grant all on <name>.* to <user>',
    });
  }
  if (refused.has(code)) {
    const hint = 'Look at the user and the password, and what they are granted on that database.';
    return failure('credential-refused', `The database lets us not in: ${at.place}`, error, {
      hint,
    });
  }
  const reason = unreachable[code];
  if (reason === undefined) return storeFailure(error, dataDir);
  const hint = 'Look at CATOPS_DATABASE_URL, and whether the server runs.';
  return blamed(
    failure('database-unreachable', `The database (${at.place}): ${reason}`, error, { hint }),
    dependencyOf(error) ?? 'database',
  );
}

function failure(
  code: 'config-invalid' | 'credential-refused' | 'database-unreachable',
  message: string,
  cause: unknown,
  { hint }: { readonly hint: string },
): CatopsError {
  return new CatopsError(code, `${message}.`, { hint, cause });
}
