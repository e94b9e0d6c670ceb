import type { LoadGenerator } from '../../loadtest/ports.js';

/** Autocannon in a worker thread. `threadFile` is the built `generator-thread.js`. */
export function createAutocannonGenerator(_options: { readonly threadFile: URL }): LoadGenerator {
  throw new Error('not built yet');
}
