import { createHash } from 'node:crypto';
import type { Clock } from '../../../src/platform/host.js';
import type { ChangeFeed, SharedLookup, SharedReplies, SharedReply } from '../../ports.js';
import { type RedisLink, valuesOf } from './redis-link.js';
import { decodeReply, encodeReply } from './reply-codec.js';
import { memberOf, tagMembers } from './tag-scripts.js';
import { type Stand, TagSequence } from './tag-sequence.js';

/** Of the form of what is stored. Another form is another number, and a cache of its own. */
const format = 1;
const largestReply = 1_048_576;
/** Clocks of servers differ a little; a reply from further in the future is none. */
const clocksDifferMs = 60_000;
const nothing: SharedLookup = { found: undefined, put() {} };

/** What replies in Redis take. */
export interface RedisRepliesDeps {
  readonly link: RedisLink;
  readonly changes: ChangeFeed;
  readonly clock: Clock;
  /** Whatever makes replies differ between processes: release, address of the pictures, database. */
  readonly scope: readonly string[];
}

/** Keeps replies in Redis, each believed only when it is younger than all changes of its tags. */
export function createRedisReplies({
  link,
  changes,
  clock,
  scope,
}: RedisRepliesDeps): SharedReplies {
  const prefix = `catops:replies:${format}:${digest(JSON.stringify(scope)).slice(0, 16)}`;
  const tagsKey = `${prefix}:tags`;
  const { monotonic } = clock;
  const sequence = new TagSequence({ link, key: tagsKey, changes, monotonic });
  link.onAnswers(() => sequence.doubt());
  const counts = { hits: 0, misses: 0, errors: 0 };

  /** The reply first, then its tags: they are at least as new as it is. */
  async function read(place: string, tags: readonly string[]): Promise<Read | undefined> {
    const members = [...tagMembers, ...tags.map(memberOf)];
    const answer = await link.ask(async (redis) =>
      valuesOf(await redis.pipeline().getBuffer(place).zmscore(tagsKey, members).exec()),
    );
    const [bytes, scores] = answer ?? [];
    if (!Array.isArray(scores) || scores.length !== members.length) return undefined;
    const newest = Math.max(0, ...scores.slice(tagMembers.length));
    return { stand: standOf(scores), newest, bytes: Buffer.isBuffer(bytes) ? bytes : undefined };
  }

  /** What is stored there, when it is of this key and nothing has changed since it was loaded. */
  function open({ bytes, stand, newest }: Read, key: string): SharedReply | undefined {
    if (bytes === undefined || stand === undefined) return undefined;
    const stored = decodeReply(bytes);
    if (stored?.key !== key) {
      counts.errors += 1;
      return undefined;
    }
    const ageMs = clock.now() - stored.loadedAt;
    if (stored.epoch !== stand.epoch || ageMs < -clocksDifferMs) return undefined;
    if (stored.asOf < Math.max(newest, stand.floor)) return undefined;
    return { reply: stored.reply, ageMs: Math.max(0, ageMs) };
  }

  async function find(key: string, tags: readonly string[]): Promise<SharedLookup> {
    // Before anything is asked or loaded: what is loaded is at least as new as this says.
    const asOf = sequence.applied;
    const place = `${prefix}:${digest(key)}`;
    const answer = await read(place, tags);
    if (answer === undefined) counts.errors += 1;
    const stand = answer?.stand;
    if (answer === undefined || !sequence.believes(stand) || stand === undefined) {
      counts.misses += 1;
      return nothing;
    }
    const found = open(answer, key);
    if (found) counts.hits += 1;
    else counts.misses += 1;
    const put: SharedLookup['put'] = (reply, keepMs) => {
      if (reply.bytes > largestReply || !link.works) return;
      const loadedAt = clock.now();
      const stored = encodeReply({ key, epoch: stand.epoch, asOf, loadedAt, reply });
      void link
        .ask((redis) => redis.set(place, stored, 'PX', keepMs))
        .then((answered) => {
          if (answered === undefined) counts.errors += 1;
        });
    };
    return { found, put };
  }

  return {
    find: (key, tags) => (link.works ? find(key, tags) : Promise.resolve(nothing)),
    applied: (seq) => sequence.advance(seq),
    counts,
  };
}

/** What Redis answered about one reply. */
interface Read {
  readonly bytes: Buffer | undefined;
  readonly stand: Stand | undefined;
  /** The newest change of any of its tags. */
  readonly newest: number;
}

function standOf([epoch, at, floor]: readonly (string | null)[]): Stand | undefined {
  if (!epoch || !at || !floor) return undefined;
  return { epoch, at: Number(at), floor: Number(floor) };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
