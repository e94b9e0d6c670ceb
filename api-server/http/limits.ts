import type { ApiConfig } from '../config.js';
import type { LimitPolicy } from './route.js';

/** Requests in one window on one route, by a key and by an address without one. */
export interface Limits {
  readonly keyed: number;
  readonly keyless: number;
}

type LimitSettings = Pick<ApiConfig, 'keyedLimit' | 'keylessLimit'>;

const factors = { standard: 1, probation: 0.25, files: 10 } as const;

/** What a policy means in numbers; undefined is without limit. At least one request is let through. */
export function limitsOf(policy: LimitPolicy, settings: LimitSettings): Limits | undefined {
  if (typeof policy !== 'string') return undefined;
  const times = (limit: number) => Math.max(1, Math.floor(limit * factors[policy]));
  return { keyed: times(settings.keyedLimit), keyless: times(settings.keylessLimit) };
}
