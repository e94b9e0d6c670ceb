import type { Severity, State } from '../../incidents/entry.js';
import type { Outcome } from '../../incidents/ports.js';
import { rowsOf, type TrelloCaller, textOf } from './client.js';

/** A list or a label of a board. */
interface Named {
  readonly id: string;
  readonly name: string;
}

/** A board as it is set up. */
export interface BoardLayout {
  readonly name: string;
  readonly lists: readonly Named[];
  readonly labels: readonly Named[];
}

// Names that lists go by, the best first; a board without any of them gets the card all the same.
const listNames: Readonly<Record<State, readonly string[]>> = {
  investigating: ['investigating', 'open', 'to do', 'todo'],
  identified: ['identified', 'in progress', 'doing', 'investigating', 'open'],
  monitoring: ['monitoring', 'identified', 'in progress', 'doing', 'open'],
  resolved: ['resolved', 'done'],
  closed: ['closed', 'resolved', 'done'],
  cancelled: ['cancelled', 'canceled', 'closed', 'resolved', 'done'],
};

/** Reads the open lists and all labels of a board; remembered once it is known. */
export function createBoardReader(
  caller: TrelloCaller,
  board: string,
): (signal: AbortSignal) => Promise<Outcome<BoardLayout>> {
  let known: Outcome<BoardLayout> | undefined;
  return async (signal) => {
    if (known) return known;
    const answer = await caller.call(signal, (trello) =>
      trello.sendRequest<Readonly<Record<string, unknown>>>({
        url: `/boards/${encodeURIComponent(board)}`,
        method: 'GET',
        params: {
          fields: 'name',
          lists: 'open',
          list_fields: 'name',
          labels: 'all',
          label_fields: 'name',
          labels_limit: 1000,
        },
      }),
    );
    if (answer.kind !== 'done') return answer;
    const { name, lists, labels } = answer.value;
    const value = {
      name: textOf(name),
      lists: rowsOf(lists).map(named),
      labels: rowsOf(labels).map(named),
    };
    known = { ...answer, value };
    return known;
  };
}

/** The list for a state by its name; undefined when the board has none that is meant for it. */
export function listFor({ lists }: BoardLayout, state: State): Named | undefined {
  const wanted = listNames[state];
  const found = wanted.flatMap(
    (name) => lists.find((list) => list.name.trim().toLowerCase() === name) ?? [],
  );
  return found[0];
}

/** Whether the board has a list of the state's own name. */
export function hasOwnList({ lists }: BoardLayout, state: State): boolean {
  return lists.some(({ name }) => name.trim().toLowerCase() === state);
}

/** The label of a severity: `sev1`, `SEV-1`, `Sev 1`. */
export function labelFor({ labels }: BoardLayout, severity: Severity): Named | undefined {
  return labels.find(({ name }) => severityOf(name) === severity);
}

/** The severity that a label names; undefined for every other label. */
export function severityOf(label: string): string | undefined {
  const match = /^sev[- ]?([1-4])$/i.exec(label.trim());
  return match ? `sev${match[1]}` : undefined;
}

/** Why no card can be made: a board without lists has no place for one. */
export const noList = {
  kind: 'permanent',
  code: 'invalid',
  message: 'The Trello board has no open list.',
  hint: 'Add lists named Investigating, Identified, Monitoring, Resolved; then catops incident sync.',
} as const;

function named(row: Readonly<Record<string, unknown>>): Named {
  return { id: textOf(row['id']), name: textOf(row['name']) };
}
