import type { Delivery } from './delivery.js';

const baseMs = 1000;
const leastMs = 50;
// A page is urgent; a mirror is not.
const capMs = { page: 30_000, mirror: 60_000 } as const;

/**
 * Milliseconds until the next attempt after `attempts` of them: full jitter over 1, 2, 4 … s, so that
 * many machines do not come back together.
 */
export function backoffMs(
  { work, attempts }: Pick<Delivery, 'work' | 'attempts'>,
  fraction: number,
): number {
  const cap = work.op.startsWith('page.') ? capMs.page : capMs.mirror;
  const ceiling = Math.min(cap, baseMs * 2 ** Math.max(0, attempts - 1));
  return Math.max(leastMs, Math.round(ceiling * fraction));
}
