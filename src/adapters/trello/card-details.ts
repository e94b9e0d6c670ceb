import type { Outcome, Tracker } from '../../incidents/ports.js';
import { printable } from '../../platform/terminal-text.js';
import { cutText } from '../../platform/vendor-failure.js';
import { fieldsOf, rowsOf, type TrelloCaller, textOf } from './client.js';
import { carries, cleanLines, longestText, plainInMarkdown, withMarker } from './text.js';

type Details = Pick<
  Tracker,
  'ensureChecklist' | 'comment' | 'findComment' | 'ensureLink' | 'attachFile' | 'findAttachment'
>;

const longestName = 256;
// The vendor's limit; the record has them all.
const mostItems = 200;

/** What hangs on a card: checklists, comments, links, files. */
export function createCardDetails(
  caller: TrelloCaller,
  limit: (signal: AbortSignal) => AbortSignal,
): Details {
  return {
    ensureChecklist: async ({ card, name, items }, outer) => {
      const signal = limit(outer);
      const listed = await caller.call(signal, (trello) =>
        trello.cards.getCardChecklists({ id: card }),
      );
      if (listed.kind !== 'done') return listed;
      const title = cutText(printable(name).trim(), longestText);
      const there = rowsOf(listed.value).find((each) => each['name'] === title);
      const checklist = there
        ? ({ ...listed, value: there } as const)
        : await caller.call(signal, (trello) =>
            trello.cards.createCardChecklist({ id: card, name: title }),
          );
      if (checklist.kind !== 'done') return checklist;
      const { id, checkItems } = fieldsOf(checklist.value);
      const present = new Set(rowsOf(checkItems).map((item) => textOf(item['name'])));
      return addItems(textOf(id), missingOf(items, present), signal);
    },
    comment: async ({ card, marker, text }, signal) => {
      const body = withMarker(plainInMarkdown(text), marker);
      const made = await caller.call(signal, (trello) =>
        trello.cards.addCardComment({ id: card, text: body }),
      );
      return made.kind === 'done' ? { ...made, value: remoteAt(made.value) } : made;
    },
    findComment: async ({ card, marker }, signal) => {
      const listed = await caller.call(limit(signal), (trello) =>
        trello.sendRequest<unknown>({
          url: `/cards/${card}/actions`,
          method: 'GET',
          params: { filter: 'commentCard', fields: 'data', limit: 1000, memberCreator: false },
        }),
      );
      if (listed.kind !== 'done') return listed;
      const found = rowsOf(listed.value).find((each) =>
        carries(textOf(fieldsOf(each['data'])['text']), marker),
      );
      return { ...listed, value: found ? remoteAt(found) : null };
    },
    ensureLink: async ({ card, link }, outer) => {
      const signal = limit(outer);
      const listed = await attachments(card, signal);
      if (listed.kind !== 'done') return listed;
      if (listed.value.some((each) => each['url'] === link.url)) return { ...listed, value: null };
      const name = nameOf(link.title);
      const made = await caller.call(signal, (trello) =>
        trello.cards.createCardAttachment({ id: card, url: link.url, name }),
      );
      return made.kind === 'done' ? { ...made, value: null } : made;
    },
    attachFile: async ({ card, name, content }, signal) => {
      const file = Buffer.from(content);
      const type = { name: nameOf(name), mimeType: 'application/octet-stream' };
      const made = await caller.call(signal, (trello) =>
        trello.cards.createCardAttachment({ id: card, file, ...type }),
      );
      return made.kind === 'done' ? { ...made, value: remoteAt(made.value) } : made;
    },
    findAttachment: async ({ card, name }, signal) => {
      const listed = await attachments(card, limit(signal));
      if (listed.kind !== 'done') return listed;
      const found = listed.value.find((each) => each['name'] === nameOf(name));
      return { ...listed, value: found ? remoteAt(found) : null };
    },
  };

  async function attachments(card: string, signal: AbortSignal) {
    const listed = await caller.call(signal, (trello) =>
      trello.cards.getCardAttachments({ id: card }),
    );
    return listed.kind === 'done' ? { ...listed, value: rowsOf(listed.value) } : listed;
  }

  /** One after the other: they keep their order, and what is missing next time is what is missing. */
  async function addItems(
    id: string,
    names: readonly string[],
    signal: AbortSignal,
  ): Promise<Outcome<null>> {
    for (const name of names) {
      const added = await caller.call(signal, (trello) =>
        trello.checklists.createChecklistCheckItems({ id, name, pos: 'bottom' }),
      );
      if (added.kind !== 'done') return added;
    }
    return { kind: 'done', value: null };
  }
}

function missingOf(items: readonly string[], present: ReadonlySet<string>): string[] {
  const wanted = items.map((item) => cutText(cleanLines(item), longestText)).filter(Boolean);
  const room = Math.max(0, mostItems - present.size);
  return [...new Set(wanted)].filter((name) => !present.has(name)).slice(0, room);
}

/** A name that is safe in the head of a multipart part. */
function nameOf(name: string): string {
  return cutText(printable(name).replace(/["\\]/g, '_').trim() || 'file', longestName);
}

function remoteAt(value: unknown): { id: string; url: string | null } {
  const { id, url } = fieldsOf(value);
  return { id: textOf(id), url: textOf(url) || null };
}
