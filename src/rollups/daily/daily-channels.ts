import { type DeliverOnceDeps, deliverOnce } from '../../announcements/deliver-once.js';
import type { Announcements, Mailer } from '../../announcements/ports.js';
import { deliveredText, postNote, slugOf } from '../../announcements/post-note.js';
import type { RollupReport } from '../../contracts/rollup-report.js';
import type { MailMessage } from '../../platform/compose-mail.js';
import type { Mailbox } from '../../platform/mailbox.js';
import type { Zone } from '../../platform/zone.js';
import type { Job } from '../../schedule/job.js';
import type { Day } from '../ports.js';
import { dailyMail, dailyNote } from '../report/daily.js';

export interface DailyChannelDeps {
  /** The report of one day, from the stored tables. */
  report(day: Day, signal: AbortSignal): Promise<RollupReport>;
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
  readonly mail: {
    readonly mailer: Mailer;
    readonly from: Mailbox;
    readonly to: readonly Mailbox[];
  } | null;
}

// A note of last week is no news: who was away longer finds those days with `catops rollup`.
const daysTold = 3;
const timeoutMs = 3 * 60_000;

/** The daily note in the chat; no job without a channel. */
export function noteJob(deps: DailyChannelDeps, days: Job): readonly Job[] {
  const { note } = deps.channels;
  if (!note) return [];
  return [
    channelJob('rollup-note', deps, days, async (day, signal) => {
      const marker = `catops:rollup:${slugOf(deps.service)}:${day}`;
      const markup = dailyNote(await deps.report(day, signal), deps.zone);
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
    channelJob('rollup-mail', deps, days, async (day, signal) => {
      const message = await composedMail(deps, mail, day, signal);
      const delivered = await deliverOnce(
        deps.delivery,
        {
          key: message.key,
          send: (limited) => mail.mailer.send(message, limited),
          find: (_since, limited) => mail.mailer.find(message.key, limited),
        },
        signal,
      );
      return deliveredText(`mail by ${mail.mailer.name}`, delivered);
    }),
  ];
}

async function composedMail(
  { report, service, zone, dailyDelayMs }: DailyChannelDeps,
  { from, to }: NonNullable<Channels['mail']>,
  day: Day,
  signal: AbortSignal,
): Promise<MailMessage> {
  const { subject, text, html } = dailyMail(await report(day, signal), zone);
  // When it was due: the same in every attempt.
  const at = Date.parse(`${day}T24:00:00.000Z`) + dailyDelayMs;
  return { key: `${day}-rollup-${slugOf(service)}`, at, from, to, subject, text, html };
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
