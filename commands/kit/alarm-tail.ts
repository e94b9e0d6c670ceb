import type { Alarm, AlarmState, AlarmType } from '../../src/alarms/alarm.js';
import { type FollowRequest, followAlarms } from '../../src/alarms/follow/follow-alarms.js';
import type { FollowEnd, FollowEvent } from '../../src/alarms/follow/follow-event.js';
import { callsAMinute } from '../../src/alarms/follow/pace.js';
import { parseAt } from '../../src/incidents/timeline/parse-at.js';
import { CatopsError } from '../../src/platform/errors.js';
import { lengthText, zoneTitle } from '../../src/platform/format-time.js';
import { Repeating } from '../../src/platform/repeating.js';
import { utc, type Zone } from '../../src/platform/zone.js';
import { createTailPrinter, type TailPrinter } from '../views/alarm-tail-printer.js';
import { type AlarmExec, createAlarmExec } from './alarm-exec.js';
import { alarmFilterOf } from './alarm-flags.js';
import { type AlarmIncidents, createAlarmIncidents } from './alarm-incident.js';
import type { Invocation, Reply } from './command.js';
import type { Flags } from './flags.js';
import type { Following } from './follow-wiring.js';
import { parseSpan } from './parse-span.js';
import { wantsAscii, wantsColour, wantsLiveView } from './terminal.js';

/** What the flags of `alarms tail` say. */
export interface TailFlags {
  readonly prefix: string | undefined;
  readonly nameRegex: string | undefined;
  readonly type: AlarmType | undefined;
  readonly state: readonly AlarmState[];
  readonly since: string | undefined;
  readonly cursor: string | undefined;
  readonly interval: string | undefined;
  readonly for: string | undefined;
  readonly heartbeat: boolean;
  readonly once: boolean;
  readonly exec: string | undefined;
  readonly openIncident: boolean;
  readonly ascii: boolean;
  readonly utc: boolean;
}

const heartbeatMs = 60_000;
const execWithinMs = 60_000;
const footEveryMs = 1000;

/** Follows alarms until the time is over or Ctrl-C, and says what changes. */
export async function tailAlarms(
  invocation: Pick<Invocation<Flags>, 'host' | 'wiring' | 'json' | 'dryRun' | 'say'>,
  flags: TailFlags,
): Promise<Reply> {
  const { host, wiring, json, dryRun, say } = invocation;
  const following = await wiring.following(dryRun ? null : (flags.cursor ?? null));
  try {
    const { source } = following.deps;
    const zone = flags.utc ? utc : following.zone;
    const request = requestOf(flags, { now: host.clock.now(), zone });
    if (dryRun) return planReply(flags, request);
    const live = !json && wantsLiveView(host);
    const printer = createTailPrinter({
      ...{ stdout: host.stdout, stderr: host.stderr, clock: host.clock, json },
      ...{ source: source.name, foot: live && !flags.once, states: flags.state },
      look: {
        zone: host.stdout.isTTY ? zone : null,
        colour: wantsColour(host, host.stdout),
        ascii: flags.ascii || wantsAscii(host),
      },
    });
    if (live) say(openingLine(source.name, request, host.clock.now(), zone));
    const exec = flags.exec === undefined ? null : execOf(invocation, flags.exec, printer);
    const incidents = await incidentsOf(invocation, flags, printer);
    return await follow(invocation, { following, request, printer, exec, incidents }, flags.once);
  } finally {
    await following.close();
  }
}

interface Tail {
  readonly following: Following;
  readonly request: FollowRequest;
  readonly printer: TailPrinter;
  readonly exec: AlarmExec | null;
  readonly incidents: AlarmIncidents | null;
}

async function follow(
  { host, say }: Pick<Invocation<Flags>, 'host' | 'say'>,
  { following, request, printer, exec, incidents }: Tail,
  once: boolean,
): Promise<Reply> {
  const stop = new AbortController();
  const pass = () => stop.abort(host.signal.reason);
  if (host.signal.aborted) pass();
  host.signal.addEventListener('abort', pass, { once: true });
  const foot = new Repeating(host.clock, footEveryMs, printer.tick);
  foot.start();
  let alarms: readonly Alarm[] = [];
  const onEvent = (event: FollowEvent) => {
    printer.show(event);
    if (event.kind === 'standing' || event.kind === 'looked') alarms = event.alarms;
    if (event.kind === 'changed') {
      exec?.run(event.told);
      incidents?.run(event.told, alarms);
    }
    if (once && event.kind === 'looked') stop.abort();
  };
  let end: FollowEnd;
  try {
    end = await followAlarms(following.deps, request, onEvent, stop.signal);
  } finally {
    host.signal.removeEventListener('abort', pass);
    await foot.stop();
    printer.close();
    await Promise.all([exec?.drain(), incidents?.drain()]);
  }
  return endReply(end, host.signal.aborted, say);
}

