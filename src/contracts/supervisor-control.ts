import * as z from 'zod';
import { releaseVersion } from './release.js';

// What the supervisor of a data directory is told and asked beside signals: over a Unix socket that
// only its user can open. One line of JSON each way, then the connection ends.

/** In the data directory: where the socket of the supervisor that uses it is. */
export const controlFile = ['run', 'control.json'] as const;

/** In the data directory: releases by their version, and `current`, a link to the one that serves. */
export const releasesDirectory = 'releases';
export const currentRelease = 'current';
/** In the directory of releases: what happened to the environment, one event a line. */
export const eventsFile = 'events.jsonl';

export const controlFileSchema = z.object({
  v: z.literal(1),
  /** Path of the socket. A socket cannot lie deeper than about a hundred characters. */
  socket: z.string(),
  pid: z.number().int(),
});

/** Longest line that is read, bytes. */
export const longestControlLine = 4096;

const processes = z.number().int().min(1).max(64);

export const controlRequestSchema = z.discriminatedUnion('op', [
  z.object({ op: z.literal('status') }),
  /** What the job processes have come to, and how long the queue is. */
  z.object({ op: z.literal('jobs') }),
  /** Replaces all processes by new ones, of what is in their place by then. */
  z.object({ op: z.literal('restart') }),
  /** The same by those of a release in the data directory; one that fails is taken back. */
  z.object({ op: z.literal('deploy'), version: releaseVersion }),
  /** How many API processes there may be; as long as nothing scales by itself, the least run. */
  z.object({ op: z.literal('scale'), min: processes.optional(), max: processes.optional() }),
  /** Takes back what is being deployed. */
  z.object({ op: z.literal('abort') }),
]);

export type ControlRequest = z.infer<typeof controlRequestSchema>;

const supervised = z.object({
  pid: z.number().int(),
  /** Release of the files it was started from. */
  version: z.string(),
  isReady: z.boolean(),
  /** Another has its place, and it ends what it has begun. */
  isLeaving: z.boolean(),
  /** When it was started, ISO 8601 UTC. */
  since: z.string(),
});

export const controlStatusSchema = z.object({
  state: z.enum(['ready', 'updating', 'aborting']),
  /** The release that processes are started from. */
  version: z.string(),
  /** API processes that there should be, and may be. */
  min: z.number().int(),
  max: z.number().int(),
  processes: z.array(supervised),
  jobs: z.array(supervised),
  /** Processes that died and were followed by another since the start. */
  restarts: z.number().int(),
  /** What the API needs and does not get, in words. */
  ill: z.array(z.string()),
  /** The last ten seconds; null when nobody asked. Rates a second, latencies in seconds. */
  traffic: z
    .object({
      perSecond: z.number(),
      s2xx: z.number(),
      s3xx: z.number(),
      s4xx: z.number(),
      s5xx: z.number(),
      p50: z.number(),
      p95: z.number(),
      p99: z.number(),
    })
    .nullable(),
  url: z.string(),
  /** Where the metrics are, without the path; supervisors of before do not say it. */
  privateUrl: z.string().optional(),
  /** ISO 8601 UTC. */
  at: z.string(),
});

export type ControlStatus = z.infer<typeof controlStatusSchema>;

const laneNow = z.object({
  waiting: z.number().int(),
  /** Since when the first of them has been due, ISO 8601 UTC; null when none waits. */
  dueSince: z.string().nullable(),
  dead: z.number().int(),
});

export const controlJobsSchema = z.object({
  /** Job processes that work, and that there should be. */
  ready: z.number().int(),
  wanted: z.number().int(),
  /** By type, since the start of the supervisor. */
  done: z.record(z.string(), z.number().int()),
  /** Attempts that failed. */
  failed: z.record(z.string(), z.number().int()),
  /** When one of them read the queue last, ISO 8601 UTC; null when none has. */
  readAt: z.string().nullable(),
  /** The whole queue as it was last counted, some seconds ago; null when it was not yet. */
  lanes: z.object({ urgent: laneNow, usual: laneNow }).nullable(),
  /** ISO 8601 UTC. */
  at: z.string(),
});

/** What is done of the jobs, as the supervisor of this machine knows. */
export type ControlJobs = z.infer<typeof controlJobsSchema>;

/** Replies by operation. What goes on after the reply carries `requestId` in its events. */
export const controlReplySchemas = {
  status: controlStatusSchema,
  jobs: controlJobsSchema,
  restart: z.object({ requestId: z.string() }),
  deploy: z.object({ requestId: z.string() }),
  scale: z.object({ requestId: z.string() }),
  abort: z.object({ requestId: z.string() }),
} as const;

export type ControlReply<Op extends ControlRequest['op']> = z.infer<
  (typeof controlReplySchemas)[Op]
>;

export const controlEnvelopeSchema = z.union([
  z.object({ ok: z.literal(true), data: z.unknown() }),
  z.object({
    ok: z.literal(false),
    error: z.object({ code: z.string(), message: z.string(), hint: z.string().optional() }),
  }),
]);

export const supervisorEventSchema = z.object({
  v: z.literal(1),
  /** ISO 8601 UTC, milliseconds. */
  at: z.string(),
  severity: z.enum(['info', 'warn', 'error', 'fatal']),
  message: z.string(),
  version: z.string().nullable(),
  requestId: z.string().nullable(),
});

/** One line of {@link eventsFile}. */
export type SupervisorEvent = z.infer<typeof supervisorEventSchema>;
