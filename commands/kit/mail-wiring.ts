import { join } from 'node:path';
import { createDeliveryJournal } from '../../src/adapters/local/delivery-journal.js';
import { createFiles, type Files } from '../../src/adapters/local/files.js';
import { createOutboxMailer } from '../../src/adapters/outbox/mailer.js';
import { createSendGridMailer } from '../../src/adapters/sendgrid/mailer.js';
import type { DeliverOnceDeps } from '../../src/announcements/deliver-once.js';
import type { Mailer } from '../../src/announcements/ports.js';
import type { Host } from '../../src/platform/host.js';
import { type Mailbox, parseMailbox } from '../../src/platform/mailbox.js';
import { sendGridOf } from '../../src/platform/sendgrid.js';
import { type IncidentOptions, stateDirOf } from './incident-wiring.js';
import type { CliSettings } from './settings.js';

/** What `catops mail` works with. */
export interface ReportMailWork {
  readonly from: Mailbox;
  /** Whom the settings name; nobody perhaps. */
  readonly to: readonly Mailbox[];
  readonly mailer: Mailer;
  readonly delivery: DeliverOnceDeps;
}

/** Reports by mail, each once. */
export function wireReportMail(host: Host, options: IncidentOptions): ReportMailWork {
  const { settings } = options;
  const { requestTimeoutMs, lookAgainMs } = settings;
  const files = createFiles();
  return {
    from: parseMailbox(settings.mailFrom),
    to: settings.mailTo.map(parseMailbox),
    mailer: mailerOf(host, options, files),
    delivery: {
      clock: host.clock,
      journal: createDeliveryJournal(join(stateDirOf(host, options), 'reports'), files),
      lag: { requestTimeoutMs, lookAgainMs },
    },
  };
}

/** Who writes and who is written to; null when that is nobody. */
export function recipientsOf({ mailFrom, mailTo }: Pick<CliSettings, 'mailFrom' | 'mailTo'>): {
  readonly from: Mailbox;
  readonly to: readonly Mailbox[];
} | null {
  return mailTo.length === 0
    ? null
    : { from: parseMailbox(mailFrom), to: mailTo.map(parseMailbox) };
}

/** Mail by whom the settings name; in practice mode nothing leaves this machine. */
export function mailerOf(host: Host, options: IncidentOptions, files: Files): Mailer {
  const { settings, practice } = options;
  if (practice || settings.mailBy === 'outbox') return outboxOf(host, options, files);
  return createSendGridMailer(sendGridOf(settings));
}

/** Mail as files, in the directory that is set. */
export function outboxOf(host: Host, options: IncidentOptions, files: Files): Mailer {
  const directory = options.settings.outbox ?? join(stateDirOf(host, options), 'outbox');
  return createOutboxMailer({ directory, files, clock: host.clock });
}
