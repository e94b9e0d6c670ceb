import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process, told apart from a later one with the same number by when it started. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly host: string;
  /** Opaque: boot and start time on Linux, start time elsewhere. */
  readonly started: string;
}

/** The identity of a running process of this machine; null when there is none of that number. */
export function identify(pid: number): ProcessIdentity | null {
  const started = startOf(pid);
  return started === null ? null : { pid, host: hostname(), started };
}

/** Whether that very process still runs. Of another machine's nobody can tell: taken as running. */
export function isRunning(identity: ProcessIdentity): boolean {
  if (identity.host !== hostname()) return true;
  return startOf(identity.pid) === identity.started;
}

function startOf(pid: number): string | null {
  return (
    readingOf(`/proc/${pid}/stat`, (stat) => {
      // The name, in brackets, may hold anything: fields are counted from behind it.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const zombie = fields[0] === 'Z' || fields[0] === 'X';
      return zombie ? null : `${boot()}/${fields[19] ?? ''}`;
    }) ?? (hasProc() ? null : startByPs(pid))
  );
}

function readingOf<T>(path: string, read: (text: string) => T): T | null {
  try {
    return read(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

function hasProc(): boolean {
  return readingOf('/proc/self/stat', () => true) ?? false;
}

function boot(): string {
  return readingOf('/proc/sys/kernel/random/boot_id', (text) => text.trim()) ?? 'boot';
}

function startByPs(pid: number): string | null {
  try {
    const listed = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return listed.trim() || null;
  } catch {
    return null;
  }
}
