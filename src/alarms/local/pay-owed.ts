import type { Severity } from '../../incidents/entry.js';
import { messageOf } from '../../platform/errors.js';
import type { StateChange } from '../alarm.js';
import type { PatientBook } from './patient-book.js';
import type { AlarmRecord, OwedChange } from './record.js';
import type { Tell, Told } from './tell-people.js';

/** What paying takes. */
export interface PayDeps {
  readonly book: PatientBook;
  readonly tell: Tell;
  readonly onPaid: (change: StateChange, told: Told) => void;
}

/**
 * Tells the incidents of every change they have not been told of, and forgets each only then: killed
 * in between, it is told again, and telling twice is telling once. Those of one alarm one after the
 * other, oldest first; no alarm waits for another. The worst are told first: what fires beside it joins
 * its incident. Answers whether anything is still owed.
 */
export async function payOwed(
  deps: PayDeps,
  paid: PaidChanges,
  signal: AbortSignal,
): Promise<boolean> {
  const { book } = deps;
  const record = await book.read();
  if (record.owed.length === 0) return false;
  // So that whoever follows the history is told at once, however long the vendors take.
  await book.keep(record.owed.map(({ change }) => change));
  const quiet = record.owed.filter(({ change }) => !concernsPeople(change));
  if (quiet.length > 0) await book.change((newest) => without(newest, quiet));
  const lanes = byAlarm(record).map(async (owed) => {
    for (const each of owed) {
      if (!(await payOne(deps, record, each, paid, signal))) return false;
    }
    return true;
  });
  return (await Promise.all(lanes)).includes(false);
}

/** Whether it is paid now. */
async function payOne(
  deps: PayDeps,
  record: AlarmRecord,
  owed: OwedChange,
  paid: PaidChanges,
  signal: AbortSignal,
): Promise<boolean> {
  if (!paid.has(owed.change)) {
    const told = await tellOne(deps, record, owed, signal);
    deps.onPaid(owed.change, told);
    if (told.kind === 'not-yet') return false;
    paid.add(owed.change);
  }
  await deps.book.change((newest) => without(newest, [owed]));
  return true;
}

function byAlarm(record: AlarmRecord): readonly (readonly OwedChange[])[] {
  const lanes = new Map<string, OwedChange[]>();
  for (const each of record.owed.filter(({ change }) => concernsPeople(change))) {
    const lane = record.alarms[each.change.name]?.pagesAs ?? each.change.name;
    lanes.set(lane, [...(lanes.get(lane) ?? []), each]);
  }
  const severityOf = ([first]: readonly OwedChange[]) => severityIn(record, first?.change.name);
  return [...lanes.values()].sort((a, b) => severityOf(a).localeCompare(severityOf(b)));
}

/** That of the alarm it pages through. */
function severityIn({ alarms }: AlarmRecord, name = ''): Severity {
  const standing = alarms[name];
  const through = standing && (alarms[standing.pagesAs] ?? standing);
  return through?.alarm.severity ?? 'sev2';
}

/** What this process has told, also where that could not be written down. */
export class PaidChanges {
  readonly #identities = new Set<string>();

  has(change: StateChange): boolean {
    return this.#identities.has(identityOf(change));
  }

  add(change: StateChange): void {
    this.#identities.add(identityOf(change));
  }
}

async function tellOne(
  { tell }: PayDeps,
  record: AlarmRecord,
  { change, since }: OwedChange,
  signal: AbortSignal,
): Promise<Told> {
  const standing = record.alarms[change.name];
  // Nobody defines it any more: there is nothing to say of it.
  if (!standing) return { kind: 'nothing' };
  const { pagesAs, summary } = standing;
  const severity = severityIn(record, change.name);
  const runbook = standing.alarm.runbook ?? pagesAs;
  try {
    return await tell({ change, pagesAs, summary, severity, runbook, since }, signal);
  } catch (error) {
    signal.throwIfAborted();
    // A bug too: what is wrong with one alarm must silence no other, nor this one for good.
    return { kind: 'not-yet', reason: messageOf(error) };
  }
}

/** Whether it begins or ends a firing; an alarm that is judged for the first time does neither. */
export function concernsPeople({ from, to }: Pick<StateChange, 'from' | 'to'>): boolean {
  return from === 'ALARM' || to === 'ALARM';
}

function without(record: AlarmRecord, paid: readonly OwedChange[]): AlarmRecord {
  const identities = new Set(paid.map(({ change }) => identityOf(change)));
  const owed = record.owed.filter(({ change }) => !identities.has(identityOf(change)));
  return owed.length === record.owed.length ? record : { ...record, owed };
}

function identityOf({ name, at, to }: StateChange): string {
  return `${at} ${to} ${name}`;
}
