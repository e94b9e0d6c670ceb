import type { SupervisorEvent } from '../../src/contracts/supervisor-control.js';

const begins = /^Environment update is starting: (API processes)?/;
const ends =
  /^(Environment update completed|The environment was reverted|The release before cannot|\d+ of \d+ processes were put back|Failed to deploy configuration)/;

/**
 * How an update ended in the middle of which the supervisor ended too: what runs from now on is what
 * the link leads to. Null when none was under way.
 */
export function cutOff(
  events: readonly SupervisorEvent[],
  serving: string,
): Omit<SupervisorEvent, 'v' | 'at'> | null {
  const last = events.findLast(({ message }) => begins.test(message) || ends.test(message));
  const [, isCapacity] = begins.exec(last?.message ?? '') ?? [];
  if (!last || ends.test(last.message)) return null;
  const { requestId, version } = last;
  const about = { version: serving, requestId };
  const why = 'the supervisor ended in the middle of it';
  if (isCapacity)
    return { ...about, severity: 'error', message: `Failed to deploy configuration: ${why}.` };
  if (version === serving)
    return {
      ...{ ...about, severity: 'info' },
      message: `Environment update completed successfully, though ${why}.`,
    };
  return {
    ...{ ...about, severity: 'warn' },
    message: `The environment was reverted to the previous configuration: ${serving}. Of the update to ${version}, ${why}.`,
  };
}
