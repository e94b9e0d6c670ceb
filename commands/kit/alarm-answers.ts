import type { AlarmSeverity } from '../../src/alarms/alarm.js';
import { type AlarmFilter, isMeant } from '../../src/alarms/follow/alarm-filter.js';
import { pastChanges } from '../../src/alarms/past-changes.js';
import { judgeAlarms, standingAlarms } from '../../src/alarms/standing-alarms.js';
import type { AlarmDefinition } from '../../src/contracts/alarm-definition.js';
import { parseAt } from '../../src/incidents/timeline/parse-at.js';
import { CatopsError } from '../../src/platform/errors.js';
import type { Host } from '../../src/platform/host.js';
import { utc, type Zone, zoneOf } from '../../src/platform/zone.js';
import { alarmFilterOf } from './alarm-flags.js';
import {
  type AlarmLayout,
  checkReply,
  historyReply,
  standingReply,
  unjudgedReply,
  type WouldJudge,
} from './alarm-reply.js';
import type { Reply } from './command.js';
import { tableWidthOf } from './terminal.js';
import type { Wiring } from './wiring.js';

/** The part of an invocation that every command about alarms has. */
interface AlarmInvocation {
  readonly host: Host;
  readonly wiring: Wiring;
}

type FilterFlags = Parameters<typeof alarmFilterOf>[0];

/** `alarms list`. */
export async function listAlarms(invocation: AlarmInvocation, flags: FilterFlags): Promise<Reply> {
  const { host, wiring } = invocation;
  const source = await wiring.alarmSource();
  const filter = alarmFilterOf(flags);
  const alarms = await standingAlarms(source, filter, host.signal);
  const watched = await source.isWatched(host.signal);
  const layout = layoutOf(invocation, source.name, true);
  if (alarms.length > 0 || watched) return standingReply(alarms, watched, layout);
  return unjudgedReply(await wouldJudge(invocation, filter), layout);
}

/** Whoever is to tell may be the very API that is down: that is no reason to say nothing else. */
async function wouldJudge(
  { host, wiring }: AlarmInvocation,
  filter: AlarmFilter,
): Promise<WouldJudge> {
  if (filter.states.length > 0) return { kind: 'not-asked' };
  try {
    const { definitions } = await wiring.alarmDocument(wiring.settings().alarmDefinitions);
    const meant = ({ name, kind: type }: AlarmDefinition) => isMeant(filter, { name, type });
    return { kind: 'known', definitions: definitions.filter(meant) };
  } catch (error) {
    host.signal.throwIfAborted();
    if (error instanceof CatopsError) return { kind: 'unknown', why: error.message };
    throw error;
  }
}

interface CheckFlags extends Omit<FilterFlags, 'state'> {
  readonly severity: AlarmSeverity | undefined;
  readonly noData: boolean;
  readonly muted: boolean;
}

/** `alarms check`. */
export async function checkAlarms(invocation: AlarmInvocation, flags: CheckFlags): Promise<Reply> {
  const { host, wiring } = invocation;
  const source = await wiring.alarmSource();
  const filter = alarmFilterOf({ ...flags, state: [] });
  const alarms = await standingAlarms(source, filter, host.signal);
  const rule = { severity: flags.severity ?? null, noData: flags.noData, muted: flags.muted };
  const watched = await source.isWatched(host.signal);
  return checkReply(judgeAlarms(alarms, rule, watched), layoutOf(invocation, source.name, true));
}

interface HistoryFlags extends FilterFlags {
  readonly since: string | undefined;
  readonly until: string | undefined;
  readonly limit: number | undefined;
  readonly utc: boolean;
}

const usualLimit = 200;

/** `alarms history [name]`. */
export async function alarmHistory(
  invocation: AlarmInvocation,
  name: string | undefined,
  flags: HistoryFlags,
): Promise<Reply> {
  const { host, wiring } = invocation;
  const source = await wiring.alarmSource();
  const layout = layoutOf(invocation, source.name, flags.utc);
  const momentOf = (flag: string, text: string) => {
    // `2h` means two hours ago here, as with every command that looks back.
    const [found, ago] = [parseAt(text, layout), parseAt(`-${text}`, layout)];
    if (found.ok) return found;
    if (ago.ok) return ago;
    throw new CatopsError('usage-invalid', `--${flag}: ${found.problem}`);
  };
  const since = momentOf('since', flags.since ?? '24 hours ago');
  const filter = alarmFilterOf(flags);
  const named = name === undefined ? filter : { ...filter, name: exactly(name) };
  const past = await pastChanges(
    { source, clock: host.clock },
    {
      filter: named,
      from: since.at,
      to: flags.until === undefined ? Number.POSITIVE_INFINITY : momentOf('until', flags.until).at,
      limit: flags.limit ?? usualLimit,
    },
    host.signal,
  );
  return historyReply(past, since.echo, layout);
}

function exactly(name: string): RegExp {
  return new RegExp(`^${name.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')}$`);
}

function layoutOf({ host, wiring }: AlarmInvocation, source: string, inUtc: boolean): AlarmLayout {
  const { timeZone } = wiring.settings();
  const zone = inUtc ? utc : zoneNamed(timeZone);
  return { zone, now: host.clock.now(), width: tableWidthOf(host.stdout), source };
}

function zoneNamed(name: string | undefined): Zone {
  const wanted = name ?? new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const zone = zoneOf(wanted);
  if (zone) return zone;
  throw new CatopsError('usage-invalid', `"${wanted}" is no time zone.`, {
    hint: 'write --tz Europe/Berlin, UTC or GMT+11',
  });
}
