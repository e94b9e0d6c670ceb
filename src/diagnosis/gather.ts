import type { AlarmType } from '../alarms/alarm.js';
import type { AlarmSource } from '../alarms/ports.js';
import { CatopsError, messageOf } from '../platform/errors.js';
import type { Clock } from '../platform/host.js';
import { hourMs } from '../rollups/windows.js';
import type { DiagnosisInput } from './diagnose.js';
import { fromHours } from './from-hours.js';
import { fromSamples } from './from-samples.js';
import type { HourHistory, MetricHistory, ReleaseHistory, Span } from './ports.js';
import type { FiredAlarm, ReleaseChange, Telemetry } from './telemetry.js';

export interface GatherDeps {
  readonly clock: Pick<Clock, 'now'>;
  readonly metrics: MetricHistory;
  readonly hours: HourHistory;
  readonly releases: readonly ReleaseHistory[];
  /** Null where no alarms are set up. */
  readonly alarms: AlarmSource | null;
}

export interface GatherRequest {
  /** Undefined: since an hour before the first alarm that fires, else the last two hours. */
  readonly from: number | undefined;
  readonly to: number | undefined;
  /** Undefined: live metrics where there are enough of them, else rollups. */
  readonly source: 'metrics' | 'rollups' | undefined;
}

const gatherLimits = {
  /** What was usual must be seen too. */
  beforeAlarmMs: hourMs,
  usualMs: 2 * hourMs,
  /** Fewer samples than this tell nothing. */
  samples: 8,
  /** Rollups know hours: what was usual takes a day of them, and the release may be older. */
  beforeHoursMs: 36 * hourMs,
  /** Alarms that fire longer than that do not lengthen the window. */
  oldestAlarmMs: 48 * hourMs,
} as const;

/**
 * Brings together what is known of a window. What cannot be read is noted, not thrown: at night half
 * an answer is worth more than none.
 */
export async function gather(
  deps: GatherDeps,
  request: GatherRequest,
  signal: AbortSignal,
): Promise<DiagnosisInput> {
  const notes: string[] = [];
  const trying = async <T>(what: string, work: () => Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (signal.aborted) throw error;
      notes.push(`${what} could not be read: ${messageOf(error)}`);
      return otherwise;
    }
  };
  const to = request.to ?? deps.clock.now();
  const { alarms } = deps;
  const firing =
    alarms === null || request.from !== undefined
      ? []
      : await trying('Alarms', () => firingAt(alarms, to, signal), []);
  const span = { from: request.from ?? beginning(firing, to), to };
  if (span.from >= span.to) {
    throw new CatopsError('usage-invalid', 'The window ends before it begins.', {
      hint: 'catops diagnose --from "2 hours ago"',
    });
  }
  const telemetry = await readTelemetry(deps, request, span, trying, signal);
  const known = { from: Math.min(span.from, telemetry.slots[0]?.at ?? span.from), to };
  const releases: ReleaseChange[] = [];
  for (const history of deps.releases) {
    const read = () => history.read(known, signal);
    releases.push(...(await trying(`Releases of ${history.name}`, read, [])));
  }
  const fired =
    alarms === null
      ? []
      : await trying('The history of alarms', () => changesTo(alarms, known, signal), firing);
  return { window: known, telemetry, releases, alarms: fired, notes };
}

function beginning(firing: readonly FiredAlarm[], to: number): number {
  const first = Math.min(to, ...firing.map(({ at }) => at));
  const since = Math.max(first, to - gatherLimits.oldestAlarmMs);
  return Math.min(since - gatherLimits.beforeAlarmMs, to - gatherLimits.usualMs);
}

type Trying = <T>(what: string, work: () => Promise<T>, otherwise: T) => Promise<T>;

async function readTelemetry(
  { metrics, hours }: GatherDeps,
  { source, from }: GatherRequest,
  span: Span,
  trying: Trying,
  signal: AbortSignal,
): Promise<Telemetry> {
  if (source !== 'rollups') {
    const read = () => metrics.read(span.from, span.to);
    const live = fromSamples(await trying('Live metrics', read, []));
    if (source === 'metrics' || live.slots.length >= gatherLimits.samples) return live;
  }
  const longer = from === undefined ? span.to - gatherLimits.beforeHoursMs : span.from;
  const whole = {
    from: Math.floor(Math.min(span.from, longer) / hourMs) * hourMs,
    to: Math.ceil(span.to / hourMs) * hourMs,
  };
  return fromHours(await trying('Rollups', () => hours.read(whole, signal), []));
}

async function firingAt(
  source: AlarmSource,
  to: number,
  signal: AbortSignal,
): Promise<readonly FiredAlarm[]> {
  const firing: FiredAlarm[] = [];
  let page: string | null = null;
  do {
    const { alarms, next } = await source.alarms({ page }, signal);
    for (const { name, state, since } of alarms) {
      const at = Date.parse(since);
      if (state === 'ALARM' && at <= to) firing.push({ name, at });
    }
    page = next;
  } while (page !== null);
  return firing;
}

const types: readonly AlarmType[] = ['metric', 'composite'];

async function changesTo(
  source: AlarmSource,
  { from, to }: Span,
  signal: AbortSignal,
): Promise<readonly FiredAlarm[]> {
  const fired: FiredAlarm[] = [];
  for (const type of types) {
    const query = { type, from: new Date(from).toISOString(), to: new Date(to).toISOString() };
    let page: string | null = null;
    do {
      const { changes, next } = await source.history({ ...query, page }, signal);
      for (const change of changes) {
        if (change.to === 'ALARM') fired.push({ name: change.name, at: Date.parse(change.at) });
      }
      page = next;
    } while (page !== null);
  }
  return fired.sort((a, b) => a.at - b.at);
}
