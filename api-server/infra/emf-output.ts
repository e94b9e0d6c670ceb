import { appendFile, rename, stat } from 'node:fs/promises';
import type { FailureLog } from '../ports.js';

/** Beyond so many bytes a file is put aside as `<file>.1`, as the CloudWatch agent expects of logs. */
const mostBytes = 16 * 1_048_576;

/** Takes lines for standard output, or for a file; what cannot be written is noted, and lost. */
export function openEmfOutput(
  target: string,
  stdout: { write(text: string): unknown },
  failures: Pick<FailureLog, 'note'>,
  limit = mostBytes,
): { write(lines: string): void; settled(): Promise<void> } {
  if (target === 'stdout') {
    return { write: (lines) => void stdout.write(lines), settled: async () => undefined };
  }
  let last = Promise.resolve();
  const append = async (lines: string): Promise<void> => {
    const size = await stat(target).then(
      (found) => found.size,
      () => 0,
    );
    if (size > 0 && size + lines.length > limit) await rename(target, `${target}.1`);
    await appendFile(target, lines, { mode: 0o640 });
  };
  return {
    write: (lines) => {
      last = last
        .then(() => append(lines))
        .catch((error: unknown) => void failures.note('emf-not-written', error));
    },
    settled: () => last,
  };
}
