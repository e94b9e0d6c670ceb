import { AsyncLocalStorage } from 'node:async_hooks';
import type { QueryMeter } from '../../ports.js';

interface Measure {
  queries: number;
  readonly outer: Measure | undefined;
}

/** A {@link QueryMeter} with the side the database driver sees. */
export interface CountingQueryMeter extends QueryMeter {
  /** Counts one query, to every measure it is made in. */
  count(): void;
  /** Queries since the start; `unattributed` are those made outside any measure. */
  readonly totals: { readonly queries: number; readonly unattributed: number };
}

/** Follows work across awaits, so that a query is counted to the request that caused it. */
export function createQueryMeter(): CountingQueryMeter {
  const current = new AsyncLocalStorage<Measure>();
  const totals = { queries: 0, unattributed: 0 };
  let running = 0;
  return {
    totals,
    count() {
      totals.queries += 1;
      let measure = current.getStore();
      if (!measure) totals.unattributed += 1;
      for (; measure; measure = measure.outer) measure.queries += 1;
    },
    async measure(work) {
      const measure: Measure = { queries: 0, outer: current.getStore() };
      running += 1;
      try {
        const value = await current.run(measure, work);
        return { value, queries: measure.queries };
      } finally {
        running -= 1;
        // Before Node 24 following costs every promise and socket of the process, so it is only
        // switched on while something is measured: not for requests answered from memory.
        if (running === 0) current.disable();
      }
    },
  };
}
