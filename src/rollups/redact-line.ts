import { slowestMs } from './histogram.js';

/** Longest text that is shown of a line. */
const shownLength = 200;

const knownFields = [
  'v',
  'ts',
  'method',
  'route',
  'status',
  'latency_ms',
  'bytes',
  'api_key_id',
  'cache',
  'db_queries',
  'cause',
  'image_id',
] as const;

/** Whether a line is a record; as the SQL texts judge it, for finding an example of the others. */
export function isRecordLine(line: string): boolean {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return false;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const record = value as Partial<Record<(typeof knownFields)[number], unknown>>;
  return (
    isText(record.ts) &&
    isText(record.method) &&
    isText(record.route) &&
    isWithin(record.status, 100, 599) &&
    isWithin(record.latency_ms, 0, slowestMs) &&
    isWithin(record.bytes ?? 0, 0, 1e12) &&
    isWithin(record.db_queries ?? 0, 0, 1e6)
  );
}

/**
 * A line that is no record, so that a person sees what is wrong with it and nobody what it says: of
 * texts only their place is shown, of unknown fields not even the name. Numbers of known fields stay.
 */
export function redactLine(line: string): string {
  const fields = line.replace(
    /"(?:[^"\\]|\\.)*"?(\s*:)?|-?\d[\d.eE+-]*|[^\s{}[\],:"]+/g,
    (token: string, colon?: string) => shown(token, colon !== undefined),
  );
  const values = fields.replace(/("…":)[^,}\]]*/g, '$1…');
  return values.length > shownLength ? `${values.slice(0, shownLength)}…` : values;
}

function shown(token: string, isKey: boolean): string {
  if (isKey) {
    const name = /^"(\w+)"\s*:$/.exec(token)?.[1];
    return name && (knownFields as readonly string[]).includes(name) ? `"${name}":` : '"…":';
  }
  if (token.startsWith('"')) return token.length > 1 && token.endsWith('"') ? '"…"' : '"…';
  if (['true', 'false', 'null'].includes(token)) return token;
  return /^-?\d{1,12}(\.\d{1,12})?([eE][+-]?\d{1,3})?$/.test(token) ? token : '…';
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isWithin(value: unknown, least: number, most: number): boolean {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && number >= least && number <= most;
}
