import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { processRuns } from '../../src/testing/process-runs.js';

/** Every process that descends from one, by their ids; Linux only, as the CI machines are. */
export function childrenOf(pid: number | undefined): number[] {
  if (pid === undefined) return [];
  return readdirSync(`/proc/${pid}/task`).flatMap((task) => {
    const children = readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8');
    return children
      .split(' ')
      .filter(Boolean)
      .flatMap((id) => [Number(id), ...orNone(() => childrenOf(Number(id)))]);
  });
}

/** Waits until none of the processes runs; fails after ten seconds, naming those that do. */
export async function gone(pids: readonly number[]): Promise<void> {
  for (let i = 0; i < 200; i++) {
    if (pids.every((pid) => !processRuns(pid))) return;
    await sleep(50);
  }
  throw new Error(`Still running: ${pids.filter(processRuns).join(', ')}`);
}

function orNone<T>(read: () => T[]): T[] {
  try {
    return read();
  } catch {
    return [];
  }
}
