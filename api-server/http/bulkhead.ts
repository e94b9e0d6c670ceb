import type { Clock } from '../../src/platform/host.js';
import { causeOf } from '../failures/cause.js';
import { blamed, type Dependency } from '../failures/dependency.js';
import { ToldFailure } from '../failures/told-failure.js';
import { Overloaded } from './failure.js';
import type { Room } from './room.js';

/** How many loads a route has at once, and how many may wait. */
export interface Bounds {
  readonly inFlight: number;
  readonly waiting: number;
  /** Longer than this nobody waits. */
  readonly waitMs: number;
  /** What is loaded from. */
  readonly source: Dependency;
}

/** Loads of one route at this moment, and those refused since the start. */
export interface LoadCounts {
  readonly inFlight: number;
  readonly waiting: number;
  readonly refused: number;
}

/** So long nothing comes back only from what is ill: then a queue is its doing, and not the crowd's. */
const silentMs = 1000;

const silence = 'nothing has come back from it for more than a second, and too much waits';

interface Waiter {
  /** Of the monotonic clock. */
  readonly until: number;
  begin(): void;
  refuse(): void;
}

/**
 * Keeps the loads of one route apart from all others: so many are in flight and no more, and the
 * rest wait in a queue of its own, a bounded number for a bounded time. What has waited too long is
 * refused, not done: who asked has mostly gone by then.
 */
export class Bulkhead {
  readonly #bounds: Bounds;
  readonly #room: Room;
  readonly #clock: Pick<Clock, 'monotonic' | 'sleep'>;
  readonly #waiting: Waiter[] = [];
  #inFlight = 0;
  #refused = 0;
  #watching = false;

  constructor(bounds: Bounds, room: Room, clock: Pick<Clock, 'monotonic' | 'sleep'>) {
    this.#bounds = bounds;
    this.#room = room;
    this.#clock = clock;
  }

  get counts(): LoadCounts {
    return { inFlight: this.#inFlight, waiting: this.#waiting.length, refused: this.#refused };
  }

  /** Does the work when it is its turn; rejects as overload when too many wait, or it too long. */
  run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#room.refuses) return this.#refuse();
    if (this.#waiting.length === 0 && this.#begin()) return this.#do(work);
    if (this.#waiting.length >= this.#bounds.waiting || !this.#room.mayWait) return this.#refuse();
    return this.#turn().then(() => this.#do(work));
  }

  /** Begins what has waited longest; false when there is nothing, or no place for it. */
  beginNext(): boolean {
    const [next] = this.#waiting;
    if (!next || !this.#begin()) return false;
    this.#leave();
    next.begin();
    return true;
  }

  #begin(): boolean {
    if (this.#inFlight >= this.#bounds.inFlight || !this.#room.take(this.#clock.monotonic()))
      return false;
    this.#inFlight += 1;
    return true;
  }

  async #do<T>(work: () => Promise<T>): Promise<T> {
    try {
      const value = await work();
      this.#room.heard(this.#clock.monotonic());
      return value;
    } catch (error) {
      if (causeOf(error) === 'code') this.#room.heard(this.#clock.monotonic());
      throw error;
    } finally {
      this.#inFlight -= 1;
      this.#room.giveBack();
    }
  }

  #turn(): Promise<void> {
    return new Promise((begin, reject) => {
      const refuse = () => this.#refuse().catch(reject);
      this.#waiting.push({ until: this.#clock.monotonic() + this.#bounds.waitMs, begin, refuse });
      this.#room.queue(this);
      if (!this.#watching) void this.#watch();
    });
  }

  /** All wait equally long, so the first of the queue is the first whose time is over. */
  async #watch(): Promise<void> {
    this.#watching = true;
    for (let first = this.#waiting[0]; first; first = this.#waiting[0]) {
      await this.#clock.sleep(Math.max(1, first.until - this.#clock.monotonic()));
      const now = this.#clock.monotonic();
      for (let late = this.#waiting[0]; late && late.until <= now; late = this.#waiting[0]) {
        this.#leave();
        late.refuse();
      }
    }
    this.#watching = false;
  }

  #leave(): void {
    this.#waiting.shift();
    this.#room.left(this, this.#waiting.length);
  }

  #refuse(): Promise<never> {
    this.#refused += 1;
    const ms = this.#room.silentMs(this.#clock.monotonic());
    if (ms < silentMs || this.#room.refuses) {
      return Promise.reject(new Overloaded('Too much waits for its turn on this route.'));
    }
    return Promise.reject(blamed(new ToldFailure(silence), this.#bounds.source));
  }
}
