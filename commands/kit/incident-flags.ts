import type { Argument } from './command.js';
import { flag } from './flags.js';

const levels = ['sev1', 'sev2', 'sev3', 'sev4'] as const;

/** The incident that a command is about. */
export const incidentArgument: Argument = {
  name: 'inc',
  doc: 'INC-2026-014, 014 or latest (default: the only open incident)',
  required: false,
  completes: 'incident',
};

/** Reads `1` … `4` or `sev1` … `sev4`; throws a sentence that says what would be right. */
export function parseSeverity(text: string): (typeof levels)[number] {
  const level = levels.find((known) => known === text || known === `sev${text}`);
  if (level === undefined) throw new RangeError(`"${text}" is no severity; write 1, 2, 3 or 4`);
  return level;
}

/** `-s 2`. */
export const severityFlag = (doc: string) => ({
  doc,
  short: 's',
  placeholder: '1..4',
  parse: parseSeverity,
});

/** On every command of incidents. */
export const incidentFlags = {
  practice: flag.toggle('use on-call, chat and tracker made of local files; reaches nobody'),
};

/** When something happened, for what is written down afterwards. */
export const atFlag = flag.text('when it happened: "10 min ago", 21:20, ISO 8601 (default: now)', {
  placeholder: 'time',
});

/** What `--public` says of an entry. */
export function visibilityOf(marked: boolean): 'public' | 'internal' {
  return marked ? 'public' : 'internal';
}

/** For a command whose text goes into the record. */
export const publicFlag = flag.toggle(
  'mark the text as one the public may read; publishes nothing by itself',
);
