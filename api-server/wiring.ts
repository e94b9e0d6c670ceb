import { availableParallelism } from 'node:os';
import { pid } from 'node:process';
import { systemClock } from '../src/platform/node-host.js';
import type { ApiConfig } from './config.js';
import { blamed } from './failures/dependency.js';
import { createSqlBreedStore } from './features/breeds/sql-store.js';
import { createSqlCategoryStore } from './features/categories/sql-store.js';
import { createSqlFavouriteStore } from './features/favourites/sql-store.js';
import { createSqlImageStore } from './features/images/sql-store.js';
import { publicUrlOf } from './features/indexes.js';
import { createSqlKeyStore } from './features/keys/sql-store.js';
import { createSqlSignUpStore } from './features/sign-up/sql-store.js';
import { createSqlUploadStore } from './features/uploads/sql-store.js';
import { createSqlVoteStore } from './features/votes/sql-store.js';
import { createSqlWebhookStore } from './features/webhooks/sql-store.js';
import { BreakerBoard } from './health/breaker-board.js';
import { createBufferedAccessLog } from './infra/access-log/buffered-access-log.js';
import { createLogFiles } from './infra/access-log/log-files.js';
import { dataPaths } from './infra/data-paths.js';
import { databaseFailure } from './infra/database-failure.js';
import { openPictures } from './infra/objects/open-pictures.js';
import { createTimedObjects } from './infra/objects/timed-objects.js';
import { createSharpPictures } from './infra/pictures/sharp-pictures.js';
import { nameProcess } from './infra/process-name.js';
import type { OpenSharedOptions } from './infra/redis/open-shared.js';
import { redisLocation } from './infra/redis/redis-location.js';
import { checkWritable } from './infra/sql/check-writable.js';
import { databasePlace } from './infra/sql/open-database.js';
import { openDatabases } from './infra/sql/open-databases.js';
import { createQueryMeter } from './infra/sql/query-meter.js';
import type { Db } from './infra/sql/tables.js';
import type { AppDeps, Probe, Shared } from './ports.js';
import { version } from './release.js';

/** The real parts of one API process, and how to put them away. */
export interface Wiring {
  readonly deps: AppDeps;
  /** Where what all clients share is read. */
  readonly shared: Db;
  /** Writes the rest of the access log and closes the database. */
  close(): Promise<void>;
}

// A bucket answers in tens of milliseconds, so many at once are no sign that it is ill.
const objectLimits = { withinMs: 5000, atOnce: 128 };

/** What is there before anything else can fail. */
interface OpenWiring extends Pick<AppDeps, 'log' | 'failures' | 'health'> {
  /** The built `sqlite-thread.js`. */
  readonly threadFile: URL;
}

/** Builds everything the API is made of, on the database of the settings. */
export async function openWiring(
  config: ApiConfig,
  { threadFile, log, failures, health }: OpenWiring,
): Promise<Wiring> {
  const clock = systemClock;
  const paths = dataPaths(config.dataDir);
  const redis = redisLocation(config);
  const meter = createQueryMeter();
  const breakers = new BreakerBoard();
  const file = paths.database;
  const opening = { config, file, threadFile, meter, clock, log, failures, health, breakers };
  const data = await openDatabases(opening).catch((error) => {
    throw databaseFailure(error, databasePlace(config, file), paths.root);
  });
  const shared =
    redis &&
    (await openRedis(
      { config, location: redis, changes: data.changes, clock, log, failures },
      file,
    ));
  const process = nameProcess(pid);
  const accessLog = createBufferedAccessLog({
    files: createLogFiles({
      directory: paths.accessLog,
      process,
      fileBytes: config.accessLogFileBytes,
      clock,
    }),
    failures,
    clock,
  });
  const stores = {
    images: createSqlImageStore(data.shared),
    breeds: createSqlBreedStore(data.shared),
    categories: createSqlCategoryStore(data.shared),
    keys: createSqlKeyStore(data.shared),
    uploads: createSqlUploadStore(data.own),
    votes: createSqlVoteStore(data.own),
    favourites: createSqlFavouriteStore(data.own),
    signUp: createSqlSignUpStore(data.own),
    webhooks: createSqlWebhookStore(data.own),
    changes: data.changes,
  };
  const stored = openPictures(config.pictures, {
    ...{ directory: paths.objects, process, now: clock.now },
    guard: (parts) =>
      createTimedObjects(parts, {
        ...{ ...objectLimits, monotonic: clock.monotonic },
        onBreaker: (breaker) => breakers.watch('objects', breaker),
      }),
  });
  const { objects } = stored;
  const pictures = createSharpPictures(
    // The event loop keeps a core.
    { pixels: config.uploadPixels, atOnce: Math.max(1, Math.min(2, availableParallelism() - 1)) },
    { confine: true },
  );
  const probes: Probe[] = [
    { dependency: 'database-write', check: () => checkWritable(data.own) },
    { dependency: 'objects', check: stored.check },
    ...(shared ? [{ dependency: 'redis' as const, check: () => checkShared(shared) }] : []),
  ];
  const { random } = Math;
  const { lanes } = data;
  return {
    deps: {
      ...{ config, stores, shared, objects, pictures, queries: meter, lanes, accessLog },
      ...{ log, failures, health, breakers, probes, clock, random },
    },
    shared: data.shared,
    async close() {
      shared?.close();
      await accessLog.close();
      await data.close();
    },
  };
}

/** It is asked all the time; here it is only told how that goes. */
async function checkShared({ state }: Shared): Promise<void> {
  // One that refuses, such as a full one, is asked on, and is not well.
  if (state.works && state.reason === undefined) return;
  const error = Object.assign(new Error('Redis is not of use now.'), { code: state.reason });
  throw blamed(error, 'redis');
}

async function openRedis(
  {
    config,
    ...options
  }: Omit<OpenSharedOptions, 'scope' | 'limitScope' | 'answerMs'> & { readonly config: ApiConfig },
  file: string,
) {
  // Its driver costs nothing where it is not used.
  const { openShared } = await import('./infra/redis/open-shared.js');
  const { place } = databasePlace(config, file);
  const scope = [version, publicUrlOf(config), place];
  return openShared({ ...options, scope, limitScope: place, answerMs: config.redisAnswerMs });
}
