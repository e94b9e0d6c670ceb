import type { Host } from '../../src/platform/host.js';
import { textOrStdin, valueOrAsk } from './ask.js';

/** The text of a command: given, read from standard input (`-`), or asked for on a terminal. */
export async function textOf(
  host: Host,
  noInput: boolean,
  given: string | undefined,
  question: string,
  write = '<text>',
): Promise<string> {
  const text = given ?? (await valueOrAsk(host, noInput, { question, write }));
  return textOrStdin(host, text);
}
