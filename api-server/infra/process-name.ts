import { createHash, randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { identify, type ProcessIdentity } from '../../src/platform/process-identity.js';

/** Name of one life of a process: its host, its number, and a mark of when it started. */
export type ProcessName = string & { readonly process: true };

/** How long a file of another machine's process waits until its writer is taken for dead. */
const otherHostMs = 2 * 3_600_000;

/** The name of a running process, in letters, digits and `_`. Each call gives another one. */
export function nameProcess(pid: number): ProcessName {
  const name = `${host()}_${pid}_${markOf(identify(pid))}${randomBytes(2).toString('hex')}`;
  return name as ProcessName;
}

/**
 * Whether what a process of that name has left can be taken over: it is dead. Of another machine's
 * process, or on a system that does not tell when a process started, only the age of what it left
 * says so.
 */
export function isLeftBehind(name: string, ageMs: number): boolean {
  const [, owner, pid = '', mark] = /^(\w+)_(\d+)_([0-9a-f]{8})[0-9a-f]{4}$/.exec(name) ?? [];
  if (owner !== host() || mark === unknownMark) return ageMs > otherHostMs;
  return markOf(identify(Number(pid))) !== mark;
}

const unknownMark = '00000000';

function markOf(identity: ProcessIdentity | null): string {
  if (identity === null) return unknownMark;
  return createHash('sha256').update(identity.started).digest('hex').slice(0, 8);
}

function host(): string {
  return hostname()
    .replace(/[^A-Za-z0-9]/g, '_')
    .slice(0, 64);
}
