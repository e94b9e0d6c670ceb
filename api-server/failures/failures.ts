import type { CauseClass } from '../../src/contracts/access-log.js';
import { CatopsError } from '../../src/platform/errors.js';
import type { Clock } from '../../src/platform/host.js';
import type { FailureCount, FailureFacts, FailureLog, Log } from '../ports.js';
import { causeOf, codeOf, Overloaded } from './cause.js';
import { chainOf, type Dependency, dependencyOf } from './dependency.js';
import { fingerprintOf, framesOf, placeOf } from './fingerprint.js';
import { ProcessEnded } from './process-ended.js';
import { reasonOf } from './reasons.js';
import { ReleaseUnfit } from './release-unfit.js';
import { ToldFailure } from './told-failure.js';

const windowMs = 60_000;
/** Lines of one kind of failure in a minute; more are counted and not written. */
const linesAMinute = 10;

/** One kind of failure: how often it was, and what was written of it in the present minute. */
interface Kind {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly counted: { -readonly [K in keyof FailureCount]: FailureCount[K] };
  windowEnds: number;
  lines: number;
  leftOut: number;
}

interface FailuresDeps {
  readonly log: Log;
  readonly clock: Pick<Clock, 'monotonic' | 'sleep'>;
  readonly release: string;
  /** Told of each failure too. */
  readonly onFailure?: (error: unknown, route: string | undefined) => void;
}

/**
 * Tells of failures so that they cannot be misread: the class and the dependency first, in words
 * too. Nothing of a request is told but its route, and of a dependency's error only its kind and
 * code: messages may hold what a client sent.
 */
export class Failures implements FailureLog {
  readonly #deps: FailuresDeps;
  readonly #kinds = new Map<string, Kind>();
  readonly #closed = new AbortController();

  constructor(deps: FailuresDeps) {
    this.#deps = deps;
  }

  get counts(): readonly FailureCount[] {
    return mergeCounts([...this.#kinds.values()].map(({ counted }) => counted));
  }

  note(event: string, error: unknown, facts: FailureFacts = {}): CauseClass {
    const { route, ...more } = facts;
    const kind = this.#kindOf(event, error, route);
    kind.counted.count += 1;
    this.#deps.onFailure?.(error, route);
    const now = this.#deps.clock.monotonic();
    if (now >= kind.windowEnds) this.#open(kind, now);
    kind.lines += 1;
    if (kind.lines > linesAMinute) {
      kind.leftOut += 1;
      if (kind.leftOut === 1) void this.#summarise(kind, kind.windowEnds, now);
    } else {
      const stack = kind.lines === 1 ? framesOf(error) : [];
      const fields = { ...kind.fields, ...more, ...(stack.length > 0 && { stack }) };
      this.#deps.log.error(event, fields);
    }
    return kind.counted.cause;
  }

  /** Says of what was left out. */
  close(): void {
    this.#closed.abort();
    for (const kind of this.#kinds.values()) this.#tellLeftOut(kind);
  }

  #kindOf(event: string, error: unknown, route: string | undefined): Kind {
    const cause = causeOf(error);
    const dependency = dependencyOf(error);
    const code = codeOf(error);
    const name = error instanceof Error ? error.name : typeof error;
    const place = cause === 'code' ? placeOf(framesOf(error)) : undefined;
    const told = chainOf(error).find(
      (each): each is ToldFailure => each instanceof ToldFailure,
    )?.message;
    const parts = [event, cause, dependency, route, name, code ?? told, place];
    const key = parts.join('\n');
    const known = this.#kinds.get(key);
    if (known) return known;
    const says = sentence(error, cause, dependency, told ?? reasonOf(code, dependency));
    const what = { cause, dependency, says, route, error: name, code };
    const { release } = this.#deps;
    const counted = { event, cause, dependency: dependency ?? '', count: 0 };
    const kind: Kind = {
      fields: { ...what, release, fingerprint: fingerprintOf(parts) },
      ...{ counted, windowEnds: Number.NEGATIVE_INFINITY, lines: 0, leftOut: 0 },
    };
    this.#kinds.set(key, kind);
    return kind;
  }

  #open(kind: Kind, now: number): void {
    this.#tellLeftOut(kind);
    kind.windowEnds = now + windowMs;
    kind.lines = 0;
  }

  async #summarise(kind: Kind, ends: number, now: number): Promise<void> {
    try {
      await this.#deps.clock.sleep(ends - now, this.#closed.signal);
    } catch {
      return;
    }
    // Another failure may have opened the next minute before this one was woken.
    if (kind.windowEnds === ends) this.#tellLeftOut(kind);
  }

  #tellLeftOut(kind: Kind): void {
    const { leftOut, fields, counted } = kind;
    if (leftOut === 0) return;
    kind.leftOut = 0;
    const seconds = windowMs / 1000;
    this.#deps.log.error('failures-left-out', { ...fields, of: counted.event, leftOut, seconds });
  }
}

/** Counts of several processes, or of several kinds, added up. */
export function mergeCounts(counts: readonly FailureCount[]): readonly FailureCount[] {
  const sums = new Map<string, FailureCount>();
  for (const each of counts) {
    const key = `${each.event} ${each.cause} ${each.dependency}`;
    sums.set(key, { ...each, count: each.count + (sums.get(key)?.count ?? 0) });
  }
  return [...sums.values()];
}

function sentence(
  error: unknown,
  cause: CauseClass,
  dependency: Dependency | undefined,
  reason: string,
): string {
  if (error instanceof Overloaded) return `Overload: ${error.message}`;
  if (error instanceof ProcessEnded || error instanceof ReleaseUnfit) return error.message;
  if (error instanceof CatopsError) return error.message;
  if (cause === 'code') {
    return dependency === undefined
      ? 'A defect in our own code.'
      : `A defect in our own code: the ${titles[dependency]} refuses what it was asked.`;
  }
  const title = titles[dependency ?? 'objects'];
  return `${dependency === 'redis' ? title : `The ${title}`}: ${reason}.`;
}

const titles: Readonly<Record<Dependency, string>> = {
  database: 'database',
  'database-primary': 'primary database',
  'database-replica': 'replica of the database',
  redis: 'Redis',
  queue: 'queue of jobs',
  objects: 'object storage',
  cdn: 'CDN',
  'access-log': 'directory of the access log',
  mail: 'outbox for mail',
  webhook: 'receiver of a webhook',
  analyser: 'analyser of pictures',
};
