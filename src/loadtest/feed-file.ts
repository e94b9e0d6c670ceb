import { caps } from './caps.js';
import type { FeedSource } from './feed.js';
import { readCsv } from './read-csv.js';

/** The values of a feed's file, or what is wrong with it. */
export type FeedFileValues =
  | { readonly values: readonly string[] }
  | {
      /** Part of a sentence that starts with the file's name. */
      readonly reason: string;
    };

/** Reads the values of a feed from the text of its file. */
export function readFeedFile(
  { format, field }: Pick<Extract<FeedSource, { kind: 'file' }>, 'format' | 'field'>,
  text: string,
): FeedFileValues {
  const read = format === 'csv' ? readColumn(text, field) : readList(text, field);
  if ('reason' in read) return read;
  const { values } = read;
  if (values.length === 0) return { reason: 'has no rows' };
  if (values.length > caps.feedValues) {
    return { reason: `has ${values.length} values; a feed has at most ${caps.feedValues}` };
  }
  return { values };
}

function readColumn(text: string, column: string | null): FeedFileValues {
  const read = readCsv(text);
  if ('reason' in read) return { reason: `line ${read.line}: ${read.reason}` };
  const [head, ...rows] = read.rows;
  if (!head) return { reason: 'is empty' };
  const index = column === null ? 0 : head.fields.indexOf(column);
  if (index < 0) {
    return { reason: `has no column "${column}"; known are ${head.fields.join(', ')}` };
  }
  const values: string[] = [];
  for (const { line, fields } of rows) {
    if (fields.length !== head.fields.length) {
      const counts = `${fields.length} fields, and the first line ${head.fields.length}`;
      return { reason: `line ${line}: it has ${counts}` };
    }
    const value = fields[index] ?? '';
    const fault = valueFault(value);
    if (fault !== null) return { reason: `line ${line}: the value ${fault}` };
    values.push(value);
  }
  return { values };
}

function readList(text: string, field: string | null): FeedFileValues {
  let data: unknown;
  try {
    data = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return { reason: 'is not JSON' };
  }
  if (!Array.isArray(data)) return { reason: 'is not a list' };
  const values: string[] = [];
  for (const [index, item] of data.entries()) {
    const found: unknown = field === null ? item : fieldOf(item, field);
    if (typeof found !== 'string' && typeof found !== 'number' && typeof found !== 'boolean') {
      const what = field === null ? 'is no text or number' : `has no field "${field}" with a value`;
      return { reason: `item ${index + 1} ${what}` };
    }
    const fault = valueFault(String(found));
    if (fault !== null) return { reason: `item ${index + 1}: the value ${fault}` };
    values.push(String(found));
  }
  return { values };
}

function fieldOf(item: unknown, field: string): unknown {
  return typeof item === 'object' && item !== null && Object.hasOwn(item, field)
    ? Reflect.get(item, field)
    : undefined;
}

// The value itself is not said: it may be somebody's name.
function valueFault(value: string): string | null {
  if (value === '') return 'is empty';
  if (value.length > 2000) return 'is longer than 2000 characters';
  return controlFault(value);
}

/** That a value could break a request line or be written in none, or null. */
export function controlFault(value: string): string | null {
  // Of surrogates only those that stand alone, which are no text.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it refuses
  return /[\u0000-\u001f\u007f]|\p{Surrogate}/u.test(value)
    ? 'has a line break or another control character'
    : null;
}
