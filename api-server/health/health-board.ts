import type { Clock } from '../../src/platform/host.js';
import { codeOf } from '../failures/cause.js';
import { dependencyOf } from '../failures/dependency.js';
import { reasonOf } from '../failures/reasons.js';
import type { DependencyState, Health, HealthPart } from '../ports.js';
import { lossOf } from './dependency-state.js';

interface Seen {
  since: number | undefined;
  reason: string | undefined;
  /** When something last failed that somebody had asked for. */
  failedAt: number;
}

/** How long a request that failed outweighs a look that found nothing: looks are not the real thing. */
const holdMs = 10_000;

/** Remembers of each dependency since when it has been ill. */
export class HealthBoard implements Health {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #seen = new Map<HealthPart, Seen>();

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  get states(): readonly DependencyState[] {
    return [...this.#seen].map(([dependency, { since, reason }]) =>
      since === undefined
        ? { dependency, status: 'ok', since: null, reason: null, illIn: 0 }
        : { dependency, status: lossOf[dependency], since, reason: reason ?? null, illIn: 1 },
    );
  }

  isIll(dependency: HealthPart): boolean {
    return this.#seen.get(dependency)?.since !== undefined;
  }

  seen(dependency: HealthPart, error?: unknown, which?: string): void {
    const seen = this.#of(dependency);
    const now = this.#clock.now();
    if (error !== undefined) this.#ill(seen, error, now, which);
    else if (now - seen.failedAt >= holdMs) seen.since = undefined;
  }

  /** Hears of what failed when a route was asked; what nobody looks at is not remembered. */
  failed(error: unknown, route: string | undefined): void {
    const part = partOf(error, route);
    const seen = part && this.#seen.get(part);
    if (!seen) return;
    const now = this.#clock.now();
    seen.failedAt = now;
    this.#ill(seen, error, now);
  }

  #ill(seen: Seen, error: unknown, now: number, which?: string): void {
    const code = codeOf(error);
    // That it is left alone for a while says nothing of why it is.
    if (seen.since === undefined || code !== 'BREAKER_OPEN') {
      const reason = reasonOf(code, dependencyOf(error));
      seen.reason = which === undefined ? reason : `${which}: ${reason}`;
    }
    seen.since ??= now;
  }

  #of(dependency: HealthPart): Seen {
    const known = this.#seen.get(dependency);
    if (known) return known;
    const fresh = { since: undefined, reason: undefined, failedAt: Number.NEGATIVE_INFINITY };
    this.#seen.set(dependency, fresh);
    return fresh;
  }
}

// That reading fails is seen every second by who follows the changes.
function partOf(error: unknown, route: string | undefined): HealthPart | undefined {
  if (route === undefined) return undefined;
  const dependency = dependencyOf(error);
  if (dependency === 'objects' || dependency === 'redis') return dependency;
  const writes = !route.startsWith('GET ');
  return writes && (dependency === 'database' || dependency === 'database-primary')
    ? 'database-write'
    : undefined;
}
