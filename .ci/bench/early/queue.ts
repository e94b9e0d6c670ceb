import type { Random } from '../../../api-server/seed/random.ts';
import { poisson } from './chance.ts';

/** Jobs that are done in a minute. */
const usualSpeed = 30;
/** Some always wait that came in the last seconds. */
const freshSeconds = 8;

/** What is told of a queue beside how old its oldest job is. */
export interface QueueMinute {
  readonly waiting: number;
  readonly done: number;
}

/**
 * How much waits and how much is done, as it follows from the ages of the oldest job (seconds, a minute
 * each) where the first come is the first served: of the jobs that came until a minute, those that are
 * done later wait in it. `slowed`: the part of the ages that comes of slower work, not of more jobs.
 */
export function queueOf(
  random: Random,
  ages: readonly number[],
  slowed: readonly number[],
): readonly QueueMinute[] {
  const done = slowed.map((age, minute) => {
    const slower = (age - (slowed[minute - 1] ?? age)) / 60;
    return poisson(random, usualSpeed * Math.min(1, Math.max(0, 1 - slower)));
  });
  const doneUntil = running(done);
  const last = ages.length - 1;
  // When the job came that is taken at the end of a minute; after the end it goes on as it was.
  const cameAt = (minute: number) => minute - (ages[Math.min(minute, last)] ?? 0) / 60;
  const doneAt = (minute: number) =>
    (doneUntil[Math.min(minute, last)] ?? 0) + usualSpeed * Math.max(0, minute - last);
  return done.map((count, minute) => {
    let taken = minute;
    while (cameAt(taken) < minute) taken += 1;
    const [before, at] = [cameAt(taken - 1), cameAt(taken)];
    const part = taken === minute ? 1 : (minute - before) / (at - before);
    const until = doneAt(taken - 1) + part * (doneAt(taken) - doneAt(taken - 1));
    const fresh = (usualSpeed * random.between(0, freshSeconds)) / 60;
    return { waiting: Math.round(Math.max(0, until - doneAt(minute)) + fresh), done: count };
  });
}

function running(counts: readonly number[]): readonly number[] {
  let all = 0;
  return counts.map((count) => {
    all += count;
    return all;
  });
}
