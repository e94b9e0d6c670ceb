/** Environment variables of the API processes that the CLI sets. */
export const serverEnv = {
  dataDir: 'CATOPS_DATA_DIR',
  databaseUrl: 'CATOPS_DATABASE_URL',
  redisUrl: 'CATOPS_REDIS_URL',
  queue: 'CATOPS_QUEUE',
  host: 'CATOPS_HOST',
  port: 'CATOPS_PORT',
  privatePort: 'CATOPS_PRIVATE_PORT',
  objects: 'CATOPS_OBJECTS',
  pictures: 'CATOPS_PICTURES',
  seedPictures: 'CATOPS_SEED_PICTURES',
  diagnosticsToken: 'CATOPS_DIAGNOSTICS_TOKEN',
  /** Only read by `api-server/drill.ts`: JSON array of route names to serve without their cache. */
  drillUncache: 'CATOPS_DRILL_UNCACHE',
  /** Likewise: JSON object, milliseconds that a query takes longer, such as `{"images.analysis": 50}`. */
  drillSlow: 'CATOPS_DRILL_SLOW',
  /** Likewise: `off` lets any number of loads of a route reach the database. */
  drillBulkheads: 'CATOPS_DRILL_BULKHEADS',
  /**
   * Likewise: JSON object of route names by the lesson they are served without, such as
   * `{"rate-limit": ["GET /v1/breeds"]}`; also `single-flight`, `cache-key` and `probation`.
   */
  drillWithout: 'CATOPS_DRILL_WITHOUT',
} as const;

/** Makes an API process use its embedded database and queue, no Redis and no bucket, whatever the environment says. */
export const withoutDatabase = {
  [serverEnv.databaseUrl]: undefined,
  [`${serverEnv.databaseUrl}_FILE`]: undefined,
  [serverEnv.redisUrl]: undefined,
  [`${serverEnv.redisUrl}_FILE`]: undefined,
  [serverEnv.queue]: undefined,
  [serverEnv.pictures]: undefined,
} as const;

/** Request header that carries the diagnostics token. */
export const diagnosticsHeader = 'x-catops-diagnostics';
