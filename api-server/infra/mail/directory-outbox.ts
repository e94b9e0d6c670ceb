import { composeMail } from '../../../src/platform/compose-mail.js';
import type { Mailbox } from '../../../src/platform/mailbox.js';
import { blaming } from '../../failures/dependency.js';
import type { Outbox } from '../../jobs/outbox.js';
import type { Objects } from '../objects/objects.js';

const kind = { contentType: 'message/rfc822' };
const fileOf = (name: string) => `${name}.eml`;

/** Mail as files, for any mail program to send on or to open; each is for its owner alone. */
export function createDirectoryOutbox(options: {
  /** A directory of their own. */
  readonly objects: Objects;
  readonly from: Mailbox;
  readonly now: () => number;
}): Outbox {
  const { objects, from, now } = options;
  return {
    has: (name) => blaming('mail', async () => (await objects.size(fileOf(name))) !== undefined),
    async send({ name, to, subject, text, html }, signal) {
      const mail = { key: name, at: now(), from, to: [{ name: '', address: to }] };
      const content = await composeMail({ ...mail, subject, text, html });
      await blaming('mail', () => objects.put(fileOf(name), content, kind, signal));
    },
  };
}
