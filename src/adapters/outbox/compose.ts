import { createHash } from 'node:crypto';
import type { Mail } from '../../announcements/ports.js';
import type { Mailbox } from '../../platform/mailbox.js';
import { printable } from '../../platform/terminal-text.js';
import { cutText } from '../../platform/vendor-failure.js';

// RFC 5322: no line of a message is longer than 998 characters; a subject on one line is much shorter.
const longestSubject = 200;

/**
 * The mail as it goes over the wire: plain text and HTML, nothing else. Equal mails are equal byte for
 * byte. The composer may read no file and no address, and everything in the headers is one line.
 */
export async function composeMail(mail: Mail): Promise<Buffer> {
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
