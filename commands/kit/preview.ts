import { CatopsError } from '../../src/platform/errors.js';
import type { Host } from '../../src/platform/host.js';
import { printable } from '../../src/platform/terminal-text.js';
import { askLine, canAsk } from './ask.js';
import type { Reply } from './command.js';

/** One request that would be sent, as the adapter would send it; secrets are masked already. */
export interface PreviewRequest {
  /** Who receives it, such as `PagerDuty`. */
  readonly target: string;
  /** What it does, such as `page`. */
  readonly does: string;
  readonly method: string;
  readonly url: string;
  readonly body: unknown;
}

/**
 * What a command is about to do. The same value is printed by `--dry-run`, shown before a question,
 * and answered with exit 3 where nobody can be asked.
 */
export interface Preview {
  /** One sentence: what would happen. */
  readonly summary: string;
  /** Who would be woken, one a line; empty wakes nobody. */
  readonly wakes: readonly string[];
  readonly requests: readonly PreviewRequest[];
  /** Anything else worth knowing before it happens. */
  readonly notes: readonly string[];
}

/** The preview as `--dry-run` answers it. */
export function previewReply(preview: Preview): Reply {
  return {
    exit: 'ok',
    data: { schema: 'catops.plan/v1', dryRun: true, ...preview },
    text: () =>
      preview.requests.length > 0
        ? previewText(preview)
        : `${previewText(preview)}\nNo request would be sent.`,
  };
}

/** The preview as lines for a person; the body of every request is there in full. */
export function previewText({ summary, wakes, requests, notes }: Preview): string {
  const sent = requests.flatMap(({ target, does, method, url, body }, i) => [
    `${i + 1}. ${target}: ${does}`,
    `   ${method} ${url}`,
    ...(body === null || body === undefined ? [] : bodyLines(body)),
  ]);
  return [summary, ...wakes.map((line) => `Would wake: ${line}`), ...notes, ...sent]
    .map(printable)
    .join('\n');
}

function bodyLines(body: unknown): string[] {
  return JSON.stringify(body, null, 2)
    .split('\n')
    .map((line) => `   ${line}`);
}

/** How a command may be told to go on. */
export interface Consent {
  readonly yes: boolean;
  readonly noInput: boolean;
  /** The command line that would go on without asking, for a script. */
  readonly argv: readonly string[];
}

/**
 * Asks before something that cannot be taken back. Undefined means go on; a Reply is the answer of
 * the command instead: the plan, with exit 3, where there is nobody to ask. A no throws
 * `not-confirmed`.
 */
export async function confirmed(
  host: Host,
  preview: Preview,
  { yes, noInput, argv }: Consent,
): Promise<Reply | undefined> {
  if (yes) return undefined;
  if (!canAsk(host, noInput)) return refusal(preview, argv);
  host.stderr.write(`${previewText(preview)}\n`);
  const answer = await askLine(host, 'Go on? [y/N]');
  if (/^y(es)?$/i.test(answer)) return undefined;
  throw new CatopsError('not-confirmed', 'Nothing was done.');
}

/**
 * Asks for a text to be typed back exactly, for what the public will read. As {@link confirmed},
 * but no flag stands in for the typing.
 */
export async function approvedByTyping(
  host: Host,
  preview: Preview,
  consent: Omit<Consent, 'yes'> & { readonly expected: string },
): Promise<Reply | undefined> {
  if (!canAsk(host, consent.noInput)) return refusal(preview, consent.argv);
  host.stderr.write(`${previewText(preview)}\n`);
  const answer = await askLine(host, `Type "${consent.expected}" to approve:`);
  if (answer === consent.expected) return undefined;
  throw new CatopsError('not-confirmed', 'What was typed differs; nothing was done.');
}

function refusal(preview: Preview, argv: readonly string[]): Reply {
  const shell = argv.map(shellQuoted).join(' ');
  return {
    exit: 'confirmation',
    data: { schema: 'catops.plan/v1', confirm: { argv, shell }, ...preview },
    text: () => `${previewText(preview)}\nNothing was done. To do it: ${printable(shell)}`,
  };
}

/** A word as a POSIX shell reads it back unchanged. */
export function shellQuoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
