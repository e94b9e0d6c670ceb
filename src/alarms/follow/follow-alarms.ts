import { CatopsError } from '../../platform/errors.js';
import type { Clock } from '../../platform/host.js';
import { Repeating } from '../../platform/repeating.js';
import type { AlarmSource } from '../ports.js';
import type { AlarmFilter } from './alarm-filter.js';
import type { FollowEnd, OnFollowEvent } from './follow-event.js';
import { Follower } from './follower.js';
import type { CurrentRelease, FollowCursor } from './ports.js';

export interface FollowDeps {
  readonly source: AlarmSource;
  readonly clock: Clock;
  /** Null: nothing is kept, each start begins anew. */
  readonly cursor: FollowCursor | null;
  readonly release: CurrentRelease;
  /** In [0, 1). */
  fraction(): number;
}

export interface FollowRequest {
  readonly everyMs: number;
  readonly filter: AlarmFilter;
  /** Where nothing was kept: tells the changes from there on, milliseconds since the epoch. */
  readonly since: number | null;
  /** Ends after so long; null: at the signal only. */
  readonly forMs: number | null;
  readonly heartbeatMs: number | null;
}

/**
 * Tells every change of the alarms once, until the time is over or the signal comes. Neither
 * throttling nor a lost network ends it, however long; refused credentials do, after five minutes.
 */
export async function followAlarms(
  deps: FollowDeps,
  request: FollowRequest,
  onEvent: OnFollowEvent,
  signal: AbortSignal,
): Promise<FollowEnd> {
  const { clock, cursor } = deps;
  const stop = new AbortController();
  const pass = () => stop.abort(signal.reason);
  if (signal.aborted) pass();
  signal.addEventListener('abort', pass, { once: true, signal: stop.signal });
  const kept = (await cursor?.read()) ?? null;
  refuseOther(kept?.source, deps.source.name);
  const follower = new Follower(deps, request, kept, onEvent);
  const heart = heartOf(deps, request, follower, onEvent);
  heart?.start();
  if (request.forMs !== null) {
    clock.sleep(request.forMs, stop.signal).then(
      () => stop.abort(new CatopsError('interrupted', 'The time asked for is over.')),
      () => undefined,
    );
  }
  try {
    const refused = await follower.run(stop.signal);
    const why = refused ? 'refused' : signal.aborted ? 'stopped' : 'over';
    return { why, error: refused, ...follower.counts };
  } finally {
    signal.removeEventListener('abort', pass);
    stop.abort();
    await heart?.stop();
  }
}

function heartOf(
  { clock }: FollowDeps,
  { heartbeatMs }: FollowRequest,
  follower: Follower,
  onEvent: OnFollowEvent,
): Repeating | null {
  if (heartbeatMs === null) return null;
  return new Repeating(clock, heartbeatMs, () => {
    const at = new Date(clock.now()).toISOString();
    const { answered, watched } = follower;
    onEvent({ kind: 'heartbeat', at, answered, watched });
  });
}

/** The place in one history says nothing about another. */
function refuseOther(kept: string | undefined, source: string): void {
  if (kept === undefined || kept === source) return;
  const message = `That cursor follows ${kept}, and the alarms here are those of ${source}.`;
  throw new CatopsError('usage-invalid', message, { hint: 'give --cursor another name' });
}
