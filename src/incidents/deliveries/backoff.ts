import { backoffMs as jittered } from '../../platform/retry.js';
import type { Delivery } from './delivery.js';

// A page is urgent; a mirror is not.
const page = { baseMs: 1000, capMs: 30_000 };
const mirror = { baseMs: 1000, capMs: 60_000 };

/** Milliseconds until the next attempt after `attempts` of them: 1, 2, 4 … s, with full jitter. */
export function backoffMs(
  { work, attempts }: Pick<Delivery, 'work' | 'attempts'>,
  fraction: number,
): number {
  return jittered(work.op.startsWith('page.') ? page : mirror, attempts, fraction);
}
