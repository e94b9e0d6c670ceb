import type { Alarm, AlarmState, SeriesPoint, StateChange } from '../../src/alarms/alarm.js';
import type { FollowEvent } from '../../src/alarms/follow/follow-event.js';
import { noteOf } from './alarm-lines.js';

/** What is known of the alarm that is opened, as far as it has been read. */
export interface BoardDetail {
  readonly name: string;
  /** Newest first; null: not read yet. */
  readonly changes: readonly StateChange[] | null;
  /** Steps of its runbook; null: none, or not read yet. */
  readonly steps: readonly string[] | null;
}

/** Everything the board shows; grows by what happens and what is typed. */
export interface BoardState {
  /** Name of the source. */
  readonly source: string;
  readonly alarms: readonly Alarm[];
  /** Newer alarms than those shown, while the board is held. */
  readonly held: readonly Alarm[] | null;
  readonly series: ReadonlyMap<string, readonly SeriesPoint[]>;
  /** Name of the alarm the cursor is on; null: on the first. */
  readonly selected: string | null;
  readonly filter: string;
  /** What is typed goes into the filter. */
  readonly typing: boolean;
  readonly firingOnly: boolean;
  readonly help: boolean;
  /** The alarm for which an incident is asked to be opened. */
  readonly asking: string | null;
  readonly detail: BoardDetail | null;
  /** The last sentence of what happened. */
  readonly note: string;
  /** Not answered, or refused; empty when all is well. */
  readonly trouble: string;
  /** When the next look begins, by the clock that never goes back; null: not known. */
  readonly nextAt: number | null;
}

/** A key, as the board knows them. */
export type BoardKey =
  | 'up'
  | 'down'
  | 'page-up'
  | 'page-down'
  | 'enter'
  | 'escape'
  | 'backspace'
  | 'interrupt'
  | { readonly char: string };

export type BoardInput =
  | { readonly kind: 'event'; readonly event: FollowEvent; readonly monotonic: number }
  | { readonly kind: 'key'; readonly key: BoardKey }
  | { readonly kind: 'series'; readonly name: string; readonly points: readonly SeriesPoint[] }
  | { readonly kind: 'detail'; readonly detail: BoardDetail }
  | { readonly kind: 'said'; readonly text: string };

/** What the board asks for. */
export type BoardEffect =
  | { readonly kind: 'quit' }
  | { readonly kind: 'interrupt' }
  | { readonly kind: 'load'; readonly alarm: Alarm }
  | { readonly kind: 'open-incident'; readonly alarm: Alarm };

export interface BoardStep {
  readonly state: BoardState;
  readonly effect: BoardEffect | null;
}

export function emptyBoard(source: string): BoardState {
  return {
    source,
    alarms: [],
    held: null,
    series: new Map(),
    selected: null,
    filter: '',
    typing: false,
    firingOnly: false,
    help: false,
    asking: null,
    detail: null,
    note: 'Looking at the alarms …',
    trouble: '',
    nextAt: null,
  };
}

const rank: Readonly<Record<AlarmState, number>> = { ALARM: 0, INSUFFICIENT_DATA: 1, OK: 2 };

/** The alarms in the order shown: firing first, the worst first, the newest first. */
export function shownAlarms({ alarms, filter, firingOnly }: BoardState): readonly Alarm[] {
  const wanted = filter.toLowerCase();
  return alarms
    .filter(({ state }) => !firingOnly || state === 'ALARM')
    .filter(({ name }) => name.toLowerCase().includes(wanted))
    .sort(
      (a, b) =>
        rank[a.state] - rank[b.state] ||
        (a.severity ?? 'sev9').localeCompare(b.severity ?? 'sev9') ||
        b.since.localeCompare(a.since) ||
        a.name.localeCompare(b.name),
    );
}

/** The alarm the cursor is on. */
export function selectedAlarm(state: BoardState): Alarm | null {
  const shown = shownAlarms(state);
  return shown.find(({ name }) => name === state.selected) ?? shown[0] ?? null;
}

/** The board after something happened or was typed, and what it asks for. */
export function boardAfter(state: BoardState, input: BoardInput): BoardStep {
  switch (input.kind) {
    case 'event':
      return only(afterEvent(state, input.event, input.monotonic));
    case 'key':
      return afterKey(state, input.key);
    case 'series':
      return only({ ...state, series: withSeries(state, input.name, input.points) });
    case 'detail':
      // The answer may come when another alarm is open, or none.
      return only(
        state.detail?.name === input.detail.name ? { ...state, detail: input.detail } : state,
      );
    case 'said':
      return only({ ...state, note: input.text });
  }
}

function only(state: BoardState): BoardStep {
  return { state, effect: null };
}

