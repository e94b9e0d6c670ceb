import { CatopsError } from '../../platform/errors.js';

interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
}

/** A process that ended without a word of its own: how it ended, and the last it wrote. */
export function diedError(name: string, ended: Ended, lastLines: readonly string[]): CatopsError {
  const how = howOf(ended);
  const said = lastLines.filter((line) => !aside.test(line));
  const last = thrownIn(lastLines) ?? said.slice(-3).join(' · ');
  return new CatopsError(
    'server-start-failed',
    `The ${name} process of the API ended (${how})${last === '' ? ' without a word' : `: ${last}`}.`,
  );
}

/** `ended by itself (exit code 7): out of memory`, and so on, of an API that ran: one sentence. */
export function endedText(ended: Ended, lastLines: readonly string[]): string {
  const how = `ended by itself (${howOf(ended)})`;
  // It could say nothing; what its processes wrote when they lost it is about that alone.
  if (ended.signal === 'SIGKILL')
    return `${how}. That is done by somebody, or by the kernel when memory runs out.`;
  const last = thrownIn(lastLines) ?? lastLines.findLast((line) => !aside.test(line));
  return last === undefined ? `${how}.` : `${how}: ${last}`;
}

/** Lines of the log, which are for machines, and what Node writes around an error that nobody has caught. */
const aside = /^(\{"|Node\.js v\d|node:|file:|\s*at |\s*\^+|\s*[{}]?\s*$)/;

function howOf({ code, signal }: Ended): string {
  return signal ?? `exit code ${code}`;
}

/** The stack of an uncaught error follows after its message, which is the line that tells. */
function thrownIn(lastLines: readonly string[]): string | undefined {
  const thrown = lastLines.findLast((line) => /^(Uncaught )?\w*Error\b.*: /.test(line));
  // Of a long stack only the end is kept: then what caused it has to do.
  return thrown ?? causeIn(lastLines);
}

function causeIn(lastLines: readonly string[]): string | undefined {
  const causes = lastLines.flatMap(
    (line) => /^\s*\[cause\]: (\w*Error\b.*: .*)$/.exec(line)?.[1] ?? [],
  );
  return causes.at(-1);
}
