import type { Shard } from '../../src/contracts/loadtest-run.js';
import { CatopsError } from '../../src/platform/errors.js';
import type { Host } from '../../src/platform/host.js';
import { flag } from './flags.js';
import { type ReportPaths, reportKinds } from './loadtest-reports.js';

const mostShards = 1000;
// Later is a slip of the finger, and would look as if the load hung.
const longestWaitMs = 3_600_000;

/** For a load that several machines send. */
export const shardFlags = {
  shard: flag.text('send part I of N, from 0, and judge nothing; "auto" asks CircleCI', {
    placeholder: 'I/N',
  }),
  startAt: flag.text('begin the load at this moment, as all parts should (ISO 8601)', {
    placeholder: 'time',
  }),
};

/** Which part of the load is asked for, and when it begins; nulls for all of it, and at once. */
export interface AskedShard {
  readonly shard: Shard | null;
  /** Milliseconds since the epoch. */
  readonly startAt: number | null;
}

interface ShardWords extends Partial<ReportPaths> {
  readonly shard: string | undefined;
  readonly startAt: string | undefined;
  readonly baseline: string | undefined;
}

/** Reads the flags; what cannot be used is one `usage-invalid`. */
export function readShardFlags(
  { shard, startAt, baseline, ...reports }: ShardWords,
  target: string | undefined,
  { env, clock }: Pick<Host, 'env' | 'clock'>,
): AskedShard {
  const at = startAt === undefined ? null : momentOf(startAt, clock.now());
  if (shard !== undefined && baseline !== undefined) {
    throw usage('--shard and --baseline exclude each other: builds are compared from one machine');
  }
  if (shard === undefined) return { shard: null, startAt: at };
  for (const kind of reportKinds) {
    if (reports[kind] === undefined) continue;
    throw usage(`--${kind}: a part has no verdict; give it to catops loadtest merge`);
  }
  if (target === undefined) {
    throw usage('--shard: the parts of one load go to one API: name it by --target');
  }
  return { shard: shard === 'auto' ? ofCircleCi(env) : shardOf(shard, '--shard'), startAt: at };
}

/** Where a shard is kept when nothing else is asked for: no two of one load have the same name. */
export function shardFile(scenario: string, { index, total }: Shard): string {
  return `loadtest-${scenario}-shard-${index}-of-${total}.json`;
}

function ofCircleCi(env: Host['env']): Shard {
  const { CIRCLE_NODE_INDEX: index, CIRCLE_NODE_TOTAL: total } = env;
  if (index === undefined || total === undefined) {
    throw usage('--shard auto: CIRCLE_NODE_INDEX and CIRCLE_NODE_TOTAL are not set; write I/N');
  }
  return shardOf(`${index}/${total}`, 'CIRCLE_NODE_INDEX/CIRCLE_NODE_TOTAL');
}

function shardOf(text: string, name: string): Shard {
  const match = /^(\d{1,4})\/(\d{1,4})$/.exec(text);
  const [index, total] = [Number(match?.[1]), Number(match?.[2])];
  if (match && total >= 1 && total <= mostShards && index < total) return { index, total };
  throw usage(
    `${name}: "${text}" is not I/N with I from 0 to N - 1 and N at most ${mostShards}, such as 0/4`,
  );
}

function momentOf(text: string, now: number): number {
  // With a zone or none at all: what has none would mean another moment on every machine.
  const at = /[Tt].*([Zz]|[+-]\d\d:?\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
  if (at - now > longestWaitMs) throw usage(`--start-at: "${text}" is more than an hour away`);
  if (!Number.isNaN(at)) return at;
  throw usage(`--start-at: "${text}" is not a moment with its zone, such as 2018-11-15T10:20:00Z`);
}

function usage(reason: string): CatopsError {
  return new CatopsError('usage-invalid', `${reason}.`);
}
