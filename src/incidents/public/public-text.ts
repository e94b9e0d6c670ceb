import { printable } from '../../platform/terminal-text.js';

/** Text of several lines for the public: no control characters, no comment, no trailing spaces. */
export function publicText(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => withoutComments(printable(line)).trimEnd())
    .join('\n')
    .trim();
}

/** The same as one line. */
export function publicLine(text: string): string {
  return withoutComments(printable(text)).replace(/\s+/g, ' ').trim();
}

// What a reader of the board would not see must not be sent there.
function withoutComments(text: string): string {
  return text.replaceAll('<!--', '').replaceAll('-->', '');
}
