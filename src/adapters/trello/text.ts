import { printable } from '../../platform/terminal-text.js';
import { cutText } from '../../platform/vendor-failure.js';

/** Longest description, comment and name. */
export const longestText = 16_384;
const cutNote = '\n\n*Cut here: the whole text is in the incident record.*';

/** Text of several lines without control characters. */
export function cleanLines(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map(printable)
    .join('\n')
    .trim();
}

/** Plain text inside Markdown; `@name` and `@board` notify nobody. */
export function plainInMarkdown(text: string): string {
  return cleanLines(text)
    .replace(/[\\`*_[\]<>#|~]/g, '\\$&')
    .replace(/^(\s*)([-+]|\d+[.)])(?=\s)/gm, '$1\\$2')
    .replace(/(^|\W)@(?=\w)/gm, '$1@\u200b');
}

/** Markdown with the markers under it, cut to the vendor's length with a note. */
export function withMarker(markdown: string, ...markers: readonly string[]): string {
  const foot = `\n\n${markers.map((marker) => `\`${marker}\``).join(' ')}`;
  const most = longestText - foot.length;
  const text = cleanLines(markdown);
  const kept = text.length <= most ? text : `${cutText(text, most - cutNote.length)}${cutNote}`;
  return `${kept}${foot}`.trimStart();
}

/** The first marker under a text; empty where there is none. */
export function firstMarker(text: string): string {
  const foot = text.slice(text.lastIndexOf('\n') + 1);
  return /^`([\w:-]+)`/.exec(foot)?.[1] ?? '';
}

/** Whether a text carries exactly this marker. */
export function carries(text: string, marker: string): boolean {
  return text.includes(`\`${marker}\``);
}
