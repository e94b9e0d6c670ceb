import { isDelivered } from '../entry.js';
import { of } from '../fold.js';
import type { Incident } from '../incident.js';
import type { Delivery, Op, Work } from './delivery.js';

/** Deliveries that make a place others link to. */
const origins: ReadonlySet<string> = new Set<Op>(['chat.room', 'chat.headline', 'board.card']);

const renders = {
  chat: new Set<string>(['chat.headline', 'chat.edit'] satisfies Op[]),
  board: new Set<string>(['board.card', 'board.update'] satisfies Op[]),
};

/** Whether a place is still to be made for the first time: links are worth waiting for. */
export function originsOutstanding(queue: readonly Delivery[]): boolean {
  // One that has failed before may take a day; nobody waits for it.
  return queue.some(({ work, state }) => origins.has(work.op) && state === 'pending');
}

/** Slots to be sent again, because a place became known after they were rendered. */
export function crossPosts(incident: Incident, queue: readonly Delivery[]): readonly Work[] {
  const works: Work[] = [];
  const { chat, board } = incident.targetStates;
  if (chat.headline && !chat.joined && hasNews(incident, 'chat') && !isQueued(queue, 'chat.edit')) {
    works.push({ op: 'chat.edit' });
  }
  if (
    board.remote &&
    !board.joined &&
    hasNews(incident, 'board') &&
    !isQueued(queue, 'board.update')
  ) {
    works.push({ op: 'board.update' });
  }
  return works;
}

function hasNews(incident: Incident, place: 'chat' | 'board'): boolean {
  const through = renderedThrough(incident, place);
  const linked = of(incident.entries, 'delivery').some(
    (entry) =>
      entry.seq > through &&
      entry.target !== place &&
      origins.has(entry.op) &&
      entry.remote?.url != null,
  );
  return linked || of(incident.entries, 'reached').some(({ seq }) => seq > through);
}

/** The entry up to which the headline or the card was rendered. */
function renderedThrough(incident: Incident, place: 'chat' | 'board'): number {
  const rendered = of(incident.entries, 'delivery').filter(
    (entry) => renders[place].has(entry.op) && isDelivered(entry),
  );
  return Math.max(0, ...rendered.map(({ throughSeq }) => throughSeq));
}

function isQueued(queue: readonly Delivery[], op: Op): boolean {
  // One that is under way may have been rendered in time: it is judged when it is done.
  return queue.some(({ work }) => work.op === op);
}
