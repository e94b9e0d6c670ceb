import { join } from 'node:path';
import type { CardContent, PublicBoard, PublicCard, Tracker } from '../../../incidents/ports.js';
import { createPracticeFiles, Gone, nameOf, practised, quoted } from './practice-files.js';

interface Card {
  /** Grows from card to card: their names do not tell which is older. */
  readonly number: number;
  readonly marker: string;
  readonly join: string | null;
  readonly card: CardContent;
  readonly checklists: Readonly<Record<string, readonly string[]>>;
  readonly comments: readonly { readonly marker: string; readonly text: string }[];
  readonly links: readonly { readonly title: string; readonly url: string }[];
  readonly files: readonly {
    readonly name: string;
    readonly bytes: number;
    readonly text: string;
  }[];
}

/** The internal board as one file a card, in `practice/board`. */
export function createPracticeTracker(options: { readonly directory: string }): Tracker {
  const files = createPracticeFiles<Card>(join(options.directory, 'board'), renderCard);
  const remote = (id: string) => ({ id, url: files.url(id) });
  const edit = async <T>(id: string, change: (card: Card) => readonly [Card, T]): Promise<T> => {
    const found = await files.get(id);
    if (!found) throw new Gone(`there is no card ${id}`);
    const [changed, answer] = change(found);
    await files.put(id, changed);
    return answer;
  };
  const read = async (id: string): Promise<Card> => {
    const found = await files.get(id);
    if (!found) throw new Gone(`there is no card ${id}`);
    return found;
  };
  const part = (id: string, kind: string, index: number) =>
    index < 0 ? null : { id: `${id}-${kind}${index + 1}`, url: files.url(id) };
  return {
    name: 'practice',
    createCard: ({ marker, join = null, card }) =>
      practised(async () => {
        const id = nameOf(marker);
        if (await files.get(id)) return remote(id);
        const number = Math.max(0, ...(await files.all()).map(({ thing }) => thing.number)) + 1;
        const empty = { checklists: {}, comments: [], links: [], files: [] };
        await files.put(id, { number, marker, join, card, ...empty });
        return remote(id);
      }),
    findCard: (marker) =>
      practised(async () => ((await files.get(nameOf(marker))) ? remote(nameOf(marker)) : null)),
    updateCard: ({ id, join = null, card }) =>
      practised(() => edit(id, (old) => [{ ...old, join, card }, null])),
    // One card a marker, and one machine: what is there is this machine's.
    findCards: (join) =>
      practised(async () =>
        (await files.all())
          .filter(({ thing }) => thing.join === join)
          .sort((a, b) => a.thing.number - b.thing.number)
          .map(({ id, thing }) => ({ remote: remote(id), marker: thing.marker })),
      ),
    withdrawCard: (id) => practised(() => files.remove(id)),
    ensureChecklist: ({ card: id, name, items }) =>
      practised(() =>
        edit(id, (old) => {
          const merged = [...new Set([...(old.checklists[name] ?? []), ...items])];
          return [{ ...old, checklists: { ...old.checklists, [name]: merged } }, null];
        }),
      ),
    comment: ({ card: id, marker, text }) =>
      practised(() =>
        edit(id, (old) => {
          const comments = [...old.comments, { marker, text }];
          return [
            { ...old, comments },
            { id: `${id}-c${comments.length}`, url: files.url(id) },
          ];
        }),
      ),
    findComment: ({ card: id, marker }) =>
      practised(async () => {
        const { comments } = await read(id);
        return part(
          id,
          'c',
          comments.findIndex((one) => one.marker === marker),
        );
      }),
    ensureLink: ({ card: id, link }) =>
      practised(() =>
        edit(id, (old) => {
          const known = old.links.some(({ url }) => url === link.url);
          return [known ? old : { ...old, links: [...old.links, link] }, null];
        }),
      ),
    attachFile: ({ card: id, name, content }) =>
      practised(() =>
        edit(id, (old) => {
          const text = Buffer.from(content).toString('base64');
          const all = [...old.files, { name, bytes: content.byteLength, text }];
          return [
            { ...old, files: all },
            { id: `${id}-f${all.length}`, url: files.url(id) },
          ];
        }),
      ),
    findAttachment: ({ card: id, name }) =>
      practised(async () => {
        const { files: attached } = await read(id);
        return part(
          id,
          'f',
          attached.findIndex((one) => one.name === name),
        );
      }),
  };
}

/** The public board as one file a card, in `practice/public`. */
export function createPracticePublicBoard(options: { readonly directory: string }): PublicBoard {
  const files = createPracticeFiles<PublicCard>(join(options.directory, 'public'), renderPublic);
  const remote = (ref: string) => ({ id: nameOf(ref), url: files.url(nameOf(ref)) });
  return {
    name: 'practice',
    create: (card) =>
      practised(async () => {
        await files.put(nameOf(card.ref), card);
        return remote(card.ref);
      }),
    find: (ref) => practised(async () => ((await files.get(nameOf(ref))) ? remote(ref) : null)),
    update: ({ id, card }) =>
      practised(async () => {
        if (!(await files.get(id))) throw new Gone(`there is no card ${id}`);
        await files.put(id, card);
        return null;
      }),
  };
}

function renderCard({ card, checklists, comments, links, files }: Card): string {
  return [
    `# Card (practice): ${card.state}, ${card.severity}`,
    '',
    quoted(card.title),
    '',
    quoted(card.description),
    ...Object.entries(checklists).flatMap(([name, items]) => [
      '',
      `## ${name}`,
      ...items.map((item) => `- [ ] ${quoted(item).slice(2)}`),
    ]),
    ...links.map(({ title, url }) => `- ${title}: <${url}>`),
    ...files.map(({ name, bytes }) => `- file ${name}, ${bytes} bytes`),
    ...comments.flatMap(({ text }) => ['', quoted(text)]),
  ].join('\n');
}

function renderPublic({ title, status, text }: PublicCard): string {
  return [`# Public card (practice): ${status}`, '', quoted(title), '', quoted(text)].join('\n');
}
