import type { Delivery } from '../../../incidents/deliveries/delivery.js';
import type { Entry } from '../../../incidents/entry.js';
import { parseVersioned } from '../versioned.js';

/** What `events.jsonl` holds, how many bytes of it are whole, and what was stepped over. */
export interface ReadEntries {
  readonly entries: readonly Entry[];
  /** Where the next line belongs: bytes beyond are the torn end of a write that was cut off. */
  readonly whole: number;
  readonly problems: readonly string[];
}

/** Reads the lines of a record. A torn last line is dropped, a broken one in between stepped over. */
export function parseEntries(bytes: Buffer, path: string): ReadEntries {
  const whole = bytes.lastIndexOf(0x0a) + 1;
  const problems: string[] = [];
  if (whole < bytes.length) {
    problems.push(`${path}: the last line was cut off in writing and is left out.`);
  }
  const entries: Entry[] = [];
  const lines = bytes.toString('utf8', 0, whole).split('\n').slice(0, -1);
  for (const [index, line] of lines.entries()) {
    const parsed = parseVersioned(line, path);
    if (isEntry(parsed)) entries.push(parsed);
    else problems.push(`${path}: line ${index + 1} cannot be read and is left out.`);
  }
  return { entries, whole, problems };
}

/** Reads one delivery; null when the file cannot be read. */
export function parseDelivery(text: string, path: string): Delivery | null {
  const parsed = parseVersioned(text, path);
  return isDelivery(parsed) ? parsed : null;
}

// Only this program writes these files, in one version: the shape beyond the version is its own.
function isEntry(value: unknown): value is Entry {
  return has(value, 'seq', 'number') && has(value, 'kind', 'string') && has(value, 'id', 'string');
}

function isDelivery(value: unknown): value is Delivery {
  return (
    has(value, 'id', 'string') && has(value, 'state', 'string') && has(value, 'work', 'object')
  );
}

function has(value: unknown, key: string, type: string): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const found: unknown = (value as Record<string, unknown>)[key];
  return typeof found === type && found !== null;
}
