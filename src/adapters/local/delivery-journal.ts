import { join } from 'node:path';
import type { Delivery, DeliveryJournal } from '../../announcements/ports.js';
import type { Files } from './files.js';
import { formatVersion, parseVersioned } from './versioned.js';

// By number, so that a clock that is ahead lets nothing go: more than a hundred days of three channels.
const mostKept = 400;

/** One file a delivery. Keys begin with their day, so that the oldest stand first. */
export function createDeliveryJournal(directory: string, files: Files): DeliveryJournal {
  const path = (key: string) => join(directory, `${key}.json`);
  return {
    read: async (key) => {
      const text = (await files.read(path(key)))?.toString('utf8');
      return text === undefined ? null : deliveryOf(parseVersioned(text, path(key)));
    },
    write: async (key, delivery) => {
      await files.directory(directory);
      await files.replace(path(key), `${JSON.stringify({ v: formatVersion, key, ...delivery })}\n`);
      const names = (await files.names(directory)).filter((name) => name.endsWith('.json'));
      for (const name of names.slice(0, -mostKept)) await files.remove(join(directory, name));
    },
  };
}

/** A file that cannot be read still says that there was an attempt: the target is asked. */
function deliveryOf(parsed: Record<string, unknown> | null): Delivery {
  const { state, attempts, firstAttemptAt, attemptedAt, looks, remote } = parsed ?? {};
  const time = (value: unknown) =>
    typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? value : longAgo;
  return {
    state: state === 'done' ? 'done' : 'attempting',
    attempts: typeof attempts === 'number' ? attempts : 1,
    firstAttemptAt: time(firstAttemptAt),
    attemptedAt: time(attemptedAt),
    looks: typeof looks === 'number' ? looks : 0,
    remote: remoteOf(remote),
  };
}

const longAgo = new Date(0).toISOString();

function remoteOf(value: unknown): Delivery['remote'] {
  const { id, url } = (value ?? {}) as { id?: unknown; url?: unknown };
  return typeof id === 'string' ? { id, url: typeof url === 'string' ? url : null } : null;
}
