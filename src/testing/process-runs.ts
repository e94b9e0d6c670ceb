import { readFileSync } from 'node:fs';

/**
 * Whether a process runs. One that has ended and whose parent has not looked yet (a zombie) does
 * not: signal 0 still reaches it, and on some machines process 1 looks every two seconds only.
 */
export function processRuns(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return !isZombie(pid);
}

// The state follows the name, which may hold anything, so the last parenthesis counts.
function isZombie(pid: number): boolean {
  try {
    return /\) Z [^)]*$/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    // Gone in between, or a system without /proc: the signal has decided.
    return false;
  }
}
