import type { Clock } from '../../src/platform/host.js';
import { printable } from '../../src/platform/terminal-text.js';
import type { Log } from '../ports.js';

/** A log that writes one JSON line an event, such as to standard error. */
export function createLineLog(
  output: { write(line: string): unknown },
  clock: Pick<Clock, 'now'>,
): Log {
  const write = (
    level: 'error' | 'info',
    event: string,
    fields: Readonly<Record<string, unknown>>,
  ) => {
    const time = new Date(clock.now()).toISOString();
    output.write(`${JSON.stringify({ time, level, event, ...plain(fields) })}\n`);
  };
  return {
    error: (event, fields) => write('error', event, fields),
    info: (event, fields) => write('info', event, fields),
  };
}

// Whatever is handed in, the line is one line and writing it never throws.
function plain(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [printable(name), plainValue(value)]),
  );
}

function plainValue(value: unknown): unknown {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'string') return printable(value);
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) {
    return value.map(printable);
  }
  if (value instanceof Error) return printable(`${value.name}: ${value.message}`);
  try {
    return printable(JSON.stringify(value) ?? String(value));
  } catch {
    return '[not printable]';
  }
}
