/** Rows of a CSV text (RFC 4180), or what is wrong in which line. */
export type CsvRows =
  | { readonly rows: readonly CsvRow[] }
  | { readonly line: number; readonly reason: string };

export interface CsvRow {
  /** Where it starts, from 1. */
  readonly line: number;
  readonly fields: readonly string[];
}

const field = /(?:"([^"]*(?:""[^"]*)*)"|([^",\r\n]*))(,|\r\n|\n|\r|$)/y;

/** Fields with commas in between, quoted ones with any text inside; empty lines are left out. */
export function readCsv(text: string): CsvRows {
  const rows: CsvRow[] = [];
  let at = text.startsWith('\ufeff') ? 1 : 0;
  let line = 1;
  while (at < text.length) {
    const read = readRow(text, at, line);
    if ('reason' in read) return read;
    if (read.fields.length > 1 || read.fields[0] !== '') rows.push({ line, fields: read.fields });
    at = read.at;
    line = read.nextLine;
  }
  return { rows };
}

function readRow(
  text: string,
  start: number,
  line: number,
):
  | { readonly fields: string[]; readonly at: number; readonly nextLine: number }
  | { readonly line: number; readonly reason: string } {
  const fields: string[] = [];
  let at = start;
  let inside = 0;
  for (let end = ','; end === ','; ) {
    field.lastIndex = at;
    const match = field.exec(text);
    if (!match) return { line: line + inside, reason: quoteFault(text.slice(at)) };
    fields.push(match[1] === undefined ? (match[2] ?? '') : match[1].replaceAll('""', '"'));
    inside += match[1]?.match(/\r\n|\n|\r/g)?.length ?? 0;
    at += match[0].length;
    end = match[3] ?? '';
  }
  return { fields, at, nextLine: line + inside + 1 };
}

function quoteFault(rest: string): string {
  return /^"[^"]*(?:""[^"]*)*$/.test(rest)
    ? 'a quote is never closed'
    : 'a quote is in the middle of a field; quote the whole field, and double the quotes inside';
}
