import type { VendorAnswer } from '../../../testing/loopback-vendor.js';
import { boardOf, cardOf, deny, only, refuse, type TrelloCall, textOf } from './call.js';
import { shown, type TrelloCard, trelloId } from './state.js';

type Route = readonly [pattern: RegExp, answer: (call: TrelloCall) => unknown];

const longest = 16_384;

/** The documented paths that are used, under `/1`. */
export const trelloRoutes: readonly Route[] = [
  [/^GET \/1\/members\/me$/, readMember],
  [/^GET \/1\/boards\/([^/]+)$/, readBoard],
  [/^GET \/1\/boards\/([^/]+)\/cards\/(all|open)$/, listCards],
  [/^POST \/1\/cards$/, createCard],
  [/^GET \/1\/cards\/([^/]+)$/, readCard],
  [/^PUT \/1\/cards\/([^/]+)$/, updateCard],
  // "Delete a Card": DELETE /1/cards/{id}.
  [/^DELETE \/1\/cards\/([^/]+)$/, deleteCard],
  [/^GET \/1\/cards\/([^/]+)\/actions$/, listComments],
  [/^POST \/1\/cards\/([^/]+)\/actions\/comments$/, addComment],
  [/^GET \/1\/cards\/([^/]+)\/checklists$/, listChecklists],
  [/^POST \/1\/cards\/([^/]+)\/checklists$/, addChecklist],
  [/^POST \/1\/checklists\/([^/]+)\/checkItems$/, addItem],
  [/^GET \/1\/cards\/([^/]+)\/attachments$/, listAttachments],
  [/^POST \/1\/cards\/([^/]+)\/attachments$/, attach],
];

/** Wraps what a route answers: 200 and JSON. */
export function answerOf(body: unknown): VendorAnswer {
  return { status: 200, body };
}

function readMember(call: TrelloCall): object {
  only(call, 'fields');
  return { id: trelloId(), username: 'catops', fullName: 'catops' };
}

/** Nested resources: `lists=open&labels=all`. */
function readBoard(call: TrelloCall): object {
  only(call, 'fields', 'lists', 'list_fields', 'labels', 'label_fields', 'labels_limit');
  const { id, name, lists, labels } = boardOf(call);
  return {
    id,
    name,
    url: `https://trello.com/b/${id}`,
    ...(call.args['lists'] === 'open' ? { lists: lists.filter(({ closed }) => !closed) } : {}),
    ...(call.args['labels'] === 'all' ? { labels } : {}),
  };
}

/** `limit` at most 1000; `before` an id for the next page; `sort=-id` newest first. */
function listCards(call: TrelloCall): object[] {
  only(call, 'fields', 'limit', 'before', 'sort');
  const limit = Number(call.args['limit'] ?? 1000);
  if (!(limit >= 1 && limit <= 1000))
    throw refuse('limit is 1 to 1000', 400, 'invalid value for limit');
  const before = call.args['before'];
  return (
    shown(call.state, call.state.cards)
      .filter(
        ({ idBoard, id }) => idBoard === boardOf(call).id && !(before && id >= String(before)),
      )
      // "filter: all, closed, none, open, visible".
      .filter(({ closed }) => call.parts[1] === 'all' || !closed)
      .sort((a, b) => (a.id < b.id ? 1 : -1))
      .slice(0, Math.min(limit, call.account.largestPage))
      .map(show)
  );
}

function createCard(call: TrelloCall): object {
  only(call, 'name', 'desc', 'idList', 'idLabels', 'pos');
  const place = call.account.boards.find(({ lists }) =>
    lists.some(({ id }) => id === call.args['idList']),
  );
  // "idList: required"
  if (!place) throw refuse('a card needs a list', 400, 'invalid value for idList');
  const card: TrelloCard = {
    id: trelloId(),
    idBoard: place.id,
    madeAt: call.request.at,
    name: textOf(call, 'name', longest) ?? '',
    desc: textOf(call, 'desc', longest) ?? '',
    idList: String(call.args['idList']),
    idLabels: labelsOf(call, place.labels) ?? [],
    closed: false,
    comments: [],
    checklists: [],
    attachments: [],
  };
  call.state.cards.push(card);
  return show(card);
}

function readCard(call: TrelloCall): object {
  only(call, 'fields');
  return show(cardOf(call));
}

function updateCard(call: TrelloCall): object {
  only(call, 'name', 'desc', 'idList', 'idLabels', 'closed');
  const card = cardOf(call);
  const place = call.account.boards.find(({ id }) => id === card.idBoard);
  const list = call.args['idList'];
  if (list !== undefined && !place?.lists.some(({ id }) => id === list))
    throw refuse('the list is not on this board', 400, 'invalid value for idList');
  card.name = textOf(call, 'name', longest) ?? card.name;
  card.desc = textOf(call, 'desc', longest) ?? card.desc;
  card.idList = list === undefined ? card.idList : String(list);
  card.idLabels = labelsOf(call, place?.labels ?? []) ?? card.idLabels;
  return show(card);
}

