import type { Alarm, AlarmState } from '../../src/alarms/alarm.js';
import type { FollowEvent, OnFollowEvent } from '../../src/alarms/follow/follow-event.js';
import type { Clock, Output } from '../../src/platform/host.js';
import { jsonText, printable } from '../../src/platform/terminal-text.js';
import { asciiText } from '../../src/presentation/ascii-text.js';
import { fit } from '../../src/presentation/cells.js';
import { changeRecord, heartbeatRecord, standingRecord } from '../kit/alarm-records.js';
import { troubleAfter, unwatchedWords } from './alarm-board-state.js';
import { type AlarmLook, changeLines, countsText, noteOf, standingLines } from './alarm-lines.js';

export interface TailPrinterOptions {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly clock: Pick<Clock, 'now' | 'monotonic'>;
  /** Name of the source. */
  readonly source: string;
  /** One JSON object a line instead of text. */
  readonly json: boolean;
  /** States to be listed at the begin; none: all that are not OK. */
  readonly states: readonly AlarmState[];
  readonly look: Omit<AlarmLook, 'width' | 'now'>;
  /** A line at the foot of the terminal that is written again and again. */
  readonly foot: boolean;
}

/** What shows a follower's events. */
export interface TailPrinter {
  readonly show: OnFollowEvent;
  /** A sentence between the changes. */
  note(text: string): void;
  /** Brings the foot up to date. */
  tick(): void;
  /** Takes the foot away. */
  close(): void;
}

const firstOf = { ALARM: 0, INSUFFICIENT_DATA: 1, OK: 2 } as const;
const erase = '\r\u001b[2K';

/**
 * Appends a line for each change to standard output, one write a line, so that no reader sees half of
 * one. Sentences about how it goes, and the line at the foot, are on standard error.
 */
export function createTailPrinter(options: TailPrinterOptions): TailPrinter {
  const { stdout, stderr, clock, source, json, foot } = options;
  let alarms: readonly Alarm[] = [];
  let nextAt: number | null = null;
  let trouble = '';
  let drawn = false;
  const widthNow = () => (stdout.isTTY ? (stdout.columns ?? 80) : Number.POSITIVE_INFINITY);
  const look = (): AlarmLook => ({ ...options.look, width: widthNow(), now: clock.now() });
  const undraw = () => {
    if (drawn) stderr.write(erase);
    drawn = false;
  };
  const draw = () => {
    if (!foot) return;
    const seconds = nextAt === null ? null : Math.max(0, (nextAt - clock.monotonic()) / 1000);
    const wait = seconds === null ? '' : `   next look in ${Math.ceil(seconds)} s`;
    const text = ` ${countsText(alarms)}${trouble && `   ${trouble}`}${wait}   Ctrl-C ends`;
    stderr.write(`${erase}${fit(text, (stderr.columns ?? 80) - 1)}`);
    drawn = true;
  };
  const above = (to: Output, lines: readonly string[]) => {
    undraw();
    for (const line of lines) to.write(`${line}\n`);
    draw();
  };
  const note = (text: string) => above(stderr, [printable(text)]);
  const show = (event: FollowEvent): void => {
    if (event.kind === 'standing' || event.kind === 'looked') alarms = event.alarms;
    if (event.kind === 'looked') nextAt = clock.monotonic() + event.nextInMs;
    trouble = troubleAfter(event, trouble);
    const said = answerOf(event, { alarms, states: options.states, look: look() });
    if (said) above(stdout, json ? [jsonText(said.record)] : said.lines);
    const text = noteOf(event, source);
    if (text !== null) note(text);
    else if (event.kind === 'looked') draw();
  };
  return { show, note, tick: draw, close: undraw };
}

interface Standing {
  readonly alarms: readonly Alarm[];
  readonly states: readonly AlarmState[];
  readonly look: AlarmLook;
}

/** What of an event belongs into the answer, as lines and as one object; null: nothing. */
function answerOf(
  event: FollowEvent,
  { alarms, states, look }: Standing,
): { readonly lines: readonly string[]; readonly record: object } | null {
  const counts = look.ascii ? asciiText(countsText(alarms)) : countsText(alarms);
  switch (event.kind) {
    case 'standing': {
      const listed = listedOf(alarms, states);
      return {
        lines: [...startLines(listed, states, look), counts],
        record: standingRecord(event, listed),
      };
    }
    case 'changed':
      return { lines: changeLines(event.told, look), record: changeRecord(event.told) };
    case 'heartbeat': {
      const watching = event.watched ? 'watching' : unwatchedWords;
      const how = event.answered ? watching : 'NOT ANSWERED';
      return {
        lines: [`${event.at}  ${how}  ${counts}`],
        record: heartbeatRecord(event, alarms),
      };
    }
    default:
      return null;
  }
}

/** A fresh stack has nothing to judge yet: dozens of alarms without data are one line. */
const mostWithoutData = 5;

function startLines(
  listed: readonly Alarm[],
  states: readonly AlarmState[],
  look: AlarmLook,
): readonly string[] {
  const noData = listed.filter(({ state }) => state === 'INSUFFICIENT_DATA').length;
  const folded = states.length === 0 && noData > mostWithoutData;
  const shown = folded ? listed.filter(({ state }) => state !== 'INSUFFICIENT_DATA') : listed;
  return [
    ...shown.flatMap((alarm) => standingLines(alarm, look)),
    ...(folded ? [`${noData} alarms have no data: catops alarms list --state nodata`] : []),
  ];
}

/** Firing first, and of each state the oldest. */
function listedOf(alarms: readonly Alarm[], states: readonly AlarmState[]): readonly Alarm[] {
  return alarms
    .filter(({ state }) => (states.length === 0 ? state !== 'OK' : states.includes(state)))
    .sort((a, b) => firstOf[a.state] - firstOf[b.state] || (a.since < b.since ? -1 : 1));
}
