import type { MetricSample } from '../../contracts/metric-sample.js';

/** How one lane of the queue stood when it was looked at, milliseconds and seconds. */
interface LaneLook {
  readonly at: number;
  readonly waiting: number;
  readonly oldestSeconds: number;
  /** Since the look before. */
  readonly done: number;
  readonly seconds: number;
}

const waitingGauge = /^catops_jobs_waiting\{lane="\w+"\}$/;

/**
 * Whether nothing that waits in the queue will have waited longer than `seconds`, although the oldest
 * of it gets older: an import is like that, whose jobs came faster than they are done, and that ends.
 *
 * First come, first served, a job waits as long as those before it take (Little's law with the speed
 * that was seen): the most that waited at once over what is done in a second, both since the oldest
 * came. All that time there was something to do, so that is how fast it can be done. False where it is
 * not known, where nothing is done, and where others are done while the oldest waits.
 */
export function isWorkedOffWithin(seconds: number, samples: readonly MetricSample[]): boolean {
  const lanes = Object.keys(samples.at(-1)?.gauges ?? {}).filter((name) => waitingGauge.test(name));
  return (
    lanes.length > 0 &&
    lanes.every((name) => longestWait(looksAt(name.replace(/^.*\{/, '{'), samples)) <= seconds)
  );
}

function looksAt(lane: string, samples: readonly MetricSample[]): readonly LaneLook[] {
  return samples
    .filter(({ reachable }) => reachable)
    .map(({ at, seconds, gauges }) => ({
      ...{ at: Date.parse(at), seconds },
      waiting: gauges[`catops_jobs_waiting${lane}`] ?? 0,
      oldestSeconds: gauges[`catops_jobs_oldest_waiting_seconds${lane}`] ?? 0,
      done: gauges[`catops_jobs_done_total${lane}`] ?? 0,
    }));
}

/** Seconds; infinite where nobody can say. */
function longestWait(looks: readonly LaneLook[]): number {
  const newest = looks.at(-1);
  if (!newest) return Number.POSITIVE_INFINITY;
  if (newest.waiting === 0) return 0;
  const cameAt = newest.at - newest.oldestSeconds * 1000;
  // It came between this look and the one before.
  const index = looks.findIndex(({ at }) => at >= cameAt);
  const [first, ...later] = looks.slice(index);
  const isSeen = first && (index > 0 || first.at - first.seconds * 1000 <= cameAt);
  if (!isSeen) return Number.POSITIVE_INFINITY;
  const done = sum(later.map((look) => look.done));
  // More than was there when it came: whoever came later is served before it.
  if (done > first.waiting + first.done) return Number.POSITIVE_INFINITY;
  const most = Math.max(...[first, ...later].map(({ waiting }) => waiting));
  return later.length === 0
    ? (most * first.seconds) / first.done
    : (most * (newest.at - first.at)) / 1000 / done;
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