function deleteCard(call: TrelloCall): object {
  only(call);
  const card = cardOf(call);
  call.state.cards.splice(call.state.cards.indexOf(card), 1);
  return { limits: {} };
}

function listComments(call: TrelloCall): object[] {
  only(call, 'filter', 'fields', 'limit', 'member', 'memberCreator');
  if (call.args['filter'] !== 'commentCard')
    throw refuse('only comments are read', 400, 'bad request');
  // "limit: … 0 to 1000", newest first.
  if (!(Number(call.args['limit'] ?? 50) <= 1000))
    throw refuse('limit is at most 1000', 400, 'limit');
  return shown(call.state, cardOf(call).comments)
    .map(({ id, text, madeAt }) => ({
      id,
      type: 'commentCard',
      date: new Date(madeAt).toISOString(),
      data: { text },
    }))
    .reverse();
}

function addComment(call: TrelloCall): object {
  only(call, 'text');
  const card = cardOf(call);
  // "text: … 1 to 16384"
  const text = textOf(call, 'text', longest);
  if (!text) throw refuse('a comment needs text', 400, 'invalid value for text');
  if (/(^|[^\w])@\w/.test(text)) call.state.mentions.push(text);
  const comment = { id: trelloId(), text, madeAt: call.request.at };
  card.comments.push(comment);
  return { id: comment.id, type: 'commentCard', data: { text } };
}

function listChecklists(call: TrelloCall): object[] {
  only(call, 'fields', 'checkItems', 'checkItem_fields');
  return shown(call.state, cardOf(call).checklists).map(({ id, name, items }) => ({
    id,
    name,
    checkItems: items.map((item) => ({ ...item, state: 'incomplete' })),
  }));
}

function addChecklist(call: TrelloCall): object {
  only(call, 'name', 'pos');
  const card = cardOf(call);
  const name = textOf(call, 'name', longest) ?? 'Checklist';
  // At most 500 checklists a card.
  if (card.checklists.length >= 500) throw deny(403, 'Limit for checklists exceeded');
  const checklist = { id: trelloId(), name, items: [], madeAt: call.request.at };
  card.checklists.push(checklist);
  return { id: checklist.id, name, checkItems: [] };
}

function addItem(call: TrelloCall): object {
  only(call, 'name', 'pos', 'checked');
  const lists = call.state.cards.flatMap(({ checklists }) => checklists);
  const checklist = lists.find(({ id }) => id === call.parts[0]);
  if (!checklist) throw deny(404, 'The requested resource was not found.');
  const name = textOf(call, 'name', longest);
  if (!name) throw refuse('an item needs a name', 400, 'invalid value for name');
  // At most 200 items a checklist.
  if (checklist.items.length >= 200) throw deny(403, 'Limit for check items exceeded');
  const item = { id: trelloId(), name };
  checklist.items.push(item);
  return { ...item, state: 'incomplete' };
}

function listAttachments(call: TrelloCall): object[] {
  only(call, 'fields', 'filter');
  return shown(call.state, cardOf(call).attachments).map(({ id, name, url, bytes }) => ({
    id,
    name,
    url,
    bytes,
    isUpload: bytes !== null,
  }));
}

function attach(call: TrelloCall): object {
  only(call, 'name', 'url', 'mimeType', 'setCover');
  const card = cardOf(call);
  // "name: … Max length 256", "mimeType: … Max length 256".
  const name = textOf(call, 'name', 256) ?? call.file?.name ?? '';
  textOf(call, 'mimeType', 256);
  const url = textOf(call, 'url', longest);
  if (!call.file && !/^https?:\/\//.test(url ?? ''))
    throw refuse('a link starts with http:// or https://', 400, 'invalid value for url');
  if (call.file && call.file.content.length > call.account.largestFile)
    throw deny(413, 'FILE_TOO_LARGE');
  if (card.attachments.length >= 1000) throw deny(403, 'Limit for attachments exceeded');
  const id = trelloId();
  const attachment = {
    id,
    name: name || (url ?? ''),
    url: url ?? `https://trello.com/1/cards/${card.id}/attachments/${id}/download/${name}`,
    bytes: call.file ? call.file.content.length : null,
    content: call.file?.content.toString('utf8') ?? '',
    madeAt: call.request.at,
  };
  card.attachments.push(attachment);
  return { id, name: attachment.name, url: attachment.url, bytes: attachment.bytes };
}

/** `idLabels`: ids of the board's labels, comma-separated or as an array. */
function labelsOf(
  { args }: TrelloCall,
  labels: readonly { readonly id: string }[],
): string[] | undefined {
  const value = args['idLabels'];
  if (value === undefined) return undefined;
  const ids = Array.isArray(value) ? value.map(String) : String(value).split(',').filter(Boolean);
  for (const id of ids)
    if (!labels.some((label) => label.id === id))
      throw refuse('the label is not on this board', 400, 'invalid value for idLabels');
  return ids;
}

function show({ id, idBoard, name, desc, idList, idLabels, closed }: TrelloCard): object {
  const url = `https://trello.com/c/${id}`;
  return { id, idBoard, name, desc, idList, idLabels, closed, url, shortUrl: url };
}
