import type { DeliverOnceDeps } from '../announcements/deliver-once.js';
import type { Announcements } from '../announcements/ports.js';
import { postNote, slugOf } from '../announcements/post-note.js';
import { type TodayTold, todayNote } from './today-lines.js';

/** Who is told of today. */
export interface TodayTeller extends Omit<TodayTold, 'today'> {
  readonly note: Announcements;
  readonly delivery: DeliverOnceDeps;
}

/** Posts the day so far, once for each `occasion` (`a-z0-9-`) of the day; says where it is. */
export function tellToday(
  { note, delivery, ...shown }: TodayTeller,
  { today, occasion }: Pick<TodayTold, 'today'> & { readonly occasion: string },
  signal: AbortSignal,
): Promise<string> {
  const slug = slugOf(shown.service);
  return postNote(
    { note, delivery },
    {
      key: `${today.day}-today-${occasion}-${slug}`,
      marker: `catops:today:${slug}:${today.day}:${occasion}`,
      markup: todayNote({ ...shown, today }),
    },
    signal,
  );
}
