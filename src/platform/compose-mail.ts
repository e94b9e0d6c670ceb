import { createHash } from 'node:crypto';
import type { Mailbox } from './mailbox.js';
import { printable } from './terminal-text.js';
import { cutText } from './vendor-failure.js';

/** A mail before it is composed. */
export interface MailMessage {
  /** `a-z0-9-`, at most 100 characters: the same key is the same mail. */
  readonly key: string;
  /** Milliseconds since the epoch, for its `Date`; the same in every attempt. */
  readonly at: number;
  readonly from: Mailbox;
  readonly to: readonly Mailbox[];
  /** One line; from anywhere. */
  readonly subject: string;
  /** The same content twice: plain, and as a whole HTML document. */
  readonly text: string;
  readonly html: string;
}

// RFC 5322: no line of a message is longer than 998 characters; a subject on one line is much shorter.
const longestSubject = 200;

/**
 * The mail as it goes over the wire: plain text and HTML, nothing else. Equal mails are equal byte for
 * byte. The composer may read no file and no address, and everything in the headers is one line.
 */
export async function composeMail(mail: MailMessage): Promise<Buffer> {
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer');
  const composer = new MailComposer({
    ...mailHead(mail),
    text: mail.text,
    html: mail.html,
    date: new Date(mail.at),
    baseBoundary: hashOf(mail),
    disableFileAccess: true,
    disableUrlAccess: true,
    newline: 'windows',
  });
  return composer.compile().build();
}

/** What stands above a mail, each on one line; whoever sends it, and however often, it is the same. */
export function mailHead(mail: Omit<MailMessage, 'text' | 'html'>) {
  return {
    from: mailbox(mail.from),
    to: mail.to.map(mailbox),
    subject: cutText(oneLine(mail.subject), longestSubject),
    messageId: `<${mail.key}.${hashOf(mail)}@${domainOf(mail.from)}>`,
    // Nobody is away because a machine wrote (RFC 3834).
    headers: { 'auto-submitted': 'auto-generated' },
  };
}

/** How long a mail lies in an outbox, days: it may hold a key. */
export const outboxDays = 30;

/** Letters and digits that stand for these texts, for the key of a mail. */
export function mailKey(texts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(texts)).digest('hex').slice(0, 16);
}

function hashOf({ key }: Pick<MailMessage, 'key'>): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 16);
}

function mailbox({ name, address }: Mailbox) {
  return { name: oneLine(name), address };
}

function oneLine(text: string): string {
  return printable(text).replace(/\s+/g, ' ').trim();
}

function domainOf({ address }: Mailbox): string {
  return address.slice(address.lastIndexOf('@') + 1);
}
