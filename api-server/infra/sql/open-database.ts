import { readFileSync } from 'node:fs';
import type { Kysely } from 'kysely';
import { CatopsError, messageOf } from '../../../src/platform/errors.js';
import type { Secret } from '../../../src/platform/secret.js';
import type { ApiConfig } from '../../config.js';
import type { BreakerBoard } from '../../health/breaker-board.js';
import {
  isOnThisMachine,
  type MariaDbLocation,
  placeOf,
  readMariaDbLocation,
} from './mariadb-location.js';
import type { MariaDbOptions } from './mariadb-pool.js';
import { openSqlite } from './open-sqlite.js';
import type { Tables } from './tables.js';

/** The settings that say which database it is. */
export type DatabaseConfig = Pick<
  ApiConfig,
  | 'databaseUrl'
  | 'databasePassword'
  | 'databaseReplicaUrls'
  | 'databaseReplicaLagSeconds'
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
  /** Knows the breakers before its servers, where they are shown. */
  readonly breakers?: Pick<BreakerBoard, 'watch'>;
  /** Threads that read the embedded database beside the one that writes. */
  readonly readers?: number;
}

/** The database of the settings: the MariaDB of CATOPS_DATABASE_URL, else the embedded one. */
export async function openDatabase(options: OpenDatabaseOptions): Promise<Kysely<Tables>> {
  const server = mariaDbOptions(options);
  if (!server) return openSqlite({ ...options, ...embeddedLimits(options) });
  // Its driver costs a start on the embedded database nothing.
  const { openMariaDb } = await import('./open-mariadb.js');
  return openMariaDb(server);
}

// Who answers clients must not wait longer; whoever administers waits for its turn.
function embeddedLimits({ readers = 0, config }: OpenDatabaseOptions) {
  const ms = config.databaseQueryMs;
  return readers === 0 ? {} : { busyTimeoutMs: ms, limitMs: ms };
}

/** How to reach the MariaDB of the settings; undefined when it is the embedded database. */
export function mariaDbOptions(options: Omit<OpenDatabaseOptions, 'file' | 'threadFile'>) {
  const location = locationOf(options.config);
  return location && serverOptions(options, location);
}

/** The same for each of its replicas. */
export function replicaOptions(options: Omit<OpenDatabaseOptions, 'file' | 'threadFile'>) {
  const { databaseReplicaUrls, databasePassword } = options.config;
  const urls = (databaseReplicaUrls?.reveal() ?? '').split(',').flatMap((url) => url.trim() || []);
  return urls.map((url) => {
    const location = readLocation('CATOPS_DATABASE_REPLICA_URLS', url, databasePassword);
    const replica = { readOnly: true, dependency: 'database-replica' } as const;
    return { ...serverOptions(options, location), ...replica };
  });
}

function serverOptions(
  { config, meter, breakers }: Omit<OpenDatabaseOptions, 'file' | 'threadFile'>,
  location: MariaDbLocation,
): MariaDbOptions {
  const { databaseTls, databaseCa } = config;
  return {
    location,
    tls: databaseTls === undefined ? !isOnThisMachine(location) : databaseTls === 'on',
    ...(databaseCa === undefined ? {} : { ca: readCa(databaseCa) }),
    connections: config.databaseConnections,
    connectMs: config.databaseConnectMs,
    queryMs: config.databaseQueryMs,
    meter,
    ...(breakers === undefined ? {} : { breakers }),
    dependency: 'database',
  };
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
  const { databaseUrl, databasePassword } = config;
  if (databaseUrl === undefined) return undefined;
  return readLocation('CATOPS_DATABASE_URL', databaseUrl.reveal(), databasePassword);
}

function readLocation(env: string, url: string, password: Secret | undefined): MariaDbLocation {
  try {
    return readMariaDbLocation(url, password?.reveal());
  } catch (error) {
    throw new CatopsError('config-invalid', `${env}: ${messageOf(error)}.`);
  }
}
