// Early warnings on what was recorded of a running stack (../diagnosis/): each look of two seconds is
// played as a minute in which it goes on like that, counts thirty times as many.

import { readFile } from 'node:fs/promises';
import { readAlarmDocument } from '../../../src/alarms/alarm-document.ts';
import { isGradual } from '../../../src/alarms/early/early-warning.ts';
import { instancesOf, type MetricInstance } from '../../../src/alarms/instances.ts';
import type { MetricSample, RouteSample } from '../../../src/contracts/metric-sample.ts';
import type { RecordedCase } from '../diagnosis/record-case.ts';
import { allCases, readCases, shareText } from '../diagnosis.ts';
import { median } from '../statistics.ts';
import { type Replay, replay } from './replay.ts';

const epoch = Date.UTC(2018, 10, 15);
const document = 'api-server/openapi.json';
const { definitions, routes } = readAlarmDocument(await readFile(document, 'utf8'), document);
const watched: readonly MetricInstance[] = instancesOf(definitions, routes).filter(
  (each) => each.kind === 'metric',
);
const gradual = new Set(watched.filter(isGradual).map(({ definition }) => definition.name));

/** A case as the evaluator would have seen it. */
interface Seen {
  /** Minutes before the fault. */
  readonly quiet: number;
  readonly healthy: boolean;
  /** From the warning to the alarm of the same name, minutes; null where none came before it. */
  readonly lead: number | null;
  /** Which kind of alarm fired after the fault. */
  readonly fired: 'gradual' | 'other' | 'none';
  /** Alarms warned of that did not fire. */
  readonly unfulfilled: number;
}

export async function recordedFigures(): Promise<string[]> {
  const cases = (await Promise.all(allCases.map(readCases))).flat();
  const seen = cases.map(seenCase);
  const faulty = seen.filter(({ healthy }) => !healthy);
  const fired = faulty.filter((each) => each.fired === 'gradual');
  const leads = fired.flatMap(({ lead }) => lead ?? []);
  const quiet = cases.flatMap((each, at) => each.samples.slice(0, seen[at]?.quiet));
  const joined = warningsIn(replay(asked(quiet), asMinutes(quiet)));
  const harmless = seen.filter(({ healthy }) => healthy);
  const count = (some: readonly Seen[]) =>
    some.reduce((all, { unfulfilled }) => all + unfulfilled, 0);
  const told = leads.length === 0 ? '' : `, ${median(leads)} min before it in the middle`;
  return [
    `**Recorded:** the ${cases.length} recordings of the section below, each look of two seconds played as a minute. What was put`,
    `into the stack breaks at once, so that nothing creeps: of ${faulty.length} with a fault, ${fired.length} fire an alarm that could be warned of,`,
    `${faulty.filter((each) => each.fired === 'other').length} one of which one is too many, ${faulty.filter((each) => each.fired === 'none').length} none in the quarter of an hour that was recorded.`,
    `Warned before that alarm: ${shareText(leads.length, fired.length)}${told}. Warnings that no alarm followed: ${count(faulty)} beside a fault,`,
    `${count(harmless)} in the ${harmless.length} recordings of harmless releases and traffic. A trend takes more than there is before a fault; all those`,
    `quiet parts one after the other (${quiet.length} minutes of other machines, loads and databases each quarter of an hour): ${joined} warnings.`,
  ];
}

/** The alarms that can have data. */
function asked(samples: readonly MetricSample[]): readonly MetricInstance[] {
  const names = new Set<string>(samples.flatMap((each) => each.routes.map(({ route }) => route)));
  return watched.filter(({ route }) => route === null || names.has(route));
}

function seenCase({ samples, beganAt, truth }: RecordedCase): Seen {
  const { fired, warned } = replay(asked(samples), asMinutes(samples));
  const began = beganAt[0] ?? 0;
  const quiet = samples.filter(({ at }) => Date.parse(at) <= began).length;
  const after = [...fired].flatMap(([name, minutes]) => {
    const at = minutes.find((minute) => minute >= quiet);
    return at === undefined ? [] : [{ name, at }];
  });
  const leads = after.flatMap(({ name, at }) => {
    const first = (warned.get(name) ?? []).find((minute) => minute >= quiet);
    return first !== undefined && first < at ? [at - first] : [];
  });
  return {
    ...{ quiet, healthy: truth.every((each) => each === 'healthy') },
    lead: leads.length === 0 ? null : Math.max(...leads),
    fired: after.some(({ name }) => gradual.has(name))
      ? 'gradual'
      : after.length > 0
        ? 'other'
        : 'none',
    unfulfilled: [...warned.keys()].filter((name) => !fired.has(name)).length,
  };
}

function warningsIn({ warned }: Replay): number {
  return [...warned.values()].reduce((all, minutes) => all + minutes.length, 0);
}

const lookSeconds = 2;

function asMinutes(samples: readonly MetricSample[]): readonly MetricSample[] {
  const times = 60 / lookSeconds;
  return samples.map((sample, minute) => ({
    ...sample,
    ...{ at: new Date(epoch + (minute + 1) * 60_000).toISOString(), seconds: 60 },
    restarts: sample.restarts * times,
    routes: sample.routes.map((route) => scaled(route, times)),
    gauges: withCounters(sample.gauges, times),
    failures: sample.failures.map((each) => ({ ...each, count: each.count * times })),
  }));
}

/** Counters of no route stand among the gauges, which are what they are however long it lasts. */
function withCounters(gauges: MetricSample['gauges'], times: number): MetricSample['gauges'] {
  const counter = /_total(\{|$)/;
  return Object.fromEntries(
    Object.entries(gauges).map(([name, value]) => [
      name,
      counter.test(name) ? value * times : value,
    ]),
  );
}

function scaled(route: RouteSample, times: number): RouteSample {
  const all = <T extends object>(counts: T): T =>
    Object.fromEntries(Object.entries(counts).map(([key, count]) => [key, count * times])) as T;
  return {
    ...route,
    requests: all(route.requests),
    outcomes: all(route.outcomes),
    causes: all(route.causes),
    dbQueries: route.dbQueries * times,
    rateLimited: route.rateLimited * times,
    refused: route.refused * times,
    buckets: route.buckets.map((count) => count * times),
    seconds: route.seconds * times,
  };
}
