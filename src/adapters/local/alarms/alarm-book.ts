import { join } from 'node:path';
import type { StateChange } from '../../../alarms/alarm.js';
import type { AlarmBook, Watch } from '../../../alarms/local/ports.js';
import { type AlarmRecord, emptyRecord } from '../../../alarms/local/record.js';
import { CatopsError } from '../../../platform/errors.js';
import type { Clock } from '../../../platform/host.js';
import { createFiles, type Files } from '../files.js';
import { createTurns, type Turns } from '../incident-store/turns.js';
import { acquire, createLockDeps, holderOf, type LockDeps } from '../process-lock.js';
import { formatVersion, parseVersioned } from '../versioned.js';

export interface AlarmBookOptions {
  /** The service's state directory, absolute; `alarms/` is made in it. */
  readonly stateDir: string;
  readonly clock: Clock;
  /** Another disk than the real one, for tests. */
  readonly files?: Files;
}

/** How long a writer waits for another one. */
const writerWaitMs = 5000;
/** CloudWatch keeps the history of an alarm for 30 days. */
const keptMs = 30 * 86_400_000;
/** Beyond so many lines the older half goes, whatever its age. */
const mostLines = 20_000;

interface Parts {
  readonly files: Files;
  readonly locks: LockDeps;
  readonly turns: Turns;
  readonly clock: Clock;
  readonly directory: string;
  readonly state: string;
  readonly history: string;
}

/** State in `alarms/state.json`, changes in `alarms/history.jsonl`, the lock of writers beside them. */
export function createAlarmBook(options: AlarmBookOptions): AlarmBook {
  const parts = partsOf(options);
  const { files, state } = parts;
  return {
    read: () => readRecord(parts),
    isWatched: async () => (await holderOf(parts.locks, watchOf(parts))) !== null,
    change: (build) =>
      alone(parts, async () => {
        const before = await readRecord(parts);
        const after = build(before);
        if (after !== before) {
          await files.replace(state, `${JSON.stringify({ v: formatVersion, ...after })}\n`);
        }
        return after;
      }),
    keep: (changes) => alone(parts, () => keep(parts, changes)),
    history: async ({ type, name, from, to }) => {
      const { changes } = await readHistory(parts);
      const [first, last] = [Date.parse(from), to === undefined ? Infinity : Date.parse(to)];
      return changes.filter(({ at, ...change }) => {
        const time = Date.parse(at);
        const isNamed = name === undefined || change.name === name;
        return change.type === type && isNamed && time >= first && time < last;
      });
    },
  };
}

/** The right to evaluate, for one process of this machine at a time; `busy` names the one that has it. */
export async function claimWatch(
  options: AlarmBookOptions,
): Promise<Watch | { readonly busy: string }> {
  const parts = partsOf(options);
  return acquire(parts.locks, watchOf(parts), 0);
}

function watchOf({ directory }: Parts): string {
  return join(directory, '.evaluating');
}

function partsOf({ stateDir, clock, files = createFiles() }: AlarmBookOptions): Parts {
  const directory = join(stateDir, 'alarms');
  return {
    files,
    clock,
    directory,
    locks: createLockDeps(files, clock),
    turns: createTurns(),
    state: join(directory, 'state.json'),
    history: join(directory, 'history.jsonl'),
  };
}

// Only this program writes it, whole: one that cannot be read is as good as none.
async function readRecord({ files, state }: Parts): Promise<AlarmRecord> {
  const text = (await files.read(state))?.toString('utf8');
  const parsed = text === undefined ? null : parseVersioned(text, state);
  if (!parsed) return emptyRecord;
  const { alarms, owed } = parsed as Partial<AlarmRecord>;
  return { alarms: alarms ?? {}, owed: owed ?? [] };
}

interface History {
  readonly changes: readonly StateChange[];
  /** Bytes up to the end of the last whole line. */
  readonly whole: number;
}

async function readHistory({ files, history }: Parts): Promise<History> {
  const bytes = await files.read(history);
  if (!bytes) return { changes: [], whole: 0 };
  const whole = bytes.lastIndexOf(0x0a) + 1;
  const changes = bytes
    .subarray(0, whole)
    .toString('utf8')
    .split('\n')
    .flatMap((line) => {
      const parsed = line === '' ? null : parseVersioned(line, history);
      if (!parsed) return [];
      const { v: _v, ...change } = parsed;
      return [change as unknown as StateChange];
    });
  return { changes, whole };
}

async function keep(parts: Parts, changes: readonly StateChange[]): Promise<void> {
  const { files, history, clock } = parts;
  const known = await readHistory(parts);
  const seen = new Set(known.changes.map(identityOf));
  const fresh = changes.filter((change) => !seen.has(identityOf(change)));
  if (fresh.length === 0) return;
  const oldest = clock.now() - keptMs;
  const all = [...known.changes, ...fresh];
  const first = known.changes[0];
  if (all.length <= mostLines && !(first && Date.parse(first.at) < oldest - keptMs / 30)) {
    await files.append(history, known.whole, asLines(fresh));
    return;
  }
  const kept = all.filter(({ at }) => Date.parse(at) >= oldest).slice(-mostLines / 2);
  await files.replace(history, asLines(kept));
}

function identityOf({ name, at, to }: StateChange): string {
  return `${at} ${to} ${name}`;
}

function asLines(changes: readonly StateChange[]): string {
  return changes.map((change) => `${JSON.stringify({ v: formatVersion, ...change })}\n`).join('');
}

async function alone<T>(parts: Parts, work: () => Promise<T>): Promise<T> {
  return parts.turns.take(parts.directory, () => amongProcesses(parts, work));
}

async function amongProcesses<T>(
  { files, locks, directory }: Parts,
  work: () => Promise<T>,
): Promise<T> {
  await files.directory(directory);
  const held = await acquire(locks, join(directory, '.writing'), writerWaitMs);
  if (!('release' in held)) {
    throw new CatopsError(
      'local-store-unwritable',
      `${directory} is being written by ${held.busy}, which did not finish within 5 s.`,
      { hint: 'should that process hang, end it: its lock ends with it' },
    );
  }
  try {
    return await work();
  } finally {
    await held.release();
  }
}
