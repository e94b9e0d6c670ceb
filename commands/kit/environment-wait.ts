import { completeChange } from '../../src/environments/complete-change.js';
import { openWindow } from '../../src/environments/event-window.js';
import { followChange } from '../../src/environments/follow-change.js';
import { beginWatch, type Goal, usualLimits } from '../../src/environments/watch.js';
import type { Reply } from './command.js';
import { followed } from './environment-change.js';
import { type EnvironmentInvocation, environmentContext } from './environment-context.js';
import { limitsOf } from './environment-flags.js';

/** Waits for the end of what runs already. */
export async function waitForEnvironment(
  invocation: EnvironmentInvocation,
  flags: Parameters<typeof limitsOf>[1] & { readonly version: string | undefined },
): Promise<Reply> {
  const context = await environmentContext(invocation);
  const name = await context.find(invocation.args['name']);
  const { version } = flags;
  const goal: Goal = version === undefined ? { kind: 'ready' } : { kind: 'version', version };
  const { deps } = context;
  // An unknown name is said before any waiting.
  await deps.environments.status(name, invocation.host.signal);
  const limits = limitsOf(usualLimits, flags);
  const watch = beginWatch(goal, limits, deps.clock.monotonic(), null);
  const window = openWindow(new Date(deps.clock.now()).toISOString());
  return followed(invocation, context, name, goal, async (onEvent, signal) => {
    const seen = await followChange(deps, { name, watch, window }, onEvent, signal);
    // Whoever began it may have been cut off: its end is not lost.
    if (seen.status) await completeChange(deps, seen.status, true, onEvent, signal);
    return seen;
  });
}