/** 130 after Ctrl-C, 4 for refused credentials, else 0; how it went is on standard error. */
function endReply(end: FollowEnd, interrupted: boolean, say: (line: string) => void): Reply {
  const { why, error, changes, looks, calls } = end;
  if (error) {
    say(`catops: ${error.message}`);
    if (error.hint !== undefined) say(`Try: ${error.hint}`);
  }
  const exit = why === 'refused' && error ? error.exit : interrupted ? 'interrupted' : 'ok';
  if (exit !== 'ok' || changes > 0) {
    say(`${changes} ${changes === 1 ? 'change' : 'changes'} in ${looks} looks, ${calls} calls.`);
  }
  return {
    exit,
    data: { schema: 'catops.alarms-tail/v1', why, changes, looks, calls },
    text: () => '',
    streamed: true,
  };
}

function execOf(
  { host }: Pick<Invocation<Flags>, 'host'>,
  command: string,
  printer: TailPrinter,
): AlarmExec {
  return createAlarmExec({ host, command, withinMs: execWithinMs, say: printer.note });
}

/** Null where nobody asked for it, and where the evaluator of `catops up` does it already. */
async function incidentsOf(
  invocation: Pick<Invocation<Flags>, 'host' | 'wiring'>,
  { openIncident }: TailFlags,
  printer: TailPrinter,
): Promise<AlarmIncidents | null> {
  if (!openIncident) return null;
  if (invocation.wiring.settings().alarms === 'local') {
    printer.note('Alarms of this machine open their incidents by themselves.');
    return null;
  }
  return createAlarmIncidents(invocation, printer.note);
}

/** Reads the flags; a fault is one `usage-invalid` that names the flag. */
export function requestOf(
  flags: Pick<
    TailFlags,
    'prefix' | 'nameRegex' | 'type' | 'state' | 'since' | 'interval' | 'for' | 'heartbeat'
  >,
  at: { readonly now: number; readonly zone: Zone },
): FollowRequest {
  return {
    everyMs: parseSpan('interval', flags.interval, { least: 5000, most: 3_600_000 }) ?? 15_000,
    filter: alarmFilterOf(flags),
    since: flags.since === undefined ? null : sinceOf(flags.since, at),
    forMs: parseSpan('for', flags.for, { least: 1000, most: Number.MAX_SAFE_INTEGER }),
    heartbeatMs: flags.heartbeat ? heartbeatMs : null,
  };
}

/** A length (`2h30m`) means so long ago; anything else is a moment. */
function sinceOf(text: string, at: { readonly now: number; readonly zone: Zone }): number {
  const length = /^[\d.]+(ms|s|m|h|d)(?=$|\d)/.test(text) ? `-${text}` : text;
  const read = parseAt(length, at);
  if (read.ok) return read.at;
  throw new CatopsError('usage-invalid', `--since: ${read.problem}`);
}

function openingLine(source: string, request: FollowRequest, now: number, zone: Zone): string {
  const every = lengthText(request.everyMs);
  return `Following ${source}, a look every ${every}; times of ${zoneTitle(now, zone)}.`;
}

/** What would be done, without a call. */
function planReply(flags: TailFlags, { everyMs, since, forMs }: FollowRequest): Reply {
  const { exec = null, openIncident, cursor = null } = flags;
  const sinceText = since === null ? null : new Date(since).toISOString();
  return {
    exit: 'ok',
    data: {
      schema: 'catops.alarms-tail/v1',
      dryRun: true,
      everySeconds: everyMs / 1000,
      mostCallsAMinute: callsAMinute,
      since: sinceText,
      forSeconds: forMs === null ? null : forMs / 1000,
      cursor,
      exec,
      openIncident,
    },
    text: () =>
      [
        `Would follow the alarms, with a look every ${lengthText(everyMs)} and at most ${callsAMinute} calls a minute.`,
        ...(sinceText === null ? [] : [`Would tell first what changed since ${sinceText}.`]),
        ...(cursor === null ? [] : [`Would keep its place under the name ${cursor}.`]),
        ...(exec === null ? [] : [`Would run for each change: ${exec}`]),
        ...(openIncident ? ['Would open an incident for each alarm that fires.'] : []),
      ].join('\n'),
  };
}
