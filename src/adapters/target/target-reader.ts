import type { TargetReader } from '../../loadtest/ports.js';

/** Reads an API by its base URL, each read bounded in time and size. */
export function createTargetReader(_options: {
  readonly fetch: typeof globalThis.fetch;
  /** Base URL without a trailing slash. */
  readonly url: string;
}): TargetReader {
  throw new Error('not built yet');
}
