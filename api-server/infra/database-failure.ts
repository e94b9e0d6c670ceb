import { CatopsError, systemErrorCode } from '../../src/platform/errors.js';
import type { DatabasePlace } from './sql/open-database.js';
import { storeFailure } from './store-failure.js';

// The server's and the network's words for "not reached" and "not let in", and what to do.
const unreachable: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there',
  ECONNRESET: 'the connection was cut',
  EHOSTUNREACH: 'there is no way to that host',
  ENETUNREACH: 'there is no way to that network',
  ENOENT: 'there is no such socket',
  ENOTFOUND: 'there is no host of that name',
  EAI_AGAIN: 'the name of the host cannot be looked up',
  EPIPE: 'the connection was cut',
  ETIMEDOUT: 'it does not answer in time',
  HANDSHAKE_NO_SSL_SUPPORT: 'it does not offer TLS; set CATOPS_DATABASE_TLS=off to go without',
  HANDSHAKE_SSL_ERROR: 'its certificate was not accepted; name its authority in CATOPS_DATABASE_CA',
  PROTOCOL_CONNECTION_LOST: 'the connection was cut',
  PROTOCOL_SEQUENCE_TIMEOUT: 'it does not answer in time',
  ER_CON_COUNT_ERROR: 'it has no connection left; lower CATOPS_DATABASE_CONNECTIONS',
  ER_OPTION_PREVENTS_STATEMENT: 'it takes no writes; name the primary in CATOPS_DATABASE_URL',
  ER_STATEMENT_TIMEOUT: 'a statement took longer than CATOPS_DATABASE_QUERY_MS',
  ER_LOCK_WAIT_TIMEOUT: 'another program keeps its rows locked',
};
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
  return failure('database-unreachable', `The database (${at.place}): ${reason}`, error, { hint });
}

function failure(
  code: 'config-invalid' | 'credential-refused' | 'database-unreachable',
  message: string,
  cause: unknown,
  { hint }: { readonly hint: string },
): CatopsError {
  return new CatopsError(code, `${message}.`, { hint, cause });
}
