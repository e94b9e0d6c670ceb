import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { printable } from '../../platform/terminal-text.js';

const linesKept = 20;
const longestLine = 500;

/** Reads a process's standard error to its end, and keeps its last lines, printable. */
export function keepLastLines(
  stream: Readable,
  onLine: (line: string) => void = () => undefined,
): string[] {
  const kept: string[] = [];
  createInterface({ input: stream }).on('line', (raw) => {
    const line = printable(raw.slice(0, longestLine));
    kept.push(line);
    if (kept.length > linesKept) kept.shift();
    onLine(line);
  });
  return kept;
}