function afterEvent(state: BoardState, event: FollowEvent, monotonic: number): BoardState {
  switch (event.kind) {
    case 'standing':
      return { ...state, alarms: event.alarms, note: '' };
    case 'looked': {
      const { alarms, nextInMs } = event;
      const nextAt = monotonic + nextInMs;
      if (state.held) return { ...state, held: alarms, nextAt };
      return { ...state, alarms, nextAt };
    }
    case 'changed': {
      const { name, from, to } = event.told.change;
      return { ...state, note: `${name}: ${from} → ${to}` };
    }
    default: {
      const note = noteOf(event, state.source) ?? state.note;
      return { ...state, note, trouble: troubleAfter(event, state.trouble) };
    }
  }
}

/** What stands beside the counts after an event, while a service is ill. */
export function troubleAfter({ kind }: FollowEvent, before: string): string {
  if (kind === 'lost') return 'NOT ANSWERED';
  if (kind === 'refused') return 'CREDENTIALS REFUSED';
  if (kind === 'unwatched') return unwatchedWords;
  return kind === 'found' || kind === 'watched' ? '' : before;
}

/** States are as they were left, and nobody is woken. */
export const unwatchedWords = 'NOBODY JUDGES THEM';

/** Only of alarms that are there: nothing grows with the days. */
function withSeries(
  { series, alarms }: BoardState,
  name: string,
  points: readonly SeriesPoint[],
): BoardState['series'] {
  const here = new Set(alarms.map((alarm) => alarm.name));
  const kept = [...series].filter(([known]) => here.has(known));
  return new Map([...kept, [name, points] as const]);
}

function afterKey(state: BoardState, key: BoardKey): BoardStep {
  if (key === 'interrupt') return { state, effect: { kind: 'interrupt' } };
  if (state.typing) return only(afterTyping(state, key));
  if (state.asking !== null) return afterAnswer(state, key);
  if (state.help) return only({ ...state, help: false });
  return typeof key === 'string' ? afterMove(state, key) : afterCommand(state, key.char);
}

function afterTyping(state: BoardState, key: BoardKey): BoardState {
  if (typeof key !== 'string') return { ...state, filter: state.filter + key.char };
  switch (key) {
    case 'enter':
      return { ...state, typing: false };
    case 'escape':
      return { ...state, typing: false, filter: '' };
    case 'backspace':
      return { ...state, filter: Array.from(state.filter).slice(0, -1).join('') };
    default:
      return state;
  }
}

function afterAnswer(state: BoardState, key: BoardKey): BoardStep {
  const asked = state.alarms.find(({ name }) => name === state.asking) ?? null;
  const next = { ...state, asking: null };
  const yes = typeof key !== 'string' && key.char.toLowerCase() === 'y';
  if (!yes || asked === null) return only({ ...next, note: 'No incident was opened.' });
  return {
    state: { ...next, note: `Opening an incident for ${asked.name} …` },
    effect: { kind: 'open-incident', alarm: asked },
  };
}

const steps: Readonly<Record<string, number>> = {
  up: -1,
  down: 1,
  'page-up': -10,
  'page-down': 10,
};

function afterMove(state: BoardState, key: Exclude<BoardKey, object>): BoardStep {
  if (key === 'escape')
    return only({ ...state, detail: null, filter: state.detail ? state.filter : '' });
  const alarm = selectedAlarm(state);
  if (key === 'enter') {
    if (!alarm) return only(state);
    const detail = { name: alarm.name, changes: null, steps: null };
    return { state: { ...state, detail }, effect: { kind: 'load', alarm } };
  }
  const step = steps[key];
  if (step === undefined || state.detail) return only(state);
  const shown = shownAlarms(state);
  const at = shown.findIndex(({ name }) => name === alarm?.name);
  const to = Math.min(shown.length - 1, Math.max(0, at + step));
  return only({ ...state, selected: shown[to]?.name ?? null });
}

function afterCommand(state: BoardState, char: string): BoardStep {
  switch (char) {
    case 'q':
      return { state, effect: { kind: 'quit' } };
    case 'j':
      return afterMove(state, 'down');
    case 'k':
      return afterMove(state, 'up');
    case '?':
      return only({ ...state, help: true });
    case '/':
      return only({ ...state, typing: true, detail: null });
    case 'f':
      return only({ ...state, firingOnly: !state.firingOnly, detail: null });
    case 'p':
      return only(
        state.held
          ? { ...state, alarms: state.held, held: null }
          : { ...state, held: state.alarms },
      );
    case 'o': {
      const alarm = state.detail
        ? state.alarms.find(({ name }) => name === state.detail?.name)
        : selectedAlarm(state);
      return only(alarm ? { ...state, asking: alarm.name } : state);
    }
    default:
      return only(state);
  }
}
