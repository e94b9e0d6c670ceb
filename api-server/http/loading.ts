import type { Handler } from './binding.js';
import type { Bulkhead, LoadCounts } from './bulkhead.js';
import type { Bulkheads, LoadWork } from './bulkheads.js';
import { addLoads, noLoads } from './metrics.js';
import type { Route } from './route.js';

/** The loads of one route, behind the bulkhead of what they take. */
export class Loading {
  readonly #loads: Bulkhead | undefined;
  readonly #personal: Bulkhead | undefined;

  constructor(bulkheads: Bulkheads, route: Route, handler: Handler) {
    const work = workOf(route, handler);
    this.#loads = work && bulkheads.create(work);
    // What is an account's own is looked up in the database, whatever the route is else about.
    const apart = handler.personal !== undefined && work !== 'database';
    this.#personal = apart ? bulkheads.create('database') : this.#loads;
  }

  get counts(): LoadCounts {
    const loads = this.#loads?.counts ?? noLoads;
    if (!this.#personal || this.#personal === this.#loads) return loads;
    return addLoads(loads, this.#personal.counts);
  }

  /** Loads what may be for all. */
  run<T>(work: () => Promise<T>): Promise<T> {
    return this.#loads ? this.#loads.run(work) : work();
  }

  /** Loads what is one account's. */
  personal<T>(work: () => Promise<T>): Promise<T> {
    return this.#personal ? this.#personal.run(work) : work();
  }
}

function workOf(route: Route, { work }: Handler): LoadWork | undefined {
  // The desk takes a few forms at a time, and cleaning a picture takes longer than any query.
  if (route.request?.isForm || work === 'memory') return undefined;
  return 'spares' in route.cache ? 'files' : (work ?? 'database');
}
