import type { Clock } from '../platform/host.js';
import { type EventWindow, takeFresh } from './event-window.js';
import { Poller, type Trouble } from './poller.js';
import type { EnvironmentEvent, EnvironmentStatus, Environments } from './ports.js';
import { type Ending, observe, passTime, type Watch } from './watch.js';

export interface FollowDeps {
  readonly environments: Environments;
  readonly clock: Clock;
  /** From 0 to 1, as `Math.random`. */
  readonly random: () => number;
}

/** What is seen on the way, for whoever looks on. */
export type FollowEvent =
  | { readonly kind: 'event'; readonly event: EnvironmentEvent }
  | { readonly kind: 'look'; readonly status: EnvironmentStatus; readonly watch: Watch }
  /** The vendor is not heard; `trouble` is null when it is again. */
  | { readonly kind: 'trouble'; readonly trouble: Trouble | null; readonly message: string };

export type OnFollowEvent = (event: FollowEvent) => void;

export interface Followed {
  readonly ending: Ending;
  /** As last seen; null when nothing was. */
  readonly status: EnvironmentStatus | null;
  readonly tookMs: number;
}

/**
 * Looks until the watch is over. Being throttled or cut off is said and borne: what becomes of the
 * update does not depend on whether we can see it.
 */
export async function followChange(
  { environments, clock, random }: FollowDeps,
  { name, watch: begun, window: opened }: Following,
  onEvent: OnFollowEvent,
  signal: AbortSignal,
): Promise<Followed> {
  const poller = new Poller({
    clock,
    random,
    onTrouble: (trouble, message) => onEvent({ kind: 'trouble', trouble, message }),
  });
  let watch = begun;
  let window = opened;
  let status: EnvironmentStatus | null = null;
  for (;;) {
    const look = await poller.look(async () => ({
      status: await environments.status(name, signal),
      events: await environments.events(name, window.from, signal),
    }));
    signal.throwIfAborted();
    const now = clock.monotonic();
    if (look) {
      const taken = takeFresh(window, look.events);
      window = taken.window;
      status = look.status;
      for (const event of taken.fresh) onEvent({ kind: 'event', event });
      watch = observe(watch, { status, events: taken.fresh }, now);
      onEvent({ kind: 'look', status, watch });
    } else watch = passTime(watch, now);
    if (watch.ending) return { ending: watch.ending, status, tookMs: now - watch.since };
    await poller.pause(signal);
  }
}

/** What is followed. */
export interface Following {
  readonly name: string;
  readonly watch: Watch;
  readonly window: EventWindow;
}
