import type { Remote } from '../../incidents/entry.js';
import type { Outcome } from '../../incidents/ports.js';
import { rowsOf, type TrelloCaller, textOf } from './client.js';

type Row = Readonly<Record<string, unknown>>;

const pageSize = 1000;
const mostPages = 10;

/** A card as something that was made. */
export function remoteOf(card: Row): Remote {
  return { id: textOf(card['id']), url: textOf(card['url']) || null };
}

/** The newest card of a board whose description is wanted, archived cards too. */
export async function findCardBy(
  caller: TrelloCaller,
  board: string,
  wanted: (description: string) => boolean,
  signal: AbortSignal,
): Promise<Outcome<Remote | null>> {
  let before: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const answer = await caller.call(signal, (trello) =>
      // The client's own method has no fields, and would read every card whole.
      trello.sendRequest<readonly Row[]>({
        url: `/boards/${encodeURIComponent(board)}/cards/all`,
        method: 'GET',
        params: { fields: 'desc,url', limit: pageSize, sort: '-id', before },
      }),
    );
    if (answer.kind !== 'done') return answer;
    const cards = rowsOf(answer.value);
    const found = cards.find(({ desc }) => wanted(textOf(desc)));
    if (found) return { ...answer, value: remoteOf(found) };
    const last = textOf(cards.at(-1)?.['id']);
    // A page may be shorter than asked for: only an empty one, or one that stands still, is the end.
    if (last === '' || last === before) return { ...answer, value: null };
    before = last;
  }
  // "Not found" would make a second card.
  return { kind: 'unknown', message: 'Trello has more cards than are searched.' };
}
