import type { ChildProcess } from 'node:child_process';
import { clearTimeout, setTimeout } from 'node:timers';

/** How a process ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
}

/** Settles when the process is gone; one that could not be started at all counts as gone. */
export function whenEnded(child: ChildProcess, onFailure: (error: Error) => void): Promise<Ended> {
  return new Promise((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
    child.once('error', (error) => {
      onFailure(error);
      if (child.pid === undefined) resolve({ code: null, signal: null });
    });
  });
}

/**
 * Ends a process step by step, each with its time to take effect, and at last with SIGKILL. It is
 * signalled by its own id only.
 */
export async function endProcess(
  child: ChildProcess,
  ended: Promise<Ended>,
  steps: readonly { readonly act: () => void; readonly waitMs: number }[],
): Promise<void> {
  for (const { act, waitMs } of steps) {
    if (isGone(child)) break;
    act();
    if (await within(ended, waitMs)) return;
  }
  if (!isGone(child)) child.kill('SIGKILL');
  await ended;
}

function isGone(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}

async function within(ended: Promise<Ended>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  const result = await Promise.race([ended.then(() => true), late]);
  clearTimeout(timer);
  return result;
}
