import { createInterface } from 'node:readline';
import { text as readAll } from 'node:stream/consumers';
import { CatopsError } from '../../src/platform/errors.js';
import type { Host } from '../../src/platform/host.js';

/** A person is there to answer: both ends are terminals, this is no CI, and asking is not refused. */
export function canAsk(
  { stdin, stdout, env }: Pick<Host, 'stdin' | 'stdout' | 'env'>,
  noInput: boolean,
): boolean {
  return !noInput && !env['CI'] && stdin.isTTY === true && stdout.isTTY === true;
}

/**
 * Asks one question on standard error and answers the line typed, trimmed; empty at the end of the
 * input, also when that was before. Rejects with the interruption after Ctrl-C.
 */
export async function askLine(host: Host, question: string): Promise<string> {
  host.signal.throwIfAborted();
  host.stderr.write(`${question} `);
  if (!host.stdin.readable) return '';
  // Not readline's own terminal mode: the terminal keeps line editing, and Ctrl-C stays a signal.
  const lines = createInterface({ input: host.stdin, terminal: false });
  const answered = new AbortController();
  try {
    return await new Promise<string>((resolve, reject) => {
      lines.once('line', (line) => resolve(line.trim()));
      lines.once('close', () => resolve(''));
      const { signal } = answered;
      host.signal.addEventListener('abort', () => reject(host.signal.reason), { signal });
    });
  } finally {
    answered.abort();
    lines.close();
  }
}

/**
 * A value that was not given: asked for where a person sits, otherwise one `input-needed` that names
 * what to write on the command line.
 */
export async function valueOrAsk(
  host: Host,
  noInput: boolean,
  missing: { readonly question: string; readonly write: string },
): Promise<string> {
  if (canAsk(host, noInput)) {
    const answer = await askLine(host, missing.question);
    if (answer !== '') return answer;
  }
  throw new CatopsError('input-needed', `Nothing was given for ${missing.write}.`, {
    hint: `write ${missing.write}`,
  });
}

/** A text given as `-` is what standard input holds; any other is itself. */
export async function textOrStdin(host: Host, given: string): Promise<string> {
  if (given !== '-') return given;
  if (host.stdin.isTTY) host.stderr.write('Write the text, then Ctrl-D on a line of its own:\n');
  return (await readAll(host.stdin)).trimEnd();
}
