import {
  CatopsError,
  type Exit,
  exitCodes,
  messageOf,
  needsRunbook,
} from '../../src/platform/errors.js';
import type { Host } from '../../src/platform/host.js';
import { jsonText, printable } from '../../src/platform/terminal-text.js';
import type { Command, Reply } from './command.js';
import { readFlag } from './flags.js';
import { buildProgram, CommanderError, printedOnly } from './program.js';
import type { Wiring } from './wiring.js';

/** Builds what a command may use; called only when one runs, with the flags it was given. */
export type WiringFactory = (host: Host, flags: Record<string, unknown>) => Wiring;

/**
 * Runs one command line and answers the exit code. The one place that decides it: a Reply's own, a
 * CatopsError's, 2 for what the parser refused, 130 after Ctrl-C, and 1 for a bug.
 */
export async function runCli(
  host: Host,
  commands: readonly Command[],
  version: string,
  createWiring: WiringFactory,
): Promise<number> {
  let exit: number = exitCodes.ok;
  const program = buildProgram(commands, version, host, async (command, raw) => {
    exit = await runOne(host, command, raw, createWiring);
  });
  if (host.argv.length === 0) {
    program.outputHelp();
    return exitCodes.ok;
  }
  try {
    await program.parseAsync([...host.argv], { from: 'user' });
    return exit;
  } catch (error) {
    if (printedOnly(error)) return exitCodes.ok;
    if (error instanceof CommanderError) return exitCodes.usage;
    return exitCodes[reportError(host, error, host.argv.includes('--json'))];
  }
}

async function runOne(
  host: Host,
  command: Command,
  raw: {
    readonly args: readonly (string | undefined)[];
    readonly rest: readonly string[];
    readonly options: Record<string, unknown>;
  },
  createWiring: WiringFactory,
): Promise<number> {
  const json = raw.options['json'] === true;
  const flags = Object.fromEntries(
    Object.entries(command.flags).map(([key, flag]) => [
      key,
      readFlag(key, flag, raw.options[key]),
    ]),
  );
  const args = Object.fromEntries((command.args ?? []).map(({ name }, i) => [name, raw.args[i]]));
  const reply = await command.run({
    flags,
    args,
    rest: raw.rest,
    json,
    dryRun: raw.options['dryRun'] === true,
    host,
    wiring: createWiring(host, flags),
    say: (line) => void host.stderr.write(`${line}\n`),
  });
  const answer = reply.streamed ? '' : render(reply, json);
  if (answer !== '') host.stdout.write(`${answer}\n`);
  await reply.until?.();
  return reply.code ?? exitCodes[reply.exit];
}

function render(reply: Reply, json: boolean): string {
  return json ? jsonText(reply.data, 2) : reply.text();
}

/** Says an error once, in the form asked for, and answers how the process ends. */
function reportError(host: Host, error: unknown, json: boolean): Exit {
  const known = error instanceof CatopsError ? error : asInterruption(host, error);
  if (!known) {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    host.stderr.write(`catops: internal error, please report it.\n${stack}\n`);
    return 'internal';
  }
  const hint = known.hint === undefined ? '' : `\nTry: ${printable(known.hint)}`;
  const { code, exit } = known;
  // A test sees to it that there is one for each of these.
  const runbook = needsRunbook(code) ? { runbook: `catops runbook show ${code}` } : {};
  const more = 'runbook' in runbook ? `\nMore: ${runbook.runbook}` : '';
  host.stderr.write(`catops: ${printable(known.message)}${hint}${more}\n`);
  if (json) {
    const body = { schema: 'catops.error/v1', code, exit: exitCodes[exit], message: known.message };
    const full = { ...body, hint: known.hint ?? null, ...runbook };
    host.stdout.write(`${jsonText(full, 2)}\n`);
  }
  return known.exit;
}

/** What was thrown because the user pressed Ctrl-C is an interruption, whatever its shape. */
function asInterruption(host: Host, error: unknown): CatopsError | undefined {
  if (!host.signal.aborted) return undefined;
  const reason: unknown = host.signal.reason;
  return reason instanceof CatopsError
    ? reason
    : new CatopsError('interrupted', messageOf(error), { cause: error });
}
