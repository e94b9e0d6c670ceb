import {
  checksum,
  type DamagedReport,
  humanSection,
  type ParsedReport,
  parseReport,
  sealText,
} from './human-sections.js';

/** A report ready to be written, and what became of the parts that people wrote. */
export interface MergedReport {
  readonly ok: true;
  readonly text: string;
  /** The text of every human section in it, for the other forms of the report. */
  readonly sections: ReadonlyMap<string, string>;
  /** Sections people have written in, kept as they are. */
  readonly kept: readonly string[];
  /** Of these, the ones for which the record has statements that came later. */
  readonly behind: readonly string[];
}

// No checksum holds a hyphen, so nothing generated can be taken for this.
const edited = 'edited-';

/**
 * A freshly generated report with the human parts of the one that is there. Mechanical parts are
 * replaced; a human section is replaced only while nobody touched it or when it was emptied; one
 * that the template does not know is kept at the end. What was typed outside the markers, and any
 * damaged marker, is refused: then nothing may be written, so nothing is lost.
 */
export function mergeReport(existing: string | null, fresh: string): MergedReport | DamagedReport {
  const made = parseReport(fresh);
  if (!made.ok) throw new Error(`The generated report is damaged: ${made.problem}`);
  if (existing === null || existing.trim() === '') return assemble(fresh, made, null);
  const there = parseReport(existing);
  if (!there.ok) return there;
  if (!there.seal) {
    return {
      ok: false,
      problem: 'The report has no seal of catops at its end: it was written otherwise.',
    };
  }
  const changed = changedPart(there);
  if (changed) {
    const problem = `The part "${changed}" was changed outside the human sections: move the text between markers, or rename the file.`;
    return { ok: false, problem };
  }
  return assemble(fresh, made, there);
}

/** The first mechanical part that is not as it was written; one that was deleted is no loss. */
function changedPart({ mechanical, seal }: ParsedReport): string | undefined {
  for (const [name, lines] of mechanical) {
    const text = lines.join('\n');
    if (text.trim() !== '' && seal?.get(name) !== checksum(text)) return name;
  }
  return undefined;
}

function assemble(fresh: string, made: ParsedReport, there: ParsedReport | null): MergedReport {
  const sections = new Map<string, string>();
  const seal = new Map<string, string>();
  const kept: string[] = [];
  const behind: string[] = [];
  for (const [name, body] of made.sections) {
    const seed = checksum(body);
    const found = there?.sections.get(name);
    const known = there?.seal?.get(`human:${name}`) ?? '';
    if (found === undefined || !isWritten(found, known)) {
      sections.set(name, body);
      seal.set(`human:${name}`, seed);
      continue;
    }
    sections.set(name, found);
    seal.set(`human:${name}`, `${edited}${seed}`);
    kept.push(name);
    if (known.replace(edited, '') !== seed) behind.push(name);
  }
  const further = [...(there?.sections ?? [])].filter(([name]) => !made.sections.has(name));
  for (const [name, body] of further) {
    sections.set(name, body);
    kept.push(name);
  }
  const body = withSections(
    fresh,
    sections,
    further.map(([name]) => name),
  );
  return { ok: true, text: sealed(body, seal), sections, kept, behind };
}

/**
 * Whether people wrote in a section: it is not empty, and not what was generated. Once it was edited
 * it stays theirs, as no checksum is the word that says so.
 */
function isWritten(body: string, known: string): boolean {
  return body.trim() !== '' && checksum(body) !== known;
}

function withSections(
  fresh: string,
  sections: ReadonlyMap<string, string>,
  further: readonly string[],
): string {
  const body = fresh
    .trimEnd()
    .replace(
      /^<!-- human:([a-z][a-z0-9-]*) -->\n[\s\S]*?\n?<!-- \/human:\1 -->$/gm,
      (_all, name: string) => humanSection(name, sections.get(name) ?? ''),
    );
  if (further.length === 0) return body;
  const rest = further.map((name) => humanSection(name, sections.get(name) ?? ''));
  return [body, '## Further notes', ...rest].join('\n\n');
}

function sealed(body: string, human: ReadonlyMap<string, string>): string {
  const parsed = parseReport(body);
  if (!parsed.ok) throw new Error(`The merged report is damaged: ${parsed.problem}`);
  const parts = [...parsed.mechanical].map(([name, lines]): [string, string] => [
    name,
    checksum(lines.join('\n')),
  ]);
  return `${body}\n\n${sealText(new Map([...parts, ...human]))}\n`;
}
