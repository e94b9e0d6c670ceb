import { Kysely } from 'kysely';
import type { ChangeFeed } from '../../ports.js';
import { createSqlChangeFeed } from './change-feed.js';
import { createMariaDbDialect } from './mariadb-dialect.js';
import { placeOf } from './mariadb-location.js';
import { type MariaDbOptions, openMariaDbPool } from './mariadb-pool.js';
import { pendingMigrations } from './migrate.js';
import type { Databases, DatabasesOptions } from './open-databases.js';
import { checkServer } from './open-mariadb.js';
import { ReplicaWatch } from './replica-watch.js';
import { createRoutedPool, type DatabaseNode, isLost } from './routed-pool.js';
import type { Db, Tables } from './tables.js';

/** A primary with replicas: shared reads go to one of them, what accounts do to the primary. */
export async function openReplicated(
  { config, clock, log, failures, health }: DatabasesOptions,
  primaryOptions: MariaDbOptions,
  replicaOptions: readonly MariaDbOptions[],
): Promise<Databases> {
  const nodes: readonly [DatabaseNode, ...DatabaseNode[]] = [
    {
      pool: openMariaDbPool({ ...primaryOptions, dependency: 'database-primary' }),
      isPrimary: true,
    },
    ...replicaOptions.map((each) => ({ pool: openMariaDbPool(each), isPrimary: false })),
  ];
  const [primary, ...replicas] = nodes;
  const watch = new ReplicaWatch({
    ...{ primary, replicas, clock, log, failures, health },
    names: replicaOptions.map(({ location }) => placeOf(location)),
    maxLagSeconds: config.databaseReplicaLagSeconds,
  });
  const routed = (order: () => readonly DatabaseNode[]) =>
    new Kysely<Tables>({ dialect: createMariaDbDialect(createRoutedPool(order)) });
  const shared = routed(watch.sharedOrder);
  const close = async () => {
    await watch.stop();
    await Promise.all(nodes.map(({ pool }) => new Promise((ended) => pool.end(ended))));
  };
  try {
    const lost = await primaryLost(routed(() => [primary]));
    await watch.start();
    if (lost !== undefined) await checkReplicas(shared, lost);
  } catch (error) {
    await close();
    throw error;
  }
  const changes = noting(createSqlChangeFeed(shared), watch);
  const lanes = config.databaseConnections;
  return { shared, own: routed(watch.ownOrder), changes, lanes, close };
}

/** The error when it cannot be reached; rejects with any other. */
async function primaryLost(primary: Db): Promise<unknown> {
  try {
    await checkServer(primary);
    return undefined;
  } catch (error) {
    if (isLost(error)) return error;
    throw error;
  }
}

/** Without a primary a process that starts can still read, when the replicas have all it reads. */
async function checkReplicas(shared: Db, lost: unknown): Promise<void> {
  await checkServer(shared);
  if ((await pendingMigrations(shared)).length > 0) throw lost;
}

function noting(feed: ChangeFeed, watch: ReplicaWatch): ChangeFeed {
  return {
    ...feed,
    ageMs: () => watch.ageMs,
    replicaLagSeconds: () => watch.lagSeconds,
    async latest() {
      const seq = await feed.latest();
      watch.noteSeq(seq);
      return seq;
    },
    async since(seq, limit) {
      const changes = await feed.since(seq, limit);
      watch.noteSeq(changes.at(-1)?.seq ?? 0);
      return changes;
    },
  };
}
