import type { Alarm, AlarmState, StateChange } from '../../src/alarms/alarm.js';
import type { FollowEvent, ToldChange } from '../../src/alarms/follow/follow-event.js';
import { dateIn, lengthText, timeIn } from '../../src/platform/format-time.js';
import { printable } from '../../src/platform/terminal-text.js';
import type { Zone } from '../../src/platform/zone.js';
import { asciiText } from '../../src/presentation/ascii-text.js';
import { cellWidth, fit, fitMiddle, pad } from '../../src/presentation/cells.js';

/** How lines about alarms are laid out. */
export interface AlarmLook {
  /** Null: ISO 8601 in UTC, for a program that reads it. */
  readonly zone: Zone | null;
  readonly colour: boolean;
  readonly ascii: boolean;
  /** Columns; infinite where nothing is cut. */
  readonly width: number;
  /** Milliseconds since the epoch: times of another day are shown with their date. */
  readonly now: number;
}

/** A state as people read it, with a sign beside the colour. */
const states: Readonly<
  Record<AlarmState, { word: string; sign: string; ascii: string; paint: number }>
> = {
  ALARM: { word: 'ALARM', sign: '✖', ascii: '!', paint: 31 },
  INSUFFICIENT_DATA: { word: 'NODATA', sign: '◆', ascii: '?', paint: 33 },
  OK: { word: 'OK', sign: '✔', ascii: '+', paint: 32 },
};

const wordWidth = 6;
const nameWidth = 28;
const indent = 10;

/** `ALARM`, `NODATA`, `OK`. */
export function stateWord(state: AlarmState): string {
  return states[state].word;
}

/** `✖ ALARM`, as wide for each state. */
export function stateCell(state: AlarmState, ascii: boolean): string {
  const { word, sign, ascii: plain } = states[state];
  return `${ascii ? plain : sign} ${pad(word, wordWidth)}`;
}

/** What was measured against what: `7.0 > 1 for 2/2 × 60s`. Empty where nobody says. */
export function figureOf(alarm: Pick<StateChange, 'reason' | 'value' | 'threshold'>): string {
  const { reason, value, threshold } = alarm;
  if (reason !== '') return reason;
  if (value === null) return '';
  return threshold === null ? `${value}` : `${value}, threshold ${threshold}`;
}

/** One change: when, what, why, and whom to ask next. One line, unless a terminal is too narrow. */
export function changeLines(told: ToldChange, look: AlarmLook): string[] {
  const { change, alarm, lastedMs, release } = told;
  const arrow = `${stateWord(change.from)} → ${stateWord(change.to)}`;
  const after = lastedMs === null || change.from === 'OK' ? '' : `after ${lengthText(lastedMs)}`;
  return lineOf(change.at, change.to, look, [
    nameCell(change.name, look),
    pad(arrow, 2 * wordWidth + 3),
    after,
    figureOf(change),
    ...detailsOf(change.type, alarm),
    release === null ? '' : `release ${release}`,
  ]);
}

/** An alarm as it stands, with since when. */
export function standingLines(alarm: Alarm, look: AlarmLook): string[] {
  const since = Date.parse(alarm.since);
  const forMs = Math.max(0, look.now - since);
  return lineOf(alarm.since, alarm.state, look, [
    nameCell(alarm.name, look),
    `for ${lengthText(forMs)}`,
    figureOf(alarm),
    ...detailsOf(alarm.type, alarm),
  ]);
}

function nameCell(name: string, { width }: AlarmLook): string {
  const text = printable(name);
  return Number.isFinite(width) ? pad(fitMiddle(text, nameWidth), nameWidth) : text;
}

function detailsOf(type: StateChange['type'], alarm: Alarm | null): string[] {
  return [
    alarm?.metric ?? type,
    alarm?.severity ?? '',
    alarm?.runbook ? `runbook ${alarm.runbook}` : '',
    alarm?.muted ? 'muted' : '',
  ];
}

/** Time, state and fields, two spaces apart; wrapped between fields where they do not fit. */
function lineOf(
  at: string,
  state: AlarmState,
  look: AlarmLook,
  fields: readonly string[],
): string[] {
  const shown = (text: string) => (look.ascii ? asciiText(text) : text);
  const time = timeText(at, look);
  const head = `${time}  ${stateCell(state, look.ascii)}`;
  const lines = [head];
  for (const field of fields.map(printable).filter((text) => text.trim() !== '')) {
    const last = lines.length - 1;
    const joined = `${lines[last]}  ${shown(field)}`;
    if (cellWidth(joined.trimEnd()) <= look.width) lines[last] = joined;
    else lines.push(fit(`${' '.repeat(indent)}${shown(field.trimEnd())}`, look.width));
  }
  const [first = '', ...rest] = lines.map((line) => line.trimEnd());
  return [look.colour ? painted(first, head, time, state) : first, ...rest];
}

function painted(line: string, head: string, time: string, state: AlarmState): string {
  const sign = head.slice(time.length);
  return `${time}\u001b[${states[state].paint}m${sign}\u001b[39m${line.slice(head.length)}`;
}

function timeText(at: string, { zone, now }: AlarmLook): string {
  return zone === null ? at : whenText(Date.parse(at), { zone, now });
}

/** `14:02:11`, with the date where it is another day. */
export function whenText(
  at: number,
  { zone, now }: { readonly zone: Zone; readonly now: number },
): string {
  const day = dateIn(at, zone) === dateIn(now, zone) ? '' : `${dateIn(at, zone)} `;
  return `${day}${timeIn(at, zone, true)}`;
}

/** How many are in each state: `2 firing · 1 no data · 20 ok`. */
export function countsText(alarms: readonly Alarm[]): string {
  const count = (state: AlarmState) => alarms.filter((alarm) => alarm.state === state).length;
  return `${count('ALARM')} firing · ${count('INSUFFICIENT_DATA')} no data · ${count('OK')} ok`;
}

/** What else happens while alarms are followed, in one sentence; null where it is not worth one. */
export function noteOf(event: FollowEvent, source: string): string | null {
  switch (event.kind) {
    case 'added':
      return `New alarm: ${event.alarm.name}, ${stateWord(event.alarm.state)}.`;
    case 'removed':
      return `The alarm ${event.name} is gone.`;
    case 'slowed':
      return `${event.error.message} Asked more slowly from now on, until ${source} takes it again.`;
    case 'regained':
      return `${source} is asked every ${lengthText(event.everyMs)} again.`;
    case 'lost':
      return `${event.error.message} Tried again and again; what changes meanwhile is told afterwards.`;
    case 'found':
      return `${source} answers again, after ${lengthText(event.afterMs)}.`;
    case 'refused':
      return `${event.error.message} Tried again for ${lengthText(event.forMs)}, should they be renewed.`;
    case 'unwatched':
      return `Nobody judges the alarms of ${source}, and nobody is woken. Try: catops up`;
    case 'watched':
      return `The alarms of ${source} are judged again.`;
    case 'cursor-failed':
      return `The place to go on from cannot be kept: ${event.error.message}`;
    default:
      return null;
  }
}
