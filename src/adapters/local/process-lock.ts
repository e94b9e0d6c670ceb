import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { pid } from 'node:process';
import type { Clock } from '../../platform/host.js';
import { identify, isRunning, type ProcessIdentity } from '../../platform/process-identity.js';
import type { Files } from './files.js';

/** Holds until released. */
export interface Held {
  release(): Promise<void>;
}

export interface LockDeps {
  readonly files: Files;
  readonly clock: Clock;
  readonly self: ProcessIdentity;
  /** Random text, different each time. */
  nonce(): string;
  fraction(): number;
}

/** What this process takes locks with. */
export function createLockDeps(files: Files, clock: Clock): LockDeps {
  return {
    files,
    clock,
    self: identify(pid) ?? { pid, host: 'unknown', started: 'unknown' },
    nonce: () => randomBytes(8).toString('hex'),
    fraction: () => randomBytes(2).readUInt16BE() / 65_536,
  };
}

interface Claim extends ProcessIdentity {
  readonly v: 1;
}

/**
 * A lock between processes, as a directory of claims. Whoever wants it announces a claim under a name
 * that nobody else ever uses, then looks: alone, it holds; else it takes its claim back. A claim of a
 * dead process is removed by anybody, and since names are never used twice, nobody can remove a live
 * one by mistake. Waits up to `waitMs`; `busy` names the holder.
 */
export async function acquire(
  deps: LockDeps,
  directory: string,
  waitMs: number,
  signal?: AbortSignal,
): Promise<Held | { readonly busy: string }> {
  const until = deps.clock.monotonic() + waitMs;
  await deps.files.directory(directory);
  for (;;) {
    const holder = await liveClaim(deps, directory, null);
    if (holder === null) {
      const held = await tryClaim(deps, directory);
      if (held) return held;
    }
    if (deps.clock.monotonic() >= until) {
      const seen = holder ?? (await liveClaim(deps, directory, null));
      return { busy: seen ? `process ${seen.pid} on ${seen.host}` : 'another process' };
    }
    await deps.clock.sleep(4 + deps.fraction() * 26, signal);
  }
}

/** The process that holds it, or asks for it just now; null when nobody does. */
export async function holderOf(deps: LockDeps, directory: string): Promise<ProcessIdentity | null> {
  return liveClaim(deps, directory, null);
}

async function tryClaim(deps: LockDeps, directory: string): Promise<Held | null> {
  const name = `${deps.self.pid}-${deps.nonce()}`;
  const path = join(directory, name);
  const claim: Claim = { v: 1, ...deps.self };
  await deps.files.announce(path, JSON.stringify(claim));
  const release = () => deps.files.remove(path);
  try {
    if ((await liveClaim(deps, directory, name)) === null) return { release };
  } catch (error) {
    await release();
    throw error;
  }
  await release();
  return null;
}

/** A claim of a process that runs, other than our own; claims of dead ones are cleared away. */
async function liveClaim(
  { files }: LockDeps,
  directory: string,
  own: string | null,
): Promise<ProcessIdentity | null> {
  for (const name of await files.names(directory)) {
    if (name === own || name.startsWith('.')) continue;
    const path = join(directory, name);
    const claim = readClaim((await files.read(path))?.toString('utf8'));
    if (claim === 'gone') continue;
    if (claim && isRunning(claim)) return claim;
    await files.remove(path);
  }
  return null;
}

function readClaim(text: string | undefined): ProcessIdentity | null | 'gone' {
  if (text === undefined) return 'gone';
  try {
    const { pid, host, started } = JSON.parse(text) as Partial<Claim>;
    return pid && host && started ? { pid, host, started } : null;
  } catch {
    return null;
  }
}
