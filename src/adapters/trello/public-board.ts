import type { PublicBoard, PublicCard } from '../../incidents/ports.js';
import { printable } from '../../platform/terminal-text.js';
import { bounded } from '../../platform/vendor-failure.js';
import { createBoardReader, listFor, noList } from './board.js';
import { findCardBy, remoteOf } from './cards.js';
import { createTrelloCaller, fieldsOf, type TrelloAccess } from './client.js';
import { longestText } from './text.js';

export interface TrelloPublicOptions extends TrelloAccess {
  /** Id of the public roadmap board. */
  readonly board: string;
}

const tooLong = {
  kind: 'permanent',
  code: 'invalid',
  message: `A public card has at most ${longestText} characters.`,
  hint: 'Shorten the text and approve it again: approved text is never cut.',
} as const;

/**
 * The public roadmap in Trello: a card of its own, made from approved text alone. It holds nothing
 * of the internal card: no link, no label, no member, no file.
 */
export function createTrelloPublicBoard(options: TrelloPublicOptions): PublicBoard {
  const { board, timeoutMs = 8000 } = options;
  const caller = createTrelloCaller(options);
  const layout = createBoardReader(caller, board);

  return {
    name: 'trello',
    create: async (card, outer) => {
      const signal = bounded(outer, timeoutMs);
      const content = contentOf(card);
      if (!content) return tooLong;
      const known = await layout(signal);
      if (known.kind === 'unknown') return { ...known, kind: 'refused-before-send' };
      if (known.kind !== 'done') return known;
      const list = listFor(known.value, card.status) ?? known.value.lists[0];
      if (!list) return noList;
      const made = await caller.call(signal, (trello) =>
        trello.cards.createCard({ idList: list.id, ...content, pos: 'top' }),
      );
      return made.kind === 'done' ? { ...made, value: remoteOf(fieldsOf(made.value)) } : made;
    },
    find: (ref, signal) =>
      findCardBy(caller, board, (text) => text.endsWith(footOf(ref)), bounded(signal, timeoutMs)),
    update: async ({ id, card }, outer) => {
      const signal = bounded(outer, timeoutMs);
      const content = contentOf(card);
      if (!content) return tooLong;
      const known = await layout(signal);
      if (known.kind !== 'done') return known;
      const list = listFor(known.value, card.status);
      const updated = await caller.call(signal, (trello) =>
        trello.cards.updateCard({ id, ...content, ...(list ? { idList: list.id } : {}) }),
      );
      return updated.kind === 'done' ? { ...updated, value: null } : updated;
    },
  };
}

function contentOf({ title, text, ref }: PublicCard): { name: string; desc: string } | null {
  const desc = `${text.trim()}${footOf(ref)}`;
  return desc.length > longestText || title.length > longestText
    ? null
    : { name: printable(title).trim(), desc };
}

function footOf(ref: string): string {
  return `\n\nReference: ${ref}`;
}
