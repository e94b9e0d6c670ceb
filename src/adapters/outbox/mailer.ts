import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Mailer, Outcome } from '../../announcements/ports.js';
import { composeMail, outboxDays } from '../../platform/compose-mail.js';
import { messageOf } from '../../platform/errors.js';
import type { Clock } from '../../platform/host.js';

/** The few things the outbox does with a disk. Directories are 0700, files 0600 and put in place whole. */
export interface OutboxFiles {
  directory(path: string): Promise<void>;
  replace(path: string, content: Uint8Array): Promise<void>;
  read(path: string): Promise<Uint8Array | null>;
  names(path: string): Promise<readonly string[]>;
  remove(path: string): Promise<void>;
}

export interface OutboxOptions {
  /** Absolute; made when it is not there. */
  readonly directory: string;
  readonly files: OutboxFiles;
  readonly clock: Pick<Clock, 'now'>;
}

const dayMs = 86_400_000;

/**
 * Mail as files, `<key>.eml`, for any mail program to open. A mail that lies there is never
 * written again, so each is there once whoever sends it how often.
 */
export function createOutboxMailer({ directory, files, clock }: OutboxOptions): Mailer {
  const place = (name: string) => {
    const path = join(directory, name);
    return { id: name, url: pathToFileURL(path).href };
  };
  const isThere = async (name: string) => (await files.read(join(directory, name))) !== null;
  return {
    name: 'outbox',
    send: (mail) =>
      refusable(async () => {
        const name = `${mail.key}.eml`;
        if (await isThere(name)) return place(name);
        const content = await composeMail(mail);
        await files.directory(directory);
        await files.replace(join(directory, name), content);
        await expire();
        return place(name);
      }),
    find: (key) =>
      refusable(async () => ((await isThere(`${key}.eml`)) ? place(`${key}.eml`) : null)),
  };

  /** Mails carry the day they are about in front; other files are left alone. */
  async function expire(): Promise<void> {
    const oldest = new Date(clock.now() - outboxDays * dayMs).toISOString().slice(0, 10);
    const mails = (await files.names(directory)).filter((name) =>
      /^\d{4}-\d\d-\d\d-.+\.eml$/.test(name),
    );
    for (const name of mails) {
      if (name.slice(0, 10) < oldest) await files.remove(join(directory, name));
    }
  }
}

/** A disk that is full or closed is a refusal: nothing has left. */
async function refusable<T>(work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { kind: 'done', value: await work() };
  } catch (error) {
    return { kind: 'refused-before-send', message: `The outbox: ${messageOf(error)}` };
  }
}
