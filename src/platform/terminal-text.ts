// Escape sequences first (whole), then every other control character and whatever else ends a line,
// then the bidirectional marks that can make a line read otherwise than it is.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const escapes = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/gu;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const controls = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/** Text from outside as one harmless line: no escape sequence, no control character. */
export function printable(text: string): string {
  return text.replace(escapes, '').replace(controls, ' ');
}

/**
 * JSON that a terminal shows as it is: what it would obey, and what JSON may leave as it is, is escaped.
 * Whoever parses it gets the very text.
 */
export function jsonText(value: unknown, indent?: number): string {
  const escaped = (character: string) =>
    character === '\n' ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(value, null, indent).replace(controls, escaped);
}
