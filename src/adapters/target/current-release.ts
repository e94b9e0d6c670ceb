import type { CurrentRelease } from '../../alarms/follow/ports.js';
import { bounded } from '../../platform/vendor-failure.js';

const answerWithinMs = 2000;
const buildInfo = /^catops_build_info\{release="([^"\\]+)"\}/gm;

/** The releases that run, by the metrics of the API; while it rolls there are two. */
export function createCurrentRelease(options: {
  readonly fetch: typeof globalThis.fetch;
  /** Base URL of the private port. */
  readonly url: string;
}): CurrentRelease {
  const { fetch, url } = options;
  return async (signal) => {
    try {
      const inTime = bounded(signal, answerWithinMs);
      const answer = await fetch(new URL('metrics', `${url.replace(/\/*$/, '')}/`), {
        signal: inTime,
      });
      if (!answer.ok) return null;
      const found = [...(await answer.text()).matchAll(buildInfo)].map(([, release]) => release);
      return found.length === 0 ? null : found.join(', ');
    } catch {
      // Whoever is told of an alarm is told it without a release rather than later.
      return null;
    }
  };
}
