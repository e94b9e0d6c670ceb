import type { Alarm, AlarmState, SeriesPoint } from '../../src/alarms/alarm.js';
import { bothTimes, lengthText, timeIn } from '../../src/platform/format-time.js';
import { printable } from '../../src/platform/terminal-text.js';
import type { Zone } from '../../src/platform/zone.js';
import { asciiText } from '../../src/presentation/ascii-text.js';
import { barChart, chartTop, thresholdRow } from '../../src/presentation/bar-chart.js';
import { fit, fitMiddle, pad } from '../../src/presentation/cells.js';
import { sparkline } from '../../src/presentation/sparkline.js';
import { wrapText } from '../../src/presentation/wrap-text.js';
import {
  type BoardDetail,
  type BoardState,
  selectedAlarm,
  shownAlarms,
} from './alarm-board-state.js';
import { countsText, figureOf, stateCell, stateWord, whenText } from './alarm-lines.js';

export interface BoardLook {
  readonly zone: Zone;
  readonly ascii: boolean;
  readonly columns: number;
  readonly rows: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Of the clock that never goes back. */
  readonly monotonic: number;
}

/** How a line stands out, beside what it says. */
export type Tone = 'plain' | 'dim' | 'title' | 'firing' | 'no-data' | 'good' | 'selected';

export interface BoardLine {
  readonly text: string;
  readonly tone: Tone;
}

const tones: Readonly<Record<AlarmState, Tone>> = {
  ALARM: 'firing',
  INSUFFICIENT_DATA: 'no-data',
  OK: 'good',
};

/** The whole board: at most one line less than the terminal has, none wider than it. */
export function boardLines(state: BoardState, look: BoardLook): readonly BoardLine[] {
  const head = [titleLine(state, look)];
  const foot = footLines(state);
  const room = Math.max(1, look.rows - 1 - head.length - foot.length);
  const body = bodyOf(state, look, room).slice(0, room);
  const shown = (text: string) => fit(look.ascii ? asciiText(text) : text, look.columns);
  return [...head, ...body, ...foot].map(({ text, tone }) => ({ text: shown(text), tone }));
}

function bodyOf(state: BoardState, look: BoardLook, room: number): readonly BoardLine[] {
  if (state.help) return helpLines;
  const open = state.detail;
  const alarm = open && state.alarms.find(({ name }) => name === open.name);
  if (open && alarm) return detailLines(state, { alarm, detail: open }, look, room);
  return listLines(state, look, room);
}

function titleLine(state: BoardState, { zone, now, columns, monotonic }: BoardLook): BoardLine {
  const { source, alarms, trouble, nextAt, held } = state;
  const wait = nextAt === null ? '' : `   next look in ${secondsUntil(nextAt, monotonic)} s`;
  const words = [trouble, held ? 'HELD (p goes on)' : ''].filter(Boolean).join('   ');
  const left = `${source}   ${countsText(alarms)}${words ? `   ${words}` : wait}`;
  const right = `${timeIn(now, zone, true)} ${zone.abbreviation(now)}`;
  const text =
    left.length + right.length + 2 <= columns ? pad(left, columns - right.length) + right : left;
  return { text, tone: 'title' };
}

function secondsUntil(at: number, monotonic: number): number {
  return Math.max(0, Math.ceil((at - monotonic) / 1000));
}

function footLines(state: BoardState): readonly BoardLine[] {
  const { filter, typing, note, asking, firingOnly, detail } = state;
  const prompt = typing ? `/${filter}_` : filter === '' ? '' : `filter: ${printable(filter)}`;
  const said =
    asking === null ? note : `y / n: open an incident, which may wake somebody, for ${asking}?`;
  const keys = detail
    ? 'esc back   o open an incident   q quit   ? help'
    : `enter details   o incident   / filter   f ${firingOnly ? 'all' : 'firing'}   p hold   q quit   ? help`;
  return [
    ...(prompt === '' ? [] : [{ text: prompt, tone: 'plain' as const }]),
    { text: printable(said), tone: asking === null ? 'plain' : 'title' },
    { text: keys, tone: 'dim' },
  ];
}

const helpLines: readonly BoardLine[] = [
  'up, down, j, k   move           enter   history, chart and runbook of the alarm',
  '/   only names with a text      esc     back, or no filter',
  'f   firing only, or all         o       open an incident for the alarm (asks first)',
  'p   hold the list as it is      q       quit; what fires goes on firing',
  '',
  'Bars show the last hour, from 0; what is marked across them is the threshold.',
  'Any key closes this.',
].map((text) => ({ text, tone: 'plain' }));

