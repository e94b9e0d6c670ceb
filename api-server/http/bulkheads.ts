import type { Clock } from '../../src/platform/host.js';
import { type Bounds, Bulkhead } from './bulkhead.js';
import { Room } from './room.js';

/** What a load takes, which decides what bounds it. */
export type LoadWork =
  /** One query after the other. */
  | 'database'
  /** Its part in a query that is made for all who come at the same time. */
  | 'batched'
  /** A file. */
  | 'files';

/** What the bulkheads of a process are made from. */
export interface BulkheadOptions {
  /** Queries that the database does at once for this process. */
  readonly lanes: number;
  readonly clock: Pick<Clock, 'monotonic' | 'sleep'>;
  /** While it says so nothing is loaded: all of it is refused at once. */
  readonly isOverloaded: () => boolean;
}

const waitMs = 2000;
/** Of one route, and of all together: each holds a request and its connection in memory. */
const mostWaiting = 1000;
const mostWaitingInAll = 2000;
/** Four groups of a group commit. */
const mostBatched = 2000;
/** Node reads four files at a time; more in hand would only wait there. */
const mostFiles = 16;

/**
 * Makes the bulkheads of a process. All routes together leave one connection to what keeps the
 * indexes true, and no route has more than half of the rest.
 */
export class Bulkheads {
  readonly #rooms: Readonly<Record<LoadWork, Room>>;
  readonly #bounds: Readonly<Record<LoadWork, Bounds>>;
  readonly #clock: BulkheadOptions['clock'];

  constructor({ lanes, clock, isOverloaded }: BulkheadOptions) {
    const places = Math.max(1, lanes - 1);
    const room = (size: number) =>
      new Room({ places: size, waiting: mostWaitingInAll }, isOverloaded);
    const half = Math.max(1, Math.floor(places / 2));
    this.#clock = clock;
    this.#rooms = {
      database: room(places),
      batched: room(Number.POSITIVE_INFINITY),
      files: room(mostFiles),
    };
    this.#bounds = {
      database: { inFlight: half, waiting: mostWaiting, waitMs, source: 'database' },
      batched: { inFlight: mostBatched, waiting: 0, waitMs, source: 'database' },
      files: { inFlight: mostFiles, waiting: mostWaiting, waitMs, source: 'objects' },
    };
  }

  /** The bulkhead of one more route. */
  create(work: LoadWork): Bulkhead {
    return new Bulkhead(this.#bounds[work], this.#rooms[work], this.#clock);
  }
}
