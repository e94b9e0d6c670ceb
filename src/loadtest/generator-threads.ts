import { CatopsError } from '../platform/errors.js';

/**
 * Threads that send the load, of `--threads`: one unless more are asked for, and at most one less
 * than there are processors, for the target needs one too.
 */
export function generatorThreads(asked: string | undefined, processors: number): number {
  if (asked === undefined) return 1;
  const most = Math.max(1, processors - 1);
  const threads = /^\d{1,4}$/.test(asked) ? Number(asked) : 0;
  if (threads >= 1 && threads <= most) return threads;
  throw new CatopsError(
    'usage-invalid',
    `--threads: "${asked}" is not a number from 1 to ${most}; this machine has ${processors} processors, and one is for the API.`,
  );
}
