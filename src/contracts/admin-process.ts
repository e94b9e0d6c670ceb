import * as z from 'zod';
import { bucketLook } from './bucket-look.js';
import { imageEvidenceSchema } from './image-evidence.js';
import { queueLooks } from './queue-look.js';
import { todaySchema } from './today.js';

const keyRow = z.object({
  /** Public id of the key, safe in logs. */
  keyId: z.string(),
  accountId: z.string(),
  name: z.string(),
  /** `account` is a person's; `load` belongs to one load test and expires by itself. */
  kind: z.enum(['account', 'load']),
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
});

const explainedSetting = z.object({
  name: z.string(),
  env: z.string(),
  value: z.unknown(),
  origin: z.string(),
  doc: z.string(),
  problem: z.string().optional(),
});

const imageReviewRow = z.object({
  id: z.string(),
  /** Who uploaded it; null for what came with the seed. */
  accountId: z.string().nullable(),
  state: z.enum(['waiting', 'approved', 'rejected']),
  width: z.number(),
  height: z.number(),
  /** As its owner called it; any text. */
  originalFilename: z.string().nullable(),
  createdAt: z.string(),
  reviewedAt: z.string().nullable(),
  /** Why it was rejected. */
  reason: z.string().nullable(),
  /** Where the picture is: a path on the machine of the store, or `s3://bucket/key`. */
  file: z.string(),
});

const jobState = z.enum(['waiting', 'running', 'dead']);

/** A picture that waits, with what the analysis found in it; null: it was not analysed. */
const queuedImage = imageReviewRow.extend({ evidence: imageEvidenceSchema.nullable() });

const jobRow = z.object({
  id: z.number(),
  /** As it is stored: it may be of another version of the API. */
  type: z.string(),
  lane: z.enum(['urgent', 'usual']),
  state: jobState,
  /** It was begun, and its worker has been silent for longer than it may: it waits to be taken again. */
  workerLost: z.boolean(),
  /** Times it was begun. */
  attempts: z.number(),
  /** A word for why it failed last; null while it has not. */
  failure: z.string().nullable(),
  /** When that was; null also where an older version noted the failure. */
  failedAt: z.string().nullable(),
  accountId: z.string().nullable(),
  createdAt: z.string(),
  /** When it is begun, or, while it runs, begun again at the latest; null when it is dead. */
  dueAt: z.string().nullable(),
});

/** A job of the API's queue, without what it holds. Times ISO 8601, UTC. */
export type JobRow = z.infer<typeof jobRow>;

const jobCounts = z.object({
  lane: jobRow.shape.lane,
  type: z.string(),
  /** Due, and taken by nobody. */
  waiting: z.number(),
  /** Not due yet: tried before, or meant for later. */
  later: z.number(),
  running: z.number(),
  dead: z.number(),
  /** Since when the first of those that wait has been due; null when none waits. */
  dueSince: z.string().nullable(),
});

/** Jobs of one type in one lane. Times ISO 8601, UTC. */
export type JobCounts = z.infer<typeof jobCounts>;

const scheduledJob = z.object({
  type: z.string(),
  everySeconds: z.number(),
  /** When it was queued last, by any server; null before the first time. */
  queuedAt: z.string().nullable(),
  nextAt: z.string(),
});

/** Which dead jobs: one by its number or all of them, and of those only the ones of a type. */
const whichJobs = {
  id: z.number().int().nullable(),
  type: z.string().max(64).nullable(),
  dryRun: z.boolean(),
};

/** A picture as somebody sees it who decides about it. Times ISO 8601, UTC. */
export type ImageReviewRow = z.infer<typeof imageReviewRow>;

export type QueuedImage = z.infer<typeof queuedImage>;

/** A key without its secret. Times ISO 8601, UTC. */
export type KeyRow = z.infer<typeof keyRow>;

/**
 * What the admin process (`api-server/admin.ts`) does: one JSON request on its standard input, one
 * JSON reply on its standard output. `catops` never opens the API's database itself.
 */
