import { availableParallelism } from 'node:os';
import { pid } from 'node:process';
import { systemClock } from '../src/platform/node-host.js';
import type { ApiConfig } from './config.js';
import { createSqlAnalysisStore } from './features/analysis/sql-store.js';
import { createSqlFavouriteStore } from './features/favourites/sql-store.js';
import { createSqlPictureStore } from './features/pictures/sql-store.js';
import { createSqlWelcomeStore } from './features/sign-up/sql-store.js';
import { createSqlWebhookStore } from './features/webhooks/sql-store.js';
import { BreakerBoard } from './health/breaker-board.js';
import { type MetricsSnapshot, mergeMetrics } from './http/metrics.js';
import { createCloudFrontCdn } from './infra/cdn/cloudfront-cdn.js';
import { dataPaths } from './infra/data-paths.js';
import { databaseFailure } from './infra/database-failure.js';
import { openOutbox } from './infra/mail/open-outbox.js';
import { openPictures } from './infra/objects/open-pictures.js';
import { createTimedObjects } from './infra/objects/timed-objects.js';
import { createSharpResizer } from './infra/pictures/sharp-resizer.js';
import { nameProcess } from './infra/process-name.js';
import { createKeepDead } from './infra/queue/keep-dead.js';
import { type OpenQueue, openQueue } from './infra/queue/open-queue.js';
import { createSqlJobHistory } from './infra/queue/sql-job-history.js';
import { createSqlQueue } from './infra/queue/sql-queue.js';
import { createSqlSchedule } from './infra/queue/sql-schedule.js';
import { createSqlRestStore } from './infra/sql/image-rest.js';
import { databasePlace, openDatabase } from './infra/sql/open-database.js';
import { openAnalyser } from './infra/vision/open-analyser.js';
import { createSharpFrames } from './infra/vision/sharp-frames.js';
import { createPostAbroad } from './infra/webhooks/post-abroad.js';
import { createImageAnalysis } from './jobs/analyse-image.js';
import { createDeliverer } from './jobs/deliver-webhook.js';
import { JobTally } from './jobs/job-tally.js';
import type { KeepScheduleDeps } from './jobs/keep-schedule.js';
import { createImagePublisher } from './jobs/publish-image.js';
import { createImagePurger, createRejectedPurger } from './jobs/purge-image.js';
import { createImageResizer } from './jobs/resize-image.js';
import { createRester } from './jobs/rest-unpopular.js';
import { schedule } from './jobs/schedule.js';
import { createWelcomeSender } from './jobs/send-welcome-mail.js';
import { createBucketSweeper } from './jobs/sweep-bucket.js';
import { createJobTidier } from './jobs/tidy-jobs.js';
import { createImageWithdrawal } from './jobs/withdraw-image.js';
import type { WorkOffDeps } from './jobs/work-off.js';
import type { FailureLog, Log } from './ports.js';
import { analysisPackages } from './release.js';

/** What is there before anything else can fail. */
interface JobWiringDeps {
  /** The built `sqlite-thread.js`; what else is needed lies beside it. */
  readonly threadFile: URL;
  readonly log: Log;
  readonly failures: FailureLog;
}

/** The real parts of the process that works jobs off, and how to put them away. */
interface JobWiring extends Omit<OpenQueue, 'queue'> {
  readonly deps: WorkOffDeps;
  readonly scheduled: KeepScheduleDeps;
  metrics(): MetricsSnapshot;
  close(): Promise<void>;
}

// As in an API process: one core is left to what answers.
const picturesAtOnce = Math.max(1, Math.min(2, availableParallelism() - 1));

// Nobody waits for the answer, and a job that is given up in time says why.
const objectLimits = { withinMs: 15_000, atOnce: 32 };

/** Builds them, on the database of the settings. */
export async function openJobWiring(
  config: ApiConfig,
  { threadFile, log, failures }: JobWiringDeps,
): Promise<JobWiring> {
  const clock = systemClock;
  const paths = dataPaths(config.dataDir);
  const file = paths.database;
  const meter = { count() {} };
  const breakers = new BreakerBoard();
  const db = await openDatabase({ config, file, threadFile, meter, breakers }).catch((error) => {
    throw databaseFailure(error, databasePlace(config, file), paths.root);
  });
  const process = nameProcess(pid);
  const stored = createSqlQueue({ db, process, now: clock.now });
  await stored.release();
  const keepDead = createKeepDead(db, clock.now);
  const { queue, ...waiting } = await openQueue(config, { stored, keepDead, clock, failures });
  const mail = await openOutbox({ config, directory: paths.outbox, process, clock, failures });
  const { outbox } = mail;
  const store = createSqlPictureStore(db);
  const { objects: pictures, inBucket } = openPictures(config.pictures, {
    ...{ directory: paths.objects, process, now: clock.now },
    guard: (parts) =>
      createTimedObjects(parts, {
        ...{ ...objectLimits, monotonic: clock.monotonic },
        onBreaker: (breaker) => breakers.watch('objects', breaker),
      }),
  });
  const analysis = openAnalyser(config, {
    ...{ directory: paths.analysis, clock },
    packages: analysisPackages,
    threadFile: new URL('vision-thread.js', threadFile),
  });
  const handlers = {
    'mail.welcome': createWelcomeSender({ store: createSqlWelcomeStore(db), outbox, clock }),
    'webhook.deliver': createDeliverer({
      targets: createSqlWebhookStore(db),
      favourites: createSqlFavouriteStore(db),
      abroad: createPostAbroad({ toPrivate: config.webhooksToPrivate === 'yes' }),
      clock,
    }),
    'votes.rest': createRester({ store: createSqlRestStore(db), clock }),
    'image.resize': createImageResizer({
      store,
      objects: pictures,
      resizer: createSharpResizer({ atOnce: picturesAtOnce, confine: true }),
      clock,
    }),
    'image.purge': createImagePurger({ store, objects: pictures }),
    'image.publish': createImagePublisher({ store, objects: pictures }),
    'image.withdraw': createImageWithdrawal({
      ...{ store, objects: pictures },
      cdn: config.cloudFrontDistribution
        ? createCloudFrontCdn(config.cloudFrontDistribution)
        : undefined,
    }),
    'images.purge-rejected': createRejectedPurger({
      ...{ store, clock, keptMs: config.purgeDays * 86_400_000 },
    }),
    'images.sweep': createBucketSweeper({ store, objects: pictures, inBucket, clock, log }),
    'jobs.tidy': createJobTidier({ history: createSqlJobHistory(db), clock }),
    'image.analyse': createImageAnalysis({
      store: createSqlAnalysisStore(db),
      objects: pictures,
      frames: createSharpFrames(),
      analyser: analysis.find,
      ...{ log, clock },
    }),
  };
  const { random } = Math;
  const tally = new JobTally(clock.now);
  return {
    ...{ ...waiting, deps: { queue, handlers, tally, clock, failures, random } },
    scheduled: {
      ledger: createSqlSchedule({ db, now: clock.now }),
      ...{ schedule, clock, failures },
    },
    metrics: () => ({
      ...{ ...mergeMetrics([]), failures: failures.counts },
      ...{ breakers: breakers.states, jobs: tally.metrics },
    }),
    async close() {
      await analysis.close();
      await mail.close();
      await db.destroy();
    },
  };
}
