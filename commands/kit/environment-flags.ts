import type { WatchLimits } from '../../src/environments/watch.js';
import { CatopsError } from '../../src/platform/errors.js';
import type { Argument } from './command.js';
import { flag } from './flags.js';
import { parseWait } from './parse-wait.js';
import { consentFlags } from './shared-flags.js';

export const environmentArgument: Argument = {
  name: 'name',
  doc: 'environment (default: CATOPS_ENVIRONMENT, else the only one)',
  required: false,
};

/** For a command that waits until a change has ended. */
export const watchFlags = {
  accept: flag.oneOf('health that is good enough in the end (default: green)', ['green', 'yellow']),
  settle: {
    doc: 'time from the end of the update to good health (default: 2m)',
    placeholder: 'time',
    parse: (text: string) => parseWait(text, { leastMs: 0, mostMs: 3_600_000, such: '2m' }),
  },
  timeout: {
    doc: 'time for all of it, after which it goes on without us and this ends with 6 (default: 30m)',
    placeholder: 'time',
    parse: (text: string) => parseWait(text, { leastMs: 1000, mostMs: 86_400_000, such: '30m' }),
  },
};

/** For a command that changes an environment. */
export const changeFlags = {
  ...watchFlags,
  confirm: flag.text('the name of the environment, as consent to change production', {
    placeholder: 'name',
  }),
  ...consentFlags,
};

/** What the flags say, over what is usual. */
export function limitsOf(
  usual: WatchLimits,
  flags: {
    readonly accept: 'green' | 'yellow' | undefined;
    readonly settle: number | undefined;
    readonly timeout: number | undefined;
  },
): WatchLimits {
  const { accept = usual.accept, settle = usual.settleMs, timeout = usual.timeoutMs } = flags;
  return { ...usual, accept, settleMs: settle, timeoutMs: timeout };
}

/** Refuses a consent that names another environment. */
export function checkConfirm(name: string, confirm: string | undefined): void {
  if (confirm === undefined || confirm === name) return;
  throw new CatopsError(
    'usage-invalid',
    `--confirm names ${confirm}, and this would change ${name}.`,
  );
}
