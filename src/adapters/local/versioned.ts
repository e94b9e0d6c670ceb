import { CatopsError } from '../../platform/errors.js';

/** Version of every file of the state directory that this program reads and writes. */
export const formatVersion = 1;

/** Parses one JSON object of a file; null when it cannot be read at all. Refuses a newer one. */
export function parseVersioned(text: string, path: string): Record<string, unknown> | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const record = value as Record<string, unknown>;
  const version = record['v'];
  if (typeof version !== 'number') return null;
  if (version > formatVersion) {
    throw new CatopsError(
      'format-too-new',
      `${path} was written by a newer catops (format ${version}; this one reads up to ${formatVersion}).`,
      { hint: 'npm install -g catops@latest' },
    );
  }
  return record;
}
