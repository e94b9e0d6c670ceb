import { printable } from '../platform/terminal-text.js';

/**
 * Rows as CSV (RFC 4180: CRLF, quotes where needed). A cell that a spreadsheet would take for a
 * formula is prefixed by `'`, always: whoever opens the file did not write it. Missing is empty.
 */
export function csv(rows: readonly (readonly (string | number | null)[])[]): string {
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

// Fullwidth signs too: a spreadsheet of that locale reads them as its own.
const formula = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/u;

function cell(value: string | number | null): string {
  if (value === null) return '';
  const text = String(value);
  const clean = printable(text);
  const safe = formula.test(text) || formula.test(clean) ? `'${clean}` : clean;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
