import { type MailMessage, mailKey } from '../platform/compose-mail.js';
import { CatopsError } from '../platform/errors.js';
import type { Mailbox } from '../platform/mailbox.js';
import { printable } from '../platform/terminal-text.js';
import { htmlText } from '../presentation/html-text.js';
import { type Delivered, type DeliverOnceDeps, deliverOnce } from './deliver-once.js';
import type { Mailer } from './ports.js';

/** A report that is to be mailed. */
export interface ReportToMail {
  /** The whole page, as a command wrote it. */
  readonly html: string;
  readonly from: Mailbox;
  readonly to: readonly Mailbox[];
  /** The report's own title when undefined. */
  readonly subject: string | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

// SendGrid and most mail servers take 25 to 30 MB, of which encoding takes a third.
const mostBytes = 15 * 1_048_576;

/**
 * The mail of a report: the page as it is, and its text. Throws `usage-invalid` for what is no report of
 * catops: those hold no script and ask nobody for anything, and say so in their head.
 */
export function reportMail({ html, from, to, subject, now }: ReportToMail): MailMessage {
  const isOurs =
    /^\s*<!doctype html>/i.test(html) &&
    html.includes(`content="default-src 'none'; style-src 'unsafe-inline'"`) &&
    !/<script\b/i.test(html);
  if (!isOurs) {
    throw new CatopsError('usage-invalid', 'That is no HTML report of catops.', {
      hint: 'catops rollup --date yesterday --html - | catops mail -',
    });
  }
  if (html.length > mostBytes) {
    const size = Math.ceil(html.length / 1_048_576);
    throw new CatopsError('usage-invalid', `A report of ${size} MB is too large for a mail.`, {
      hint: 'a shorter report, or a link to the file',
    });
  }
  const title = htmlText(/<title>([\s\S]*?)<\/title>/.exec(html)?.[1] ?? 'Report');
  const line = printable(subject ?? title);
  const day = new Date(now).toISOString().slice(0, 10);
  const key = `${day}-report-${mailKey([line, html, ...to.map(({ address }) => address)])}`;
  return { key, at: now, from, to, subject: line, text: `${htmlText(html)}\n`, html };
}

/** Mails it once: the same report to the same people is not sent again on the same day. */
export function mailOnce(
  deps: { readonly delivery: DeliverOnceDeps; readonly mailer: Mailer },
  mail: MailMessage,
  signal: AbortSignal,
): Promise<Delivered> {
  return deliverOnce(
    deps.delivery,
    {
      key: mail.key,
      send: (limited) => deps.mailer.send(mail, limited),
      find: (_since, limited) => deps.mailer.find(mail.key, limited),
    },
    signal,
  );
}
