import { readFileSync } from 'node:fs';
import type { Kysely } from 'kysely';
import { CatopsError, messageOf } from '../../../src/platform/errors.js';
import type { ApiConfig } from '../../config.js';
import {
  isOnThisMachine,
  type MariaDbLocation,
  placeOf,
  readMariaDbLocation,
} from './mariadb-location.js';
import { openSqlite } from './open-sqlite.js';
import type { Tables } from './tables.js';

/** The settings that say which database it is. */
export type DatabaseConfig = Pick<
  ApiConfig,
  | 'databaseUrl'
  | 'databasePassword'
  | 'databaseTls'
  | 'databaseCa'
  | 'databaseConnections'
  | 'databaseConnectMs'
  | 'databaseQueryMs'
>;

/** Which database it is, for people and for JSON. */
export interface DatabasePlace {
  readonly kind: 'sqlite' | 'mariadb';
  /** A file, or `host:port, database name`; never with a password. */
  readonly place: string;
}

/** What opening takes. */
export interface OpenDatabaseOptions {
  readonly config: DatabaseConfig;
  /** The embedded database, when no other is set. */
  readonly file: string;
  /** The built `sqlite-thread.js`. */
  readonly threadFile: URL;
  readonly meter: { count(): void };
}

/** The database of the settings: the MariaDB of CATOPS_DATABASE_URL, else the embedded one. */
export async function openDatabase(options: OpenDatabaseOptions): Promise<Kysely<Tables>> {
  const { config, meter } = options;
  const location = locationOf(config);
  if (!location) return openSqlite(options);
  // Its driver costs a start on the embedded database nothing.
  const { openMariaDb } = await import('./open-mariadb.js');
  return openMariaDb({
    location,
    tls:
      config.databaseTls === undefined ? !isOnThisMachine(location) : config.databaseTls === 'on',
    ...(config.databaseCa === undefined ? {} : { ca: readCa(config.databaseCa) }),
    connections: config.databaseConnections,
    connectMs: config.databaseConnectMs,
    queryMs: config.databaseQueryMs,
    meter,
  });
}

function readCa(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new CatopsError('config-invalid', `CATOPS_DATABASE_CA: ${messageOf(error)}.`);
  }
}

/** Which database {@link openDatabase} opens. */
export function databasePlace(config: DatabaseConfig, file: string): DatabasePlace {
  const location = locationOf(config);
  return location ? { kind: 'mariadb', place: placeOf(location) } : { kind: 'sqlite', place: file };
}

function locationOf(config: DatabaseConfig): MariaDbLocation | undefined {
  if (config.databaseUrl === undefined) return undefined;
  try {
    return readMariaDbLocation(config.databaseUrl.reveal(), config.databasePassword?.reveal());
  } catch (error) {
    throw new CatopsError('config-invalid', `CATOPS_DATABASE_URL: ${messageOf(error)}.`);
  }
}