const nameCells = { least: 12, most: 48 };
const barCells = { least: 18, most: 60 };
// State, for how long, severity and value, with what stands between.
const besideName = 37;

function listLines(state: BoardState, look: BoardLook, room: number): readonly BoardLine[] {
  const shown = shownAlarms(state);
  if (shown.length === 0) {
    if (state.nextAt === null) return [];
    const why = state.alarms.length === 0 ? 'There are no alarms.' : 'No alarm is meant by that.';
    return lines(why);
  }
  const left = look.columns - besideName;
  const name = Math.max(
    nameCells.least,
    Math.min(nameCells.most, left - barCells.least, longest(shown)),
  );
  const bars = Math.max(0, Math.min(barCells.most, left - name));
  const selected = selectedAlarm(state);
  const first = firstShown(selected === null ? 0 : shown.indexOf(selected), shown.length, room - 1);
  const titles = rowText(['', 'ALARM', 'FOR', 'SEV', 'VALUE', 'LAST HOUR'], name);
  return [
    { text: `  ${titles}`, tone: 'dim' },
    ...shown.slice(first, first + room - 1).map((alarm): BoardLine => {
      const points = state.series.get(alarm.name);
      const cells = [
        stateCell(alarm.state, look.ascii),
        fitMiddle(printable(alarm.name), name),
        shortLength(look.now - Date.parse(alarm.since)),
        alarm.severity ?? '',
        valueText(alarm, points ?? []),
        points?.length ? barsOf(alarm, points, bars) : wordsOf(alarm),
      ];
      const isSelected = alarm === selected;
      return {
        text: `${isSelected ? '> ' : '  '}${rowText(cells, name)}`,
        tone: isSelected ? 'selected' : alarm.state === 'OK' ? 'plain' : tones[alarm.state],
      };
    }),
  ];
}

function rowText(cells: readonly string[], name: number): string {
  const widths = [8, name, 4, 4, 13];
  return cells
    .map((cell, index) => pad(cell, widths[index] ?? 0))
    .join(' ')
    .trimEnd();
}

function longest(alarms: readonly Alarm[]): number {
  return alarms.reduce((most, { name }) => Math.max(most, name.length), 0);
}

/** The first row of a window of so many in which the selected one is. */
function firstShown(selected: number, count: number, room: number): number {
  return Math.max(0, Math.min(count - room, selected - Math.floor(room / 2)));
}

/** `7 > 1`: the last value, and how it is to what it is held against. */
function valueText(alarm: Alarm, points: readonly SeriesPoint[]): string {
  const { threshold } = alarm;
  const value = alarm.value ?? points.findLast((point) => point.value !== null)?.value ?? null;
  if (value === null) return '—';
  if (threshold === null) return shortNumber(value);
  const sign = value > threshold ? '>' : value < threshold ? '<' : '=';
  return `${shortNumber(value)} ${sign} ${shortNumber(threshold)}`;
}

/** Where there is no curve and no value, as of a composite: why it is in that state. */
function wordsOf(alarm: Alarm): string {
  return alarm.value === null ? printable(figureOf(alarm)) : '';
}

const units = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'm'],
  [1000, 's'],
] as const;

/** In one unit: `11m`, `16h`, `2d`. */
function shortLength(ms: number): string {
  const [unit, letter] = units.find(([each]) => ms >= each) ?? [1000, 's'];
  return `${Math.max(0, Math.floor(ms / unit))}${letter}`;
}

