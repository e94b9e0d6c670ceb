import type { Clock } from '../../src/platform/host.js';
import { Repeating } from '../../src/platform/repeating.js';
import type { JobTally } from './job-tally.js';
import type { JobQueue } from './queue.js';

/** How often the queue is counted. */
const countMs = 5000;

/** Counts the queue again and again, until the work is over. */
export async function whileCounting(
  {
    clock,
    queue,
    tally,
  }: { readonly clock: Clock; readonly queue: JobQueue; readonly tally: JobTally },
  work: () => Promise<unknown>,
): Promise<void> {
  // That it cannot be read is told by whoever takes the next job.
  const count = () =>
    queue.depth().then(
      (depth) => tally.counted(depth),
      () => {},
    );
  const counting = new Repeating(clock, countMs, count);
  counting.start();
  await work();
  await counting.stop();
}
