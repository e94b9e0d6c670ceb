import type { Outcome, Tracker } from '../../incidents/ports.js';
import { printable } from '../../platform/terminal-text.js';
import { bounded, cutText } from '../../platform/vendor-failure.js';
import { createBoardReader, labelFor, listFor, noList, severityOf } from './board.js';
import { createCardDetails } from './card-details.js';
import { findCardBy, findCardsWith, remoteOf } from './cards.js';
import { createTrelloCaller, fieldsOf, type TrelloAccess } from './client.js';
import { carries, longestText, withMarker } from './text.js';

export interface TrelloTrackerOptions extends TrelloAccess {
  /** Id of the internal board. */
  readonly board: string;
}

/**
 * The internal board in Trello: a list for each state, a label for each severity, the marker at the
 * foot of the description. Trello knows no idempotency: what was made is found by its marker.
 */
export function createTrelloTracker(options: TrelloTrackerOptions): Tracker {
  const { board, timeoutMs = 8000 } = options;
  const caller = createTrelloCaller(options);
  const layout = createBoardReader(caller, board);
  const limit = (signal: AbortSignal): AbortSignal => bounded(signal, timeoutMs);

  return {
    name: 'trello',
    createCard: async ({ marker, join, card }, outer) => {
      const signal = limit(outer);
      const known = await layout(signal);
      if (known.kind !== 'done') return beforeWrite(known);
      const list = listFor(known.value, card.state) ?? known.value.lists[0];
      if (!list) return noList;
      const label = labelFor(known.value, card.severity);
      const made = await caller.call(signal, (trello) =>
        trello.cards.createCard({
          idList: list.id,
          name: titleOf(card.title),
          desc: withMarker(card.description, ...[marker, join ?? []].flat()),
          ...(label ? { idLabels: [label.id] } : {}),
          pos: 'top',
        }),
      );
      return made.kind === 'done' ? { ...made, value: remoteOf(fieldsOf(made.value)) } : made;
    },
    findCard: (marker, signal) =>
      findCardBy(caller, board, (description) => carries(description, marker), limit(signal)),
    updateCard: async ({ id, marker, join, card }, outer) => {
      const signal = limit(outer);
      const known = await layout(signal);
      if (known.kind !== 'done') return known;
      const now = await caller.call(signal, (trello) =>
        trello.cards.getCard({ id, fields: 'idLabels' }),
      );
      if (now.kind !== 'done') return now;
      // Labels that people put on it stay.
      const others = labelIds(now.value).filter(
        (each) => !severityOf(known.value.labels.find((label) => label.id === each)?.name ?? ''),
      );
      const label = labelFor(known.value, card.severity);
      const list = listFor(known.value, card.state);
      const updated = await caller.call(signal, (trello) =>
        trello.cards.updateCard({
          id,
          name: titleOf(card.title),
          desc: withMarker(card.description, ...[marker, join ?? []].flat()),
          idLabels: [...others, ...(label ? [label.id] : [])],
          // Without a list for the state the card stays where people put it.
          ...(list ? { idList: list.id } : {}),
        }),
      );
      return updated.kind === 'done' ? { ...updated, value: null } : updated;
    },
    findCards: (join, signal) => findCardsWith(caller, board, join, limit(signal)),
    withdrawCard: async (id, signal) => {
      const gone = await caller.call(limit(signal), (trello) => trello.cards.deleteCard({ id }));
      const isGone = gone.kind === 'permanent' && gone.code === 'gone';
      return gone.kind === 'done' || isGone ? { kind: 'done', value: null } : gone;
    },
    ...createCardDetails(caller, limit),
  };
}

/** A failure of a read before the write: nothing was made, and nothing has to be looked for. */
function beforeWrite<T>(outcome: Outcome<T>): Exclude<Outcome<T>, { kind: 'done' }> {
  if (outcome.kind === 'unknown') return { ...outcome, kind: 'refused-before-send' };
  if (outcome.kind === 'done') throw new TypeError('It was done.');
  return outcome;
}

function titleOf(title: string): string {
  return cutText(printable(title).trim() || 'Incident', Math.min(500, longestText));
}

function labelIds(card: unknown): string[] {
  const ids = fieldsOf(card)['idLabels'];
  return Array.isArray(ids) ? ids.map(String) : [];
}
