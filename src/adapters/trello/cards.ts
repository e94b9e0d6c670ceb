import type { Remote } from '../../incidents/entry.js';
import type { Outcome, Shared } from '../../incidents/ports.js';
import { safeUrl } from '../../presentation/markdown.js';
import { rowsOf, type TrelloCaller, textOf } from './client.js';
import { carries, firstMarker } from './text.js';

type Row = Readonly<Record<string, unknown>>;

const pageSize = 1000;
const mostPages = 10;

/** A card as something that was made. */
export function remoteOf(card: Row): Remote {
  return { id: textOf(card['id']), url: safeUrl(textOf(card['url'])) };
}

/** The newest card of a board whose description is wanted, archived cards too. */
export async function findCardBy(
  caller: TrelloCaller,
  board: string,
  wanted: (description: string) => boolean,
  signal: AbortSignal,
): Promise<Outcome<Remote | null>> {
  let found: Row | undefined;
  const read = await readCards(caller, { board, which: 'all' }, signal, (cards) => {
    found = cards.find(({ desc }) => wanted(textOf(desc)));
    return found !== undefined;
  });
  if (read.kind !== 'done') return read;
  return { ...read, value: found ? remoteOf(found) : null };
}

/** The open cards of a board that carry a mark, the oldest first, each with its own marker. */
export async function findCardsWith(
  caller: TrelloCaller,
  board: string,
  join: string,
  signal: AbortSignal,
): Promise<Outcome<readonly Shared[]>> {
  const found: Shared[] = [];
  const read = await readCards(caller, { board, which: 'open' }, signal, (cards) => {
    for (const card of cards) {
      const text = textOf(card['desc']);
      if (carries(text, join)) found.unshift({ remote: remoteOf(card), marker: firstMarker(text) });
    }
    return false;
  });
  return read.kind === 'done' ? { ...read, value: found } : read;
}

/** Pages of cards, the newest first, until `onPage` has what it wants (true) or there is no more. */
async function readCards(
  caller: TrelloCaller,
  { board, which }: { readonly board: string; readonly which: 'all' | 'open' },
  signal: AbortSignal,
  onPage: (cards: readonly Row[]) => boolean,
): Promise<Outcome<null>> {
  let before: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const answer = await caller.call(signal, (trello) =>
      // The client's own method has no fields, and would read every card whole.
      trello.sendRequest<readonly Row[]>({
        url: `/boards/${encodeURIComponent(board)}/cards/${which}`,
        method: 'GET',
        params: { fields: 'desc,url', limit: pageSize, sort: '-id', before },
      }),
    );
    if (answer.kind !== 'done') return answer;
    const cards = rowsOf(answer.value);
    if (onPage(cards)) return { ...answer, value: null };
    const last = textOf(cards.at(-1)?.['id']);
    // A page may be shorter than asked for: only an empty one, or one that stands still, is the end.
    if (last === '' || last === before) return { ...answer, value: null };
    before = last;
  }
  // "Not found" would make a second card.
  return { kind: 'unknown', message: 'Trello has more cards than are searched.' };
}
