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
  const hash = createHash('sha256').update(mail.key).digest('hex');
  const composer = new MailComposer({
    from: mailbox(mail.from),
    to: mail.to.map(mailbox),
    subject: cutText(oneLine(mail.subject), longestSubject),
    text: mail.text,
    html: mail.html,
    date: new Date(mail.at),
    messageId: `<${mail.key}.${hash.slice(0, 16)}@${domainOf(mail.from)}>`,
    // Nobody is away because a machine wrote (RFC 3834).
    headers: { 'auto-submitted': 'auto-generated' },
    baseBoundary: hash.slice(0, 16),
    disableFileAccess: true,
    disableUrlAccess: true,
    newline: 'windows',
  });
  return composer.compile().build();
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
