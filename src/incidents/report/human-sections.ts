/** What stands between the markers of a human section, and the rest of the file. */
export interface ParsedReport {
  readonly ok: true;
  readonly sections: ReadonlyMap<string, string>;
  /** Lines outside human sections by the `## ` heading above them; `header` before the first. */
  readonly mechanical: ReadonlyMap<string, readonly string[]>;
  /** What the seal at the end says of the parts as they were written; null when there is none. */
  readonly seal: Seal | null;
}

/** Checksums by part: `summary` (a heading) or `human:summary` (a section). */
export type Seal = ReadonlyMap<string, string>;

/** Why a file cannot be taken apart, in one sentence with the line. */
export interface DamagedReport {
  readonly ok: false;
  readonly problem: string;
}

const openMarker = /^<!-- human:([a-z][a-z0-9-]*) -->$/;
const closeMarker = /^<!-- \/human:([a-z][a-z0-9-]*) -->$/;
const anyMarker = /<!--\s*\/?\s*human\s*:/i;
const sealLine = /^<!-- catops:report\/v(\d+)((?: [a-z0-9:-]+=[a-z0-9-]+)*) -->$/;

/** Wraps the text of a human section in its markers. */
export function humanSection(name: string, body: string): string {
  return `<!-- human:${name} -->\n${body}\n<!-- /human:${name} -->`;
}

interface Reading {
  readonly sections: Map<string, string>;
  readonly mechanical: Map<string, string[]>;
  group: string;
  open: { readonly name: string; readonly line: number; readonly body: string[] } | null;
  seal: Seal | null;
}

/** Takes a report apart. Every marker stands alone on its line, opens once and is closed. */
export function parseReport(text: string): ParsedReport | DamagedReport {
  const reading: Reading = {
    sections: new Map(),
    mechanical: new Map([['header', []]]),
    group: 'header',
    open: null,
    seal: null,
  };
  for (const [index, line] of text.replaceAll('\r\n', '\n').split('\n').entries()) {
    const problem = readLine(reading, line, index + 1);
    if (problem) return { ok: false, problem };
  }
  const { open, sections, mechanical, seal } = reading;
  if (open) {
    const problem = `The section "${open.name}" opened on line ${open.line} is never closed.`;
    return { ok: false, problem };
  }
  return { ok: true, sections, mechanical, seal };
}

function readLine(reading: Reading, line: string, number: number): string | undefined {
  const trimmed = line.trim();
  const opened = openMarker.exec(trimmed)?.[1];
  const closed = closeMarker.exec(trimmed)?.[1];
  if (opened) return open(reading, opened, number);
  if (closed) return close(reading, closed, number);
  if (anyMarker.test(line)) return `Line ${number} holds a broken marker of a human section.`;
  if (reading.open) reading.open.body.push(line);
  else return readMechanical(reading, line, number);
  return undefined;
}

function open(reading: Reading, name: string, line: number): string | undefined {
  if (reading.open) {
    return `Line ${line} opens the section "${name}" inside "${reading.open.name}", which is not closed.`;
  }
  if (reading.sections.has(name)) return `Line ${line} opens the section "${name}" a second time.`;
  reading.open = { name, line, body: [] };
  return undefined;
}

function close(reading: Reading, name: string, line: number): string | undefined {
  if (reading.open?.name !== name) {
    return `Line ${line} closes the section "${name}", which is not open there.`;
  }
  reading.sections.set(name, reading.open.body.join('\n'));
  reading.open = null;
  return undefined;
}

function readMechanical(reading: Reading, line: string, number: number): string | undefined {
  const seal = sealLine.exec(line.trim());
  if (seal) {
    if (reading.seal) return `Line ${number} holds a second seal of catops.`;
    if (seal[1] !== '1') return `Line ${number} says that a newer catops wrote this report.`;
    reading.seal = new Map(
      String(seal[2])
        .trim()
        .split(' ')
        .filter((part) => part !== '')
        .map((part): [string, string] => {
          const [name = '', value = ''] = part.split('=');
          return [name, value];
        }),
    );
    return undefined;
  }
  const heading = /^## (.+)$/.exec(line)?.[1];
  if (heading) {
    reading.group = slug(heading);
    // The same heading twice: somebody pasted a part. Both go under the one name and are compared.
    if (!reading.mechanical.has(reading.group)) reading.mechanical.set(reading.group, []);
  }
  reading.mechanical.get(reading.group)?.push(line);
  return undefined;
}

function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

/** The last line of a report: what every part was when it was written. */
export function sealText(seal: Seal): string {
  return `<!-- catops:report/v1 ${[...seal].map(([name, sum]) => `${name}=${sum}`).join(' ')} -->`;
}

/**
 * A checksum against accidents (53 bits), not against forgery. What an editor or formatter does to
 * white space and to the rules of tables does not count as a change.
 */
export function checksum(text: string): string {
  const plain = text.replace(/\s+/g, '').replace(/-{2,}/g, '-');
  let low = 0xdeadbeef;
  let high = 0x41c6ce57;
  for (let index = 0; index < plain.length; index += 1) {
    const code = plain.charCodeAt(index);
    low = Math.imul(low ^ code, 2654435761);
    high = Math.imul(high ^ code, 1597334677);
  }
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  return (4294967296 * (2097151 & high) + (low >>> 0)).toString(36);
}
