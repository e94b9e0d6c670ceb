import type { Remote } from '../entry.js';
import type { Incident } from '../incident.js';
import { channelNameOf, joinMarkOf } from '../naming.js';
import type { Failure, OnCall, Outcome } from '../ports.js';
import { isActive } from '../transitions.js';
import type { Delivery, Work } from './delivery.js';
import { thrown } from './failure.js';
import type { OpenPorts } from './open-ports.js';
import { renderCard, renderHeadline, renderPage } from './render.js';

/** What a delivery needs beside itself. */
export interface ExecuteContext {
  readonly ports: OpenPorts;
  /** The record as it is now: slots are rendered when they are sent. */
  readonly incident: Incident;
  /** Called when the request of a page is on the wire. */
  onWritten(): void;
  readFile(name: string): Promise<Uint8Array | null>;
}

/** How a delivery's one attempt, or the look for an earlier one, ended. */
export type Sent = Outcome<Remote | null>;

/** Makes the one call of a delivery. Never throws. */
export async function execute(
  delivery: Delivery,
  context: ExecuteContext,
  signal: AbortSignal,
): Promise<Sent> {
  try {
    switch (delivery.target) {
      case 'on-call':
        return await executePage(delivery, context, signal);
      case 'chat':
        return await executeChat(delivery, context, signal);
      case 'board':
        return await executeBoard(delivery, context, signal);
      case 'public':
        return await executePublic(delivery, context, signal);
    }
  } catch (error) {
    return thrown(error);
  }
}

/** Whether the same call made twice is the same as once: such a delivery is simply tried again. */
export function isIdempotent({ work }: Pick<Delivery, 'work'>): boolean {
  switch (work.op) {
    case 'page.trigger':
    case 'chat.room':
    case 'chat.headline':
    case 'chat.reply':
    case 'board.card':
    case 'board.comment':
    case 'board.file':
    case 'public.card':
      return false;
    default:
      return true;
  }
}

async function executePage(
  { work }: Delivery,
  { ports, incident, onWritten }: ExecuteContext,
  signal: AbortSignal,
): Promise<Sent> {
  return callOnCall(await ports.onCall(), incident, work, signal, onWritten);
}

/** The one call by which on-call is told of a piece of work. */
export async function callOnCall(
  onCall: OnCall,
  incident: Incident,
  work: Work,
  signal: AbortSignal,
  onWritten: () => void,
): Promise<Outcome<null>> {
  const key = incident.dedupKey;
  if (work.op === 'page.trigger') {
    const paged = await onCall.page(renderPage(incident), signal, onWritten);
    return paged.kind === 'done' ? { ...paged, value: null } : paged;
  }
  if (work.op === 'page.acknowledge') return onCall.acknowledge(key, signal);
  if (work.op === 'page.resolve') return onCall.resolve(key, signal);
  if (work.op === 'page.escalate') {
    return onCall.escalate({ dedupKey: key, level: work.level }, signal);
  }
  return misplaced(work.op);
}

async function executeChat(
  delivery: Delivery,
  { ports, incident }: ExecuteContext,
  signal: AbortSignal,
): Promise<Sent> {
  const chat = await ports.chat();
  const { work, marker } = delivery;
  const join = joinOf(incident);
  if (work.op === 'chat.room') {
    const channelName = channelNameOf(incident);
    return chat.openRoom({ marker, join, channelName, topic: incident.title }, signal);
  }
  const { remote: room, headline } = incident.targetStates.chat;
  if (!room) return missing('the room');
  if (work.op === 'chat.headline') {
    const request = { room: room.id, marker, join, headline: renderHeadline(incident) };
    return chat.postHeadline(request, signal);
  }
  if (!headline) return missing('the headline');
  if (work.op === 'chat.reply') {
    const request = { room: room.id, thread: headline.id, marker, text: work.text };
    return chat.reply(request, signal);
  }
  const message = { room: room.id, message: headline.id };
  if (work.op === 'chat.pin') return chat.pin(message, signal);
  if (work.op !== 'chat.edit') return misplaced(work.op);
  const marked = incident.key === null ? message : { ...message, join };
  return chat.editHeadline({ ...marked, headline: renderHeadline(incident) }, signal);
}

async function executeBoard(
  delivery: Delivery,
  context: ExecuteContext,
  signal: AbortSignal,
): Promise<Sent> {
  const { ports, incident } = context;
  const board = await ports.board();
  const { work, marker } = delivery;
  const join = joinOf(incident);
  if (work.op === 'board.card') {
    return board.createCard({ marker, join, card: renderCard(incident) }, signal);
  }
  const card = incident.targetStates.board.remote?.id;
  if (card === undefined) return missing('the card');
  switch (work.op) {
    case 'board.update': {
      return board.updateCard({ id: card, marker, join, card: renderCard(incident) }, signal);
    }
    case 'board.checklist':
      return board.ensureChecklist({ card, name: work.name, items: work.items }, signal);
    case 'board.comment':
      return board.comment({ card, marker, text: work.text }, signal);
    case 'board.link':
      return board.ensureLink({ card, link: { title: work.title, url: work.url } }, signal);
    case 'board.file': {
      const content = await context.readFile(work.name);
      if (!content) return missing(`the file ${work.name}`);
      return board.attachFile({ card, name: work.name, content }, signal);
    }
    default:
      return misplaced(work.op);
  }
}

async function executePublic(
  { work }: Delivery,
  { ports, incident }: ExecuteContext,
  signal: AbortSignal,
): Promise<Sent> {
  if (work.op !== 'public.card') return misplaced(work.op);
  const board = await ports.publicBoard();
  const { title, status, text } = work;
  const card = { ref: incident.publicRef, title, status, text };
  const known = incident.targetStates.public.remote;
  if (!known) return board.create(card, signal);
  const updated = await board.update({ id: known.id, card }, signal);
  return updated.kind === 'done' ? { ...updated, value: known } : updated;
}

/** The mark by which other machines join; what is over is not joined any more. */
export function joinOf(incident: Incident): string | null {
  return isActive(incident.state) ? joinMarkOf(incident) : null;
}

function missing(what: string): Failure {
  return {
    kind: 'permanent',
    code: 'gone',
    message: `${what} that this belongs to was never made`,
    hint: 'catops incident sync --retry-dead',
  };
}

function misplaced(op: string): Failure {
  return { kind: 'permanent', code: 'invalid', message: `nobody does ${op}`, hint: 'report it' };
}