export const adminRequestSchema = z.discriminatedUnion('op', [
  /** Migrates and seeds the store; safe to repeat and by two processes at once. */
  z.object({ op: z.literal('prepare') }),
  /** Brings the database to this version, or says what that would do. */
  z.object({ op: z.literal('db.migrate'), dryRun: z.boolean() }),
  /** Tells the settings of the API as its processes would read them; opens nothing. */
  z.object({ op: z.literal('config.explain') }),
  z.object({ op: z.literal('key.create'), name: z.string().min(1).max(100) }),
  /** Makes another first key, when none was shown: the start that made it was interrupted. */
  z.object({ op: z.literal('key.first') }),
  /** The first key was shown. */
  z.object({ op: z.literal('key.seen') }),
  /** Short-lived keys for one load test; old ones are removed. Embedded store only. */
  z.object({
    op: z.literal('key.load'),
    count: z.number().int().min(1).max(1000),
    ttlSeconds: z.number().int().min(1).max(86_400),
  }),
  z.object({ op: z.literal('key.list') }),
  z.object({ op: z.literal('key.revoke'), keyId: z.string() }),
  z.object({
    op: z.literal('job.list'),
    state: jobState.nullable(),
    type: z.string().max(64).nullable(),
    limit: z.number().int().min(1).max(1000),
  }),
  z.object({ op: z.literal('job.show'), id: z.number().int() }),
  /** Has dead jobs tried again. */
  z.object({ op: z.literal('job.retry'), ...whichJobs }),
  /** Removes jobs for good: dead ones, or, by its number, one that nobody is doing. */
  z.object({ op: z.literal('job.drop'), ...whichJobs }),
  z.object({ op: z.literal('job.stats') }),
  /** How the queues in SQS are set up; opens no database. */
  z.object({ op: z.literal('queue.look') }),
  /** Whether the bucket of uploaded pictures may be listed and read; opens no database. */
  z.object({ op: z.literal('bucket.look') }),
  /** Removes all that is kept of an account; safe to repeat. */
  z.object({
    op: z.literal('account.erase'),
    accountId: z.string().regex(/^[0-9a-z]{6}$/),
    dryRun: z.boolean(),
  }),
  z.object({
    op: z.literal('image.list'),
    state: imageReviewRow.shape.state,
    limit: z.number().int().min(1).max(1000),
  }),
  /** Pictures that wait, those first that are probably fit; or one by its id. */
  z.object({
    op: z.literal('image.queue'),
    id: z.string().nullable(),
    limit: z.number().int().min(1).max(1000),
  }),
  z.object({ op: z.literal('analysis.status') }),
  /** Queues the analysis of one picture again; null: of all that wait and were not analysed. */
  z.object({ op: z.literal('image.analyse'), id: z.string().nullable(), dryRun: z.boolean() }),
  /** The picture as pixels of a terminal, no larger than so many; of one that moves, that frame. */
  z.object({
    op: z.literal('image.look'),
    id: z.string(),
    frame: z.number().int().min(0),
    width: z.number().int().min(1).max(400),
    height: z.number().int().min(1).max(400),
  }),
  /** Decides about a picture, whatever was decided before; the reason is kept. */
  z.object({
    op: z.literal('image.review'),
    id: z.string(),
    verdict: z.enum(['approved', 'rejected']),
    reason: z.string().min(1).max(255).nullable(),
    dryRun: z.boolean(),
  }),
  /** Pictures that votes keep out of rotation. */
  z.object({ op: z.literal('image.resting'), limit: z.number().int().min(1).max(1000) }),
  /** Brings one of them back; votes from before do not count any more. */
  z.object({ op: z.literal('image.wake'), id: z.string(), dryRun: z.boolean() }),
  /** What people have done today; makes no database, and changes none. */
  z.object({ op: z.literal('today') }),
]);

export type AdminRequest = z.infer<typeof adminRequestSchema>;

