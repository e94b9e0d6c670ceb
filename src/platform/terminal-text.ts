// Escape sequences first (whole), then every other control character, then the bidirectional
// overrides that can make a line read otherwise than it is.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const escapes = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/gu;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const controls = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Text from outside as one harmless line: no escape sequence, no control character. */
export function printable(text: string): string {
  return text.replace(escapes, '').replace(controls, ' ');
}
