import { tries as variations } from './cache-key-bypass.js';
import { flood, turns } from './isolation.js';
import type { ProbeRule } from './probe-rules.js';
import { crowd, tries as crowds } from './stampede.js';

/**
 * Requests that a rule sends at most, when it looks at so many routes; null where the limits decide
 * that the target declares: up to three keys are used up on each route.
 */
export function mostRequests(rule: ProbeRule, routes: number): number | null {
  switch (rule) {
    case 'stampede':
      return crowd * crowds * routes;
    case 'cache-key-bypass':
      return variations * routes;
    case 'isolation':
      return turns * (flood + routes - 1) * routes;
    case 'rate-limit-present':
      return null;
  }
}