/** The reply's data by operation. `key` and `keys` are shown once and stored only hashed. */
export const adminReplySchemas = {
  prepare: z.object({
    seeded: z.boolean(),
    firstKey: z.string().optional(),
    /** It was made by a start that, as far as is known, has not shown it. */
    firstKeyUnseen: z.boolean().optional(),
  }),
  /** What was done now, and what is still to do; `durability` is only known of a server. */
  'db.migrate': z.object({
    kind: z.enum(['sqlite', 'mariadb']),
    /** A file, or `host:port, database name`. */
    place: z.string(),
    applied: z.array(z.string()),
    pending: z.array(z.string()),
    durability: z
      .object({ flushLogAtCommit: z.number(), syncBinlog: z.number().nullable() })
      .nullable(),
  }),
  /** As `ExplainedSetting`; a secret is the text `[secret]`. */
  'config.explain': z.object({ settings: z.array(explainedSetting) }),
  'key.create': z.object({ key: z.string(), row: keyRow }),
  /** Null when the first key was shown. */
  'key.first': z.object({ key: z.string().nullable() }),
  /** `noted` is false when that was known. */
  'key.seen': z.object({ noted: z.boolean() }),
  'key.load': z.object({ keys: z.array(z.string()) }),
  'key.list': z.object({ keys: z.array(keyRow) }),
  'job.list': z.object({ jobs: z.array(jobRow), total: z.number() }),
  /** `payload` is JSON as it is stored: no key and no address. `mostAttempts` is null of a type not known. */
  'job.show': z.object({
    job: jobRow,
    payload: z.string(),
    mostAttempts: z.number().nullable(),
  }),
  'job.retry': z.object({ retried: z.number() }),
  'job.drop': z.object({ dropped: z.number() }),
  'job.stats': z.object({
    counts: z.array(jobCounts),
    schedule: z.array(scheduledJob),
    sqs: queueLooks,
  }),
  'bucket.look': z.object({ bucket: bucketLook }),
  'queue.look': z.object({
    queues: queueLooks,
    /** Of the type of job that is tried most often. */
    mostAttempts: z.number(),
    /** How long a worker may have a job. */
    leaseSeconds: z.number(),
  }),
  /** How many of each were there. */
  'account.erase': z.object({
    accounts: z.number(),
    addresses: z.number(),
    keys: z.number(),
    votes: z.number(),
    favourites: z.number(),
    webhooks: z.number(),
    jobs: z.number(),
    pictures: z.number(),
    mails: z.number(),
  }),
  /** `revoked` is false when the key already was. */
  'key.revoke': z.object({ revoked: z.boolean(), row: keyRow }),
  'image.list': z.object({ images: z.array(imageReviewRow), total: z.number() }),
  'image.queue': z.object({ images: z.array(queuedImage), total: z.number() }),
  'analysis.status': z.object({
    analyser: z.enum(['embedded', 'rekognition', 'off']),
    /** `other`: what another release needs. */
    installed: z.enum(['yes', 'no', 'other']),
    /** Where it is installed, or would be. */
    directory: z.string(),
    /** Folder of the package files that say what is installed. */
    packages: z.string(),
    notAnalysed: z.number(),
  }),
  'image.analyse': z.object({ queued: z.number() }),
  /** Red, green and blue of each pixel, a byte each, row by row, in Base64. */
  'image.look': z.object({ width: z.number(), height: z.number(), pixels: z.base64() }),
  'image.resting': z.object({
    images: z.array(
      z.object({
        id: z.string(),
        since: z.string(),
        up: z.number(),
        down: z.number(),
        accounts: z.number(),
        /** At least that share dislikes it, 0 to 1, with 95 % confidence. */
        dislike: z.number(),
      }),
    ),
    total: z.number(),
  }),
  /** `changed` is false when it does not rest. */
  'image.wake': z.object({ changed: z.boolean() }),
  /** Null where there is no database yet. */
  today: z.object({ today: todaySchema.nullable() }),
  /** `changed` is false when it already was so; of a dry run, what it would have been. */
  'image.review': z.object({ changed: z.boolean(), row: imageReviewRow }),
} as const;

export type AdminReply<Op extends AdminRequest['op']> = z.infer<(typeof adminReplySchemas)[Op]>;

/** How a reply travels: the data, or an error of the registry. */
export const adminEnvelopeSchema = z.union([
  z.object({ ok: z.literal(true), data: z.unknown() }),
  z.object({
    ok: z.literal(false),
    error: z.object({
      code: z.string(),
      message: z.string(),
      hint: z.string().optional(),
      /** What was ill, when it was nothing of the request's: as the API's log names it. */
      dependency: z.string().optional(),
    }),
  }),
]);
