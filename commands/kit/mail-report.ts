import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { mailOnce, reportMail } from '../../src/announcements/mail-report.js';
import { CatopsError, messageOf } from '../../src/platform/errors.js';
import type { Host } from '../../src/platform/host.js';
import { type Mailbox, parseMailbox } from '../../src/platform/mailbox.js';
import { printable } from '../../src/platform/terminal-text.js';
import { textOrStdin } from './ask.js';
import type { Invocation, Reply } from './command.js';
import { previewReply } from './preview.js';

interface MailFlags {
  readonly to?: string | undefined;
  readonly subject?: string | undefined;
}

/** Mails a report, or shows what would be mailed to whom. */
export async function mailReport({
  args,
  flags,
  host,
  wiring,
  dryRun,
}: Pick<Invocation<never>, 'args' | 'host' | 'wiring' | 'dryRun'> & {
  readonly flags: MailFlags;
}): Promise<Reply> {
  const { from, to: usual, mailer, delivery } = await wiring.reportMail();
  const to = flags.to === undefined ? usual : addressesOf(flags.to);
  if (to.length === 0) {
    throw new CatopsError('usage-invalid', 'Nobody would get it: CATOPS_MAIL_TO is none.', {
      hint: 'catops mail report.html --to ada@example.com',
    });
  }
  const html = await reportText(host, args['file'] ?? '-');
  const message = reportMail({ html, from, to, subject: flags.subject, now: host.clock.now() });
  const addresses = to.map(({ address }) => address);
  const whom = addresses.join(', ');
  if (dryRun) {
    const { subject, text } = message;
    const body = { from, to, subject, text, htmlBytes: Buffer.byteLength(html) };
    return previewReply({
      summary: `Would mail “${printable(subject)}” to ${whom}.`,
      ...{ wakes: [], notes: [] },
      requests: [{ target: mailer.name, does: 'report', method: 'write', url: '', body }],
    });
  }
  const { how, remote } = await mailOnce({ delivery, mailer }, message, host.signal);
  return {
    exit: 'ok',
    data: {
      ...{ schema: 'catops.mail/v1', dryRun, by: mailer.name, to: addresses, how },
      ...{ subject: message.subject, id: remote?.id ?? null, url: remote?.url ?? null },
    },
    text: () => {
      const place = remote?.url ? `: ${remote.url}` : '';
      if (how !== 'sent') return `Nothing to do: it was mailed to ${whom} today already${place}`;
      return `Mailed “${printable(message.subject)}” to ${whom} by ${mailer.name}${place}`;
    },
  };
}

function addressesOf(given: string): readonly Mailbox[] {
  try {
    return given.split(',').map(parseMailbox);
  } catch (cause) {
    throw new CatopsError('usage-invalid', `--to: ${messageOf(cause)}.`, { cause });
  }
}

async function reportText(host: Host, file: string): Promise<string> {
  if (file === '-') return textOrStdin(host, '-');
  try {
    return await readFile(resolve(host.cwd, file), 'utf8');
  } catch (cause) {
    const message = `The report ${file} cannot be read: ${messageOf(cause)}.`;
    throw new CatopsError('usage-invalid', message, { cause });
  }
}
