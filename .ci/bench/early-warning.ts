// How long before an alarm its early warning comes, and how often one comes for nothing: both judged
// minute by minute on made series (early/weather.ts), by the code that runs beside the API.
import { alarms } from '../../api-server/alarms.ts';
import { randomFrom } from '../../api-server/seed/random.ts';
import { instancesOf, type MetricInstance } from '../../src/alarms/instances.ts';
import { shareText } from './diagnosis.ts';
import { recordedFigures } from './early/recorded.ts';
import { type Replay, replay } from './early/replay.ts';
import { type Fault, type Kind, kinds, series } from './early/weather.ts';
import { median } from './statistics.ts';

const alarmOf: Readonly<Record<Kind, string>> = {
  ...{ backlog: 'queue-age', latency: 'latency-p99' },
  ...{ cache: 'cache-hit-share', errors: 'error-share' },
};
const watched: readonly MetricInstance[] = instancesOf(alarms, [
  { name: 'GET /v1/images/search', budget: { p99Ms: 50, dbQueriesPerRequest: 0.05 } },
]).flatMap((each) =>
  each.kind === 'metric' && Object.values(alarmOf).includes(each.definition.name) ? [each] : [],
);
// The beginning of a Thursday; faults begin after an hour.
const epoch = Date.UTC(2018, 10, 15) / 60_000;
const before = 60;

interface Outcome {
  readonly fault: Fault;
  /** Minutes between warning and alarm; null where none came before it. */
  readonly lead: number | null;
}

function replayFault(seed: string, sudden: boolean): Outcome {
  const random = randomFrom(seed);
  const kind = random.pick(kinds);
  const minutes = sudden ? 0 : Math.round(10 * 9 ** random.between(0, 1));
  const fault: Fault = { kind, startsAt: before, minutes };
  const { fired, warned } = replay(watched, series(seed, epoch, before + 2 * minutes + 30, fault));
  const since = (notes: Replay['fired']) =>
    (notes.get(alarmOf[kind]) ?? []).find((minute) => minute >= before);
  const [alarm, warning] = [since(fired), since(warned)];
  if (alarm === undefined || warning === undefined) return { fault, lead: null };
  return { fault, lead: alarm > warning ? alarm - warning : null };
}

/** A mail a day and alarm at most, as the product sends them; those that no alarm follows. */
function falseMails(seed: string, days: number) {
  const { fired, warned } = replay(watched, series(seed, epoch, days * 1440, null));
  let mails = 0;
  const wrong = new Map<string, number>();
  for (const [name, minutes] of warned) {
    const mailed = minutes.filter((minute, index) => {
      const day = Math.floor(minute / 1440);
      return index === 0 || Math.floor((minutes[index - 1] ?? 0) / 1440) < day;
    });
    mails += mailed.length;
    const forNothing = mailed.filter((minute) => {
      return !(fired.get(name) ?? []).some((at) => at >= minute && at <= minute + 60);
    });
    wrong.set(name, forNothing.length);
  }
  return { mails, wrong };
}

/** `seed`: drawn when the rule was committed. */
export async function earlyWarningFigures(
  faults: number,
  days: number,
  seed = '30cb4df1',
): Promise<string[]> {
  const outcomes = Array.from({ length: faults }, (_, at) => replayFault(`${seed}-${at}`, false));
  const sudden = Array.from({ length: faults >> 2 }, (_, at) =>
    replayFault(`${seed}-sudden-${at}`, true),
  );
  const row = (name: string, some: readonly Outcome[]) => {
    const leads = some.flatMap(({ lead }) => lead ?? []).sort((a, b) => a - b);
    const tenth = leads[Math.floor(leads.length / 10)];
    const told = leads.length === 0 ? '— | —' : `${median(leads)} min | ${tenth} min`;
    return `| ${name} | ${shareText(leads.length, some.length)} | ${told} |`;
  };
  const slow = (kind: Kind) => outcomes.filter(({ fault }) => fault.kind === kind);
  const within = (from: number, to: number) =>
    outcomes.filter(({ fault: { minutes } }) => minutes >= from && minutes < to);
  const { mails, wrong } = falseMails(`${seed}-quiet`, days);
  const all = [...wrong.values()].reduce((sum, count) => sum + count, 0);
  return [
    `${faults} faults that reach the threshold of their alarm in 10 to 90 minutes, each after an hour as on any day,`,
    `and ${faults >> 2} that do so at once; ${days} days with releases, imports, crowds and errors that are no alarm.`,
    'The series are made, by rules written down in `.ci/bench/early/weather.ts`; the seed was drawn after the rule was committed.',
    '',
    '| Faults | warned of before the alarm | median | nine of ten at least |',
    '| --- | --- | --- | --- |',
    row('all that creep', outcomes),
    ...kinds.map((kind) => row(`${kind} (\`${alarmOf[kind]}\`)`, slow(kind))),
    row('threshold reached in 10 to 20 min', within(10, 20)),
    row('in 20 to 45 min', within(20, 45)),
    row('in 45 to 90 min', within(45, 91)),
    row('at once', sudden),
    '',
    `On the quiet days ${mails} mails, ${all} of them with no alarm within an hour: ${((all * 7) / days).toFixed(1)} a week`,
    `(${[...wrong].map(([name, count]) => `${name} ${count}`).join(', ')}).`,
    '',
    ...(await recordedFigures()),
  ];
}
