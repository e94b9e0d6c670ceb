import { join } from 'node:path';
import { type IncidentId, isIncidentId } from '../../../incidents/entry.js';

/** Where everything of the records lies under the state directory. */
export function createLayout(stateDir: string) {
  const root = join(stateDir, 'incidents');
  const of = (id: IncidentId) => join(root, id);
  return {
    root,
    record: of,
    events: (id: IncidentId) => join(of(id), 'events.jsonl'),
    outbox: (id: IncidentId) => join(of(id), 'outbox'),
    done: (id: IncidentId) => join(of(id), 'outbox', 'done'),
    dead: (id: IncidentId) => join(of(id), 'outbox', 'dead'),
    file: (id: IncidentId, name: string) => join(of(id), 'files', name),
    files: (id: IncidentId) => join(of(id), 'files'),
    writing: (id: IncidentId) => join(of(id), '.lock'),
    sending: (id: IncidentId, target: string) => join(of(id), `.sending-${target}`),
    openMarks: join(root, 'open'),
    openMark: (id: IncidentId) => join(root, 'open', id),
    unsentMarks: join(root, 'unsent'),
    unsentMark: (id: IncidentId) => join(root, 'unsent', id),
    keyLock: (hash: string) => join(root, '.keys', hash),
    /** Highest number of a year as last written: a hint, the directories decide. */
    last: (year: number) => join(root, 'last', String(year)),
    lasts: join(root, 'last'),
    onCall: join(stateDir, 'on-call.json'),
  };
}

export type Layout = ReturnType<typeof createLayout>;

/** `INC-2026-014`. */
export function incidentId(year: number, number: number): IncidentId {
  return `INC-${year}-${String(number).padStart(3, '0')}`;
}

/** The ids among file names, newest first. */
export function idsAmong(names: readonly string[]): IncidentId[] {
  return names.filter(isIncidentId).sort(newestFirst);
}

/** Year and number of an id. */
export function numbersOf(id: IncidentId): readonly [year: number, number: number] {
  const [, year, number] = id.split('-');
  return [Number(year), Number(number)];
}

function newestFirst(a: IncidentId, b: IncidentId): number {
  const [yearA, numberA] = numbersOf(a);
  const [yearB, numberB] = numbersOf(b);
  return yearB - yearA || numberB - numberA;
}
