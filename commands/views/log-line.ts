import { timeIn } from '../../src/platform/format-time.js';
import { printable } from '../../src/platform/terminal-text.js';
import type { Zone } from '../../src/platform/zone.js';

/** How lines of the API's log are shown to a person. */
export interface LogLook {
  readonly zone: Zone;
  readonly colour: boolean;
}

/**
 * A JSON line of the API's log as a person reads it: the time, the event, and what it says, `name=value`
 * where it is not a sentence. A line that is none is shown as it is.
 */
export function logLine(line: string, { zone, colour }: LogLook): string {
  const { time, level, event, says, ...rest } = parsed(line);
  const at = typeof time === 'string' ? Date.parse(time) : Number.NaN;
  if (Number.isNaN(at) || typeof event !== 'string') return printable(line);
  const fields = Object.entries(rest).map(([name, value]) => `${name}=${shown(value)}`);
  const text = [event, ...(typeof says === 'string' ? [says] : []), ...fields].join('  ');
  const sign = level === 'error' ? 'error' : 'info ';
  const painted = colour && level === 'error' ? `\u001b[31m${sign}\u001b[39m` : sign;
  return `${timeIn(at, zone, true)}  ${painted}  ${printable(text)}`;
}

function parsed(line: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

function shown(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  return /^[^\s="]+$/.test(value) ? value : JSON.stringify(value);
}
