import type { Clock } from '../../../src/platform/host.js';
import { parseMailbox } from '../../../src/platform/mailbox.js';
import { Repeating } from '../../../src/platform/repeating.js';
import { sendGridOf } from '../../../src/platform/sendgrid.js';
import type { ApiConfig } from '../../config.js';
import { blaming } from '../../failures/dependency.js';
import type { Outbox } from '../../jobs/outbox.js';
import type { FailureLog } from '../../ports.js';
import { createDirectoryObjects } from '../objects/directory-objects.js';
import type { ProcessName } from '../process-name.js';
import { createDirectoryOutbox } from './directory-outbox.js';
import { expireMails } from './expire-mails.js';
import { createSendGridOutbox } from './sendgrid-outbox.js';

/** What decides how mail is sent. */
export interface OpenOutboxOptions {
  readonly config: Pick<ApiConfig, 'mailBy' | 'mailFrom' | 'sendgridKey' | 'sendgridUrl'>;
  /** Where mails lie, or the receipts of mails that were sent. */
  readonly directory: string;
  readonly process: ProcessName;
  readonly clock: Clock;
  readonly failures: FailureLog;
}

const hourMs = 3_600_000;

/** The outbox of the settings; what lay there too long is removed at once, and every hour. */
export async function openOutbox(options: OpenOutboxOptions) {
  const { config, directory, clock, failures } = options;
  const objects = createDirectoryObjects({ ...options, now: clock.now });
  const from = parseMailbox(config.mailFrom);
  const common = { objects, from, now: clock.now };
  const outbox: Outbox =
    config.mailBy === 'sendgrid'
      ? createSendGridOutbox({ ...common, send: sendGridOf(config) })
      : createDirectoryOutbox(common);
  await blaming('mail', () => objects.tidy());
  const expire = async () => {
    try {
      await blaming('mail', () => expireMails(directory, clock.now()));
    } catch (error) {
      failures.note('mail-not-expired', error);
    }
  };
  await expire();
  const expiring = new Repeating(clock, hourMs, expire);
  expiring.start();
  return { outbox, close: () => expiring.stop() };
}
