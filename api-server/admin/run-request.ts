import { pid } from 'node:process';
import { type AdminRequest, adminRequestSchema } from '../../src/contracts/admin-process.js';
import { CatopsError } from '../../src/platform/errors.js';
import type { Clock } from '../../src/platform/host.js';
import type { ApiConfig } from '../config.js';
import type { DataPaths } from '../infra/data-paths.js';
import { openPictures } from '../infra/objects/open-pictures.js';
import { nameProcess } from '../infra/process-name.js';
import { jobPolicies } from '../jobs/jobs.js';
import { leaseMs } from '../jobs/queue.js';
import type { ObjectStore } from '../ports.js';
import { analysisStatus, queueAnalysis } from './analysis.js';
import { dropJobs } from './drop-jobs.js';
import { eraseAccount } from './erase-account.js';
import { noteFirstKeySeen, replaceUnseenKey } from './first-key.js';
import { jobStats } from './job-stats.js';
import { listJobs, retryJobs, showJob } from './jobs.js';
import { createKey, createLoadKeys, listKeys, revokeKey } from './keys.js';
import { lookAtBucket } from './look-at-bucket.js';
import { lookAtImage } from './look-at-image.js';
import { lookAtQueues, type QueueConfig } from './look-at-queues.js';
import { migrateStore } from './migrate-store.js';
import { onDatabase, type StoreOptions, withStore } from './open-store.js';
import { prepare } from './prepare.js';
import { queueImages } from './queue-images.js';
import { readToday } from './read-today.js';
import { restingList, wakeImage } from './resting-images.js';
import { listImages, reviewImage } from './review-images.js';
import type { Seed } from './seed.js';

/** What administration needs. */
export interface AdminDeps {
  readonly config: StoreOptions['config'] &
    QueueConfig &
    Pick<ApiConfig, 'analysis' | 'seedPictures'>;
  readonly threadFile: URL;
  readonly clock: Pick<Clock, 'now'>;
  readonly progress: (text: string) => void;
  /** Loaded only when the store is prepared. */
  readonly loadSeed: () => Promise<Seed>;
}

/** Reads a request as it came in; throws `usage-invalid` with what is wrong. */
export function readRequest(text: string): AdminRequest {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (cause) {
    throw new CatopsError('usage-invalid', 'The request is not JSON.', { cause });
  }
  const result = adminRequestSchema.safeParse(data);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue && issue.path.length > 0 ? ` at "${issue.path.join('.')}"` : '';
  throw new CatopsError('usage-invalid', `The request is not valid${where}: ${issue?.message}.`);
}

/** Does what was asked, on the store. */
export async function runRequest(
  deps: AdminDeps,
  request: Exclude<AdminRequest, { op: 'config.explain' }>,
): Promise<unknown> {
  const { clock, progress } = deps;
  const picturesOf = ({ objects: directory }: DataPaths): ObjectStore =>
    openPictures(deps.config.pictures, { directory, process: nameProcess(pid), now: clock.now })
      .objects;
  if (request.op === 'prepare') {
    const seed = await deps.loadSeed();
    const { seedPictures } = deps.config;
    return withStore(deps, (db, paths) =>
      prepare({ db, paths, seed, seedPictures, now: clock.now(), progress }),
    );
  }
  if (request.op === 'db.migrate') return migrateStore(deps, request.dryRun);
  if (request.op === 'bucket.look') return { bucket: await lookAtBucket(deps.config) };
  if (request.op === 'queue.look') {
    const mostAttempts = Math.max(...Object.values(jobPolicies).map(({ attempts }) => attempts));
    const leaseSeconds = leaseMs / 1000;
    return { queues: await lookAtQueues(deps.config), mostAttempts, leaseSeconds };
  }
  if (request.op === 'today') {
    const today = await onDatabase(deps, (db) => readToday(db, clock.now()));
    return { today: today ?? null };
  }
  return withStore(deps, async (db, paths) => {
    switch (request.op) {
      case 'key.create':
        return createKey(db, request.name, clock.now());
      case 'key.first':
        return replaceUnseenKey(db, clock.now());
      case 'key.seen':
        return noteFirstKeySeen(db);
      case 'key.load':
        return createLoadKeys(db, request.count, request.ttlSeconds, clock.now());
      case 'key.list':
        return listKeys(db);
      case 'key.revoke':
        return revokeKey(db, request.keyId, clock.now());
      case 'job.list':
        return listJobs(db, request, clock.now());
      case 'job.retry':
        return retryJobs(db, request, clock.now());
      case 'job.show':
        return showJob(db, request, clock.now());
      case 'job.drop':
        return dropJobs(db, request, clock.now());
      case 'job.stats':
        return { ...(await jobStats(db, clock.now())), sqs: await lookAtQueues(deps.config) };
      case 'account.erase':
        return eraseAccount(db, { paths, objects: picturesOf(paths) }, request, clock.now());
      case 'image.list':
        return listImages(db, paths, request);
      case 'image.resting':
        return restingList(db, request);
      case 'image.wake':
        return wakeImage(db, request, clock.now());
      case 'image.queue':
        return queueImages(db, paths, request);
      case 'analysis.status': {
        const packages = new URL('analysis/', deps.threadFile);
        return analysisStatus(db, paths, deps.config, packages);
      }
      case 'image.analyse':
        return queueAnalysis(db, request, clock.now());
      case 'image.look':
        return lookAtImage(db, picturesOf(paths), request);
      case 'image.review':
        return reviewImage(db, paths, request, clock.now());
    }
  });
}
