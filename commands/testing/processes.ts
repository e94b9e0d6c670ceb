import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

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
    if (pids.every((pid) => !runs(pid))) return;
    await sleep(50);
  }
  throw new Error(`Still running: ${pids.filter(runs).join(', ')}`);
}

function runs(pid: number): boolean {
  // A zombie has ended; it only waits for its parent to look.
  const [stat] = orNone(() => [readFileSync(`/proc/${pid}/stat`, 'utf8')]);
  return stat !== undefined && !/\) Z /.test(stat);
}

function orNone<T>(read: () => T[]): T[] {
  try {
    return read();
  } catch {
    return [];
  }
}
