import { CatopsError } from '../platform/errors.js';
import type { Clock } from '../platform/host.js';
import { bounded } from '../platform/vendor-failure.js';
import type { Alarm } from './alarm.js';
import { lookAtAlarms } from './follow/look-at-alarms.js';
import type { AlarmSource } from './ports.js';

/** What an alarm did when it fired, as far as it can be seen. */
export interface PageSeen {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Whether it did: an action that failed, a page that waits, did not. */
  readonly ok: boolean;
  /** Whose it is: the alarm, or the composite that it pages through. */
  readonly alarm: string;
  /** The action that calls, or the incident of whoever wakes people. */
  readonly by: 'action' | 'incident';
  /** One sentence: which action, which incident. */
  readonly says: string;
}

/** Sees whether an alarm called somebody. */
export interface PageWitness {
  /** What has to be seen, for a page to have arrived. */
  readonly proves: PageSeen['by'];
  /** What the alarm, or the composite it pages through, did since that moment (ISO 8601). */
  pages(alarm: string, from: string, signal: AbortSignal): Promise<readonly PageSeen[]>;
}

/** Looks where an action leads to. */
export interface PageFinder {
  /** Incidents that were opened since that moment (ISO 8601) for one of the alarms. */
  find(alarms: readonly string[], from: string, signal: AbortSignal): Promise<readonly PageSeen[]>;
}

/** Sees the action of an alarm, and then the incident that it led to. */
export function witnessOf(actions: PageWitness, finder: PageFinder): PageWitness {
  return {
    proves: 'incident',
    pages: async (alarm, from, signal) => {
      const called = await actions.pages(alarm, from, signal);
      const names = new Set(called.filter(({ ok }) => ok).map((each) => each.alarm));
      if (names.size === 0) return called;
      return [...called, ...(await finder.find([...names], from, signal))];
    },
  };
}

export interface TestAlarmDeps {
  readonly source: AlarmSource;
  readonly witness: PageWitness;
  readonly clock: Clock;
}

export interface TestAlarmInput {
  readonly name: string;
  /** What people read who are woken by it. */
  readonly reason: string;
  /** How long a page may take, milliseconds. */
  readonly waitMs: number;
}

/** What came of a test. */
export interface AlarmTest {
  readonly alarm: Alarm;
  readonly pages: readonly PageSeen[];
  /** Whether that was seen which proves that a page arrived. */
  readonly arrived: boolean;
  readonly proves: PageSeen['by'];
  /** From ALARM to the page, milliseconds; null when none came. */
  readonly afterMs: number | null;
  /** Why the alarm could not be put back; null when it is. */
  readonly left: string | null;
}

const lookEveryMs = 2000;
const putBackMs = 15_000;

/** An alarm that may be tested: there, judged by somebody, and not firing. */
export async function testableAlarm(
  source: AlarmSource,
  name: string,
  signal: AbortSignal,
): Promise<Alarm> {
  const found = await lookAtAlarms(source, name, () => undefined, signal);
  const alarm = found.find((each) => each.name === name);
  if (!alarm) {
    const message = `${source.name} has no alarm named ${name}.`;
    throw new CatopsError('alarm-unknown', message, { hint: 'catops alarms list' });
  }
  if (!(await source.isWatched(signal)))
    throw new CatopsError('alarm-refused', `Nobody judges the alarms of ${source.name} now.`, {
      hint: 'catops up',
    });
  // It calls when it changes: while it fires, a test would show nothing and hide what is wrong.
  if (alarm.state !== 'ALARM') return alarm;
  throw new CatopsError('alarm-refused', `${name} fires already: see what is wrong first.`, {
    hint: `catops alarms history ${name}`,
  });
}

/**
 * Drives an alarm to ALARM, waits for the page that follows, and puts it back, whatever happens in
 * between. It really pages.
 */
export async function testAlarm(
  { source, witness, clock }: TestAlarmDeps,
  { name, reason, waitMs }: TestAlarmInput,
  signal: AbortSignal,
): Promise<AlarmTest> {
  const alarm = await testableAlarm(source, name, signal);
  const { serverNow: from } = await source.alarms({ prefix: name, page: null }, signal);
  const begun = clock.monotonic();
  let pages: readonly PageSeen[] = [];
  let left: string | null = null;
  await source.setState(name, 'ALARM', reason, signal);
  try {
    for (;;) {
      pages = await lookForPages({ source, witness }, alarm, { from, reason }, signal);
      if (hasArrived(pages, witness) || clock.monotonic() - begun >= waitMs) break;
      await clock.sleep(lookEveryMs, signal);
    }
  } finally {
    left = await putBack(source, alarm);
  }
  const arrived = hasArrived(pages, witness);
  const afterMs = arrived ? clock.monotonic() - begun : null;
  return { alarm, pages, arrived, proves: witness.proves, afterMs, left };
}

function hasArrived(pages: readonly PageSeen[], { proves }: PageWitness): boolean {
  return pages.some(({ ok, by }) => ok && by === proves);
}

/**
 * What was called since the alarm fired by this test: what it called a moment before, when it became
 * OK, is none of it. A look that fails for a moment ends nothing.
 */
async function lookForPages(
  { source, witness }: Pick<TestAlarmDeps, 'source' | 'witness'>,
  { name, type }: Alarm,
  { from, reason }: { readonly from: string; readonly reason: string },
  signal: AbortSignal,
): Promise<readonly PageSeen[]> {
  try {
    const { changes } = await source.history({ type, name, from, page: null }, signal);
    const fired = changes.find((change) => change.to === 'ALARM' && change.reason === reason);
    return fired ? await witness.pages(name, fired.at, signal) : [];
  } catch (error) {
    const passes =
      error instanceof CatopsError &&
      (error.code === 'vendor-throttled' || error.code === 'vendor-unreachable');
    if (passes) return [];
    throw error;
  }
}

/** After Ctrl-C too, so it has a time of its own. Null when it is done. */
async function putBack(source: AlarmSource, { name }: Alarm): Promise<string | null> {
  const signal = bounded(new AbortController().signal, putBackMs);
  try {
    await source.setState(name, 'OK', 'End of a test by catops.', signal);
    return null;
  } catch (error) {
    return error instanceof CatopsError ? error.message : `${source.name} did not answer in time.`;
  }
}
