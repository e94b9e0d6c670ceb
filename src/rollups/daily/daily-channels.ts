import { type DeliverOnceDeps, deliverOnce } from '../../announcements/deliver-once.js';
import type { Announcements, Mailer } from '../../announcements/ports.js';
import { deliveredText, postNote, slugOf } from '../../announcements/post-note.js';
import type { RollupReport } from '../../contracts/rollup-report.js';
import type { MailMessage } from '../../platform/compose-mail.js';
import type { Mailbox } from '../../platform/mailbox.js';
import type { Zone } from '../../platform/zone.js';
import type { Job } from '../../schedule/job.js';
import type { Day } from '../ports.js';
import { dailyNote, reportAsMail } from '../report/daily.js';
import { addDays } from '../windows.js';

export interface DailyChannelDeps {
  /** The report of some days, the last one included, from the stored tables. */
  report(from: Day, to: Day, signal: AbortSignal): Promise<RollupReport>;
  readonly channels: Channels;
  readonly delivery: DeliverOnceDeps;
  readonly service: string;
  /** Whose clock the report shows, beside UTC. */
  readonly zone: Zone;
  /** How long after the end of a day its report is due, milliseconds. */
  readonly dailyDelayMs: number;
}

/** Where a day is told. */
export interface Channels {
  /** Null: nobody asked for it. */
  readonly note: Announcements | null;
  /** Null: nobody gets it. */
  readonly mail: Mailing | null;
  /** Who gets the week, after its Sunday. */
  readonly weekMail: Mailing | null;
}

interface Mailing {
  readonly mailer: Mailer;
  readonly from: Mailbox;
  readonly to: readonly Mailbox[];
}

// A note of last week is no news: who was away longer finds those days with `catops rollup`.
const daysTold = 3;
const sunday = 0;
const timeoutMs = 3 * 60_000;

/** The daily note in the chat; no job without a channel. */
export function noteJob(deps: DailyChannelDeps, days: Job): readonly Job[] {
  const { note } = deps.channels;
  if (!note) return [];
  return [
    channelJob('rollup-note', deps, days, async (day, signal) => {
      const marker = `catops:rollup:${slugOf(deps.service)}:${day}`;
      const markup = dailyNote(await deps.report(day, day, signal), deps.zone);
      const once = { key: `${day}-note-${slugOf(deps.service)}`, marker, markup };
      return postNote({ note, delivery: deps.delivery }, once, signal);
    }),
  ];
}

/** The daily report by mail; no job without recipients. */
export function mailJob(deps: DailyChannelDeps, days: Job): readonly Job[] {
  const { mail } = deps.channels;
  if (!mail) return [];
  return [
    channelJob('rollup-mail', deps, days, (day, signal) =>
      mailed(deps, mail, { from: day, to: day, called: 'rollup' }, signal),
    ),
  ];
}

/** The report of a week, Monday to Sunday, by mail; no job without recipients. */
export function weekMailJob(deps: DailyChannelDeps, days: Job): readonly Job[] {
  const { weekMail } = deps.channels;
  if (!weekMail) return [];
  return [
    channelJob('rollup-week', deps, days, async (day, signal) => {
      if (new Date(day).getUTCDay() !== sunday) return 'the week is not over';
      const week = { from: addDays(day, -6), to: day, called: 'week' };
      return mailed(deps, weekMail, week, signal);
    }),
  ];
}

interface MailedDays {
  readonly from: Day;
  readonly to: Day;
  /** In the mail's key: each is mailed once. */
  readonly called: string;
}

async function mailed(
  { report, delivery, service, zone, dailyDelayMs }: DailyChannelDeps,
  { mailer, ...people }: Mailing,
  { from, to, called }: MailedDays,
  signal: AbortSignal,
): Promise<string> {
  const message: MailMessage = {
    ...{ key: `${to}-${called}-${slugOf(service)}`, ...people },
    // When it was due: the same in every attempt.
    at: Date.parse(`${to}T24:00:00.000Z`) + dailyDelayMs,
    ...reportAsMail(await report(from, to, signal), zone),
  };
  const delivered = await deliverOnce(
    delivery,
    {
      key: message.key,
      send: (limited) => mailer.send(message, limited),
      find: (_since, limited) => mailer.find(message.key, limited),
    },
    signal,
  );
  return deliveredText(`mail by ${mailer.name}`, delivered);
}

function channelJob(
  name: string,
  { dailyDelayMs }: DailyChannelDeps,
  days: Job,
  tell: (day: Day, signal: AbortSignal) => Promise<string>,
): Job {
  return {
    name,
    cadence: { every: 'day', delayMs: dailyDelayMs },
    catchUp: daysTold,
    // Nobody wants last week's notes on the first day.
    startsWith: 'newest',
    after: [days.name],
    timeoutMs,
    run: ({ id: day }, signal) => tell(day, signal),
  };
}