function shortNumber(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function barsOf(alarm: Alarm, points: readonly SeriesPoint[], cells: number): string {
  const values = condensed(points, cells, alarm);
  return sparkline(values, chartTop({ values, threshold: alarm.threshold }));
}

/** The whole hour in so many cells: where there are fewer than points, each shows the worst of its own. */
function condensed(
  points: readonly SeriesPoint[],
  cells: number,
  { comparison }: Alarm,
): readonly (number | null)[] {
  const worst = comparison === 'below' ? Math.min : Math.max;
  const count = Math.min(cells, points.length);
  return Array.from({ length: count }, (_, cell) => {
    const from = Math.floor((cell * points.length) / count);
    const to = Math.floor(((cell + 1) * points.length) / count);
    const values = points.slice(from, to).flatMap(({ value }) => value ?? []);
    return values.length === 0 ? null : worst(...values);
  });
}

/** On a low terminal what happened before is worth more than a tall curve. */
function chartHeight({ rows }: BoardLook): number {
  if (rows < 18) return 0;
  return rows < 32 ? 3 : 6;
}

/** So many changes at least, where there were so many. */
const leastChanges = 4;

function detailLines(
  { series }: BoardState,
  { alarm, detail }: { readonly alarm: Alarm; readonly detail: BoardDetail },
  look: BoardLook,
  room: number,
): readonly BoardLine[] {
  const { zone, columns, now, ascii } = look;
  const since = Date.parse(alarm.since);
  const facts = [alarm.metric ?? alarm.type, alarm.severity ?? '', alarm.muted ? 'muted' : ''];
  const why = [figureOf(alarm), ...facts].map(printable).filter(Boolean).join(' · ');
  const head: readonly BoardLine[] = [
    { text: '', tone: 'plain' },
    {
      text: `${stateCell(alarm.state, ascii)}  ${printable(alarm.name)}`,
      tone: tones[alarm.state],
    },
    ...lines(`since ${bothTimes(since, zone)}, for ${lengthText(Math.max(0, now - since))}`),
    ...lines(...wrapText(why, columns).slice(0, 3)),
    ...chartLines(alarm, series.get(alarm.name) ?? [], look),
  ];
  const steps = stepLines(alarm, detail, columns);
  // Two lines are its title and what stands above it.
  const left = room - head.length - 2 - Math.min(8, steps.length);
  return [...head, ...historyLines(detail, look, Math.max(leastChanges, left)), ...steps];
}

function lines(...texts: readonly string[]): readonly BoardLine[] {
  return texts.map((text) => ({ text, tone: 'plain' }));
}

function chartLines(
  alarm: Alarm,
  points: readonly SeriesPoint[],
  look: BoardLook,
): readonly BoardLine[] {
  const { columns, ascii } = look;
  const height = chartHeight(look);
  if (points.length === 0 || height === 0) return [];
  const { threshold } = alarm;
  const values = condensed(points, Math.max(1, columns - 12), alarm);
  const chart = { values, threshold, height, ascii };
  const at = thresholdRow(chart);
  const top = shortNumber(chartTop(chart));
  const labelOf = (row: number) => {
    if (threshold !== null && row === at) return ` ${ascii ? '-' : '┄'} ${shortNumber(threshold)}`;
    return row === 0 ? ` ${top}` : '';
  };
  return [
    ...lines('', ...barChart(chart).map((bars, row) => `${bars}${labelOf(row)}`)),
    { text: `the last hour, from 0 to ${top}`, tone: 'dim' },
  ];
}

/** No more lines of changes than `most`, the newest. */
function historyLines(
  { name, changes }: BoardDetail,
  { zone, now }: BoardLook,
  most: number,
): readonly BoardLine[] {
  const title: BoardLine = { text: 'HISTORY of the last day', tone: 'dim' };
  const blank = lines('');
  if (changes === null) return [...blank, title, ...lines('reading …')];
  if (changes.length === 0) return [...blank, title, ...lines('nothing changed')];
  const shown = changes.length > most ? changes.slice(0, most - 1) : changes;
  const rest = changes.length - shown.length;
  return [
    ...blank,
    title,
    ...shown.map((change): BoardLine => {
      const when = whenText(Date.parse(change.at), { zone, now });
      const arrow = pad(`${stateWord(change.from)} → ${stateWord(change.to)}`, 15);
      const text = `${when}  ${arrow}  ${printable(figureOf(change))}`;
      return { text, tone: tones[change.to] };
    }),
    ...(rest === 0 ? [] : lines(`${rest} more: catops alarms history "${printable(name)}"`)),
  ];
}

function stepLines(
  { runbook }: Alarm,
  { steps }: BoardDetail,
  columns: number,
): readonly BoardLine[] {
  if (runbook === null) return lines('', 'It names no runbook.');
  const name = printable(runbook);
  const title: BoardLine = { text: `RUNBOOK ${name}: catops runbook show ${name}`, tone: 'dim' };
  const wrapped = (steps ?? []).flatMap((step, index) =>
    wrapText(`${index + 1}. ${printable(step)}`, columns),
  );
  return [...lines(''), title, ...lines(...wrapped)];
}
