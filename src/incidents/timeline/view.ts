import { dateIn, lengthText, momentIn, timeIn, zoneTitle } from '../../platform/format-time.js';
import { clockChanges, offsetText, utc, type Zone } from '../../platform/zone.js';
import type { Entry, EntryKind, Incident } from '../incident.js';
import { describeEntry, type Naming } from './describe-entry.js';

/** One line of the timeline. All text is plain and without control characters. */
export interface TimelineRow {
  readonly id: string;
  readonly seq: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Day in the zone: a line is drawn where it changes. */
  readonly date: string;
  /** `21:20`, `~21:20` when it is a guess, `02:30 CEST` when clocks change within the window. */
  readonly local: string;
  /** `10:20`; `11-14 21:30` when the date is another one than the local one. */
  readonly utc: string;
  /** Since the impact started: `+11 h 10 min`; empty while that is not known. */
  readonly delta: string;
  /** Role, `person`, `tool`; the actor's id as well when people are named. */
  readonly who: string;
  readonly what: string;
  readonly evidence: readonly { readonly title: string; readonly url: string | null }[];
  /** `replaced`: shown for the record, no longer in force. */
  readonly mark: 'current' | 'edited' | 'replaced';
  /** When it was written down, if that was five minutes or more after it happened. */
  readonly recordedLater: string | null;
}

/** The timeline of an incident, laid out by day in one zone beside UTC. */
export interface TimelineView {
  /** `Times in Europe/Berlin (CEST, UTC+2), beside UTC.` */
  readonly header: string;
  readonly rows: readonly TimelineRow[];
  /** Changes of the clocks within the window, one sentence each. */
  readonly footnotes: readonly string[];
}

export interface TimelineOptions {
  readonly zone: Zone;
  readonly naming: Naming;
  /** Shows replaced entries too, but never the text of one that was taken out. */
  readonly withReplaced?: boolean;
  /** Shows every kind of entry: deliveries, actions, statements as well. */
  readonly everything?: boolean;
}

// These have a part of the report of their own, and would bury the story here.
const elsewhere: ReadonlySet<EntryKind> = new Set([
  'delivery',
  'action',
  'statement',
  'reminder',
  'discrepancy',
]);

const lateMs = 5 * 60_000;

/** The entries in force by the time they happened, then by the order recorded. Linear but for the sort. */
export function timelineOf(incident: Incident, options: TimelineOptions): TimelineView {
  const { zone } = options;
  const shown = shownEntries(incident, options);
  const times = shown.map(({ entry }) => Date.parse(entry.occurredAt));
  const first = times[0] ?? Date.parse(incident.openedAt);
  const last = times.at(-1) ?? first;
  const changes = zone === utc ? [] : clockChanges(zone, first, last);
  const start = incident.milestones['impact-started']?.at;
  const impact = start === undefined ? null : Date.parse(start);
  const rows = shown.map(({ entry, mark }) => ({
    ...rowOf(entry, options, impact),
    recordedLater: incident.nature === 'backfilled' ? null : recordedLater(entry),
    local: localTime(entry, zone, changes.length > 0),
    mark,
  }));
  return {
    header: `Times in ${zoneTitle(first, zone)}${zone === utc ? '' : ', beside UTC'}.`,
    rows,
    footnotes: changes.map(({ at, from, to }) => {
      const turned = to > from ? 'forward' : 'back';
      return `Clocks in ${zone.name} went ${turned} from ${offsetText(from)} to ${offsetText(to)} at ${momentIn(at, utc)}.`;
    }),
  };
}

interface Shown {
  readonly entry: Entry;
  readonly mark: TimelineRow['mark'];
}

function shownEntries(incident: Incident, options: TimelineOptions): Shown[] {
  const current = new Set(incident.entries.map(({ id }) => id));
  const secret = takenOut(incident.history);
  const isBackfilled = incident.nature === 'backfilled';
  const source = options.withReplaced ? incident.history : incident.entries;
  return (
    source
      .filter(({ kind }) => options.everything || !elsewhere.has(kind))
      // Of an incident written down afterwards, the writing is no part of the story.
      .filter(({ kind }) => options.everything || !isBackfilled || kind !== 'opened')
      .filter(({ id }) => current.has(id) || !secret.has(id))
      .map((entry): Shown => {
        if (!current.has(entry.id)) return { entry, mark: 'replaced' };
        return { entry, mark: entry.supersedes === null ? 'current' : 'edited' };
      })
      .map((shown) => ({ shown, at: Date.parse(shown.entry.occurredAt) }))
      .sort((a, b) => a.at - b.at || a.shown.entry.seq - b.shown.entry.seq)
      .map(({ shown }) => shown)
  );
}

/** Ids of every entry whose text was taken out, earlier wordings of it too. */
function takenOut(history: readonly Entry[]): ReadonlySet<string> {
  const before = new Map(history.map(({ id, supersedes }) => [id, supersedes]));
  const ids = new Set<string>();
  for (const entry of history) {
    if (entry.kind !== 'redacted') continue;
    let id = entry.supersedes;
    while (id !== null && !ids.has(id)) {
      ids.add(id);
      id = before.get(id) ?? null;
    }
  }
  return ids;
}

function rowOf(entry: Entry, { zone, naming }: TimelineOptions, impact: number | null) {
  const at = Date.parse(entry.occurredAt);
  return {
    id: entry.id,
    seq: entry.seq,
    at,
    date: dateIn(at, zone),
    utc: utcTime(at, zone),
    delta: impact === null ? '' : `${at < impact ? '−' : '+'}${lengthText(Math.abs(at - impact))}`,
    who: whoOf(entry, naming),
    what: describeEntry(entry, naming),
    evidence: entry.evidence.map(({ title, url }) => ({ title, url })),
  };
}

function recordedLater({ recordedAt, occurredAt }: Entry): string | null {
  const late = Date.parse(recordedAt) - Date.parse(occurredAt);
  return late >= lateMs ? lengthText(late) : null;
}

function whoOf({ actor }: Entry, naming: Naming): string {
  const role = actor.role ?? actor.kind;
  if (naming === 'roles') return role;
  return actor.role === null ? actor.id : `${actor.id} (${role})`;
}

function localTime({ occurredAt, precision }: Entry, zone: Zone, named: boolean): string {
  const at = Date.parse(occurredAt);
  const word = named ? ` ${zone.abbreviation(at)}` : '';
  return `${precision === 'approx' ? '~' : ''}${timeIn(at, zone)}${word}`;
}

function utcTime(at: number, zone: Zone): string {
  const day = dateIn(at, utc);
  return `${day === dateIn(at, zone) ? '' : `${day.slice(-5)} `}${timeIn(at, utc)}`;
}
