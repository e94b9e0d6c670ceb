import { createHash } from 'node:crypto';
import { isAlarmKey, isKeyOf } from '../../../incidents/alarm-key.js';
import type { Delivery } from '../../../incidents/deliveries/delivery.js';
import type { Entry, IncidentId } from '../../../incidents/entry.js';
import type {
  Additions,
  DraftEntry,
  IncidentStore,
  StoredRecord,
} from '../../../incidents/store.js';
import { isActive } from '../../../incidents/transitions.js';
import { CatopsError } from '../../../platform/errors.js';
import type { Clock } from '../../../platform/host.js';
import { createFiles, type Files } from '../files.js';
import { acquire, createLockDeps, type LockDeps } from '../process-lock.js';
import { formatVersion, parseVersioned } from '../versioned.js';
import { allot, idsNewestFirst } from './allot.js';
import { parseEntries, type ReadEntries } from './formats.js';
import { createLayout, idsAmong, type Layout } from './layout.js';
import { createOutbox, type Outbox } from './outbox.js';
import { createTurns, type Turns } from './turns.js';

/** How long a writer waits for another one. */
const writerWaitMs = 5000;

export interface IncidentStoreOptions {
  /** Absolute; made when it is not there. */
  readonly stateDir: string;
  readonly clock: Clock;
  /** Another disk than the real one, for tests. */
  readonly files?: Files;
}

interface Parts {
  readonly files: Files;
  readonly layout: Layout;
  readonly outbox: Outbox;
  readonly locks: LockDeps;
  readonly turns: Turns;
}

/** The records as directories: `incidents/INC-2026-014/`, 0700, files 0600. */
export function createIncidentStore(options: IncidentStoreOptions): IncidentStore {
  const files = options.files ?? createFiles();
  const layout = createLayout(options.stateDir);
  const parts: Parts = {
    files,
    layout,
    outbox: createOutbox(files, layout),
    locks: createLockDeps(files, options.clock),
    turns: createTurns(),
  };
  return {
    create: (request, signal) => create(parts, request, signal),
    read: (id) => read(parts, id),
    change: (id, build, signal) => change(parts, id, build, signal),
    send: (id, target) => acquire(parts.locks, layout.sending(id, target), 0),
    queue: (id) => parts.outbox.queue(id),
    dead: (id) => parts.outbox.dead(id),
    save: (delivery) => parts.outbox.save(delivery),
    open: async () => idsAmong(await files.names(layout.openMarks)),
    unsent: () => unsent(parts),
    ids: () => idsNewestFirst(files, layout),
    mark: (id, as) => mark(parts, id, as),
    writeFile: (id, name, content) => writeFile(parts, id, name, content),
    readFile: (id, name) => files.read(layout.file(id, checkName(name))),
    ...onCallCache(parts),
    where: (id) => layout.record(id),
  };
}

async function create(
  parts: Parts,
  request: Parameters<IncidentStore['create']>[0],
  signal: AbortSignal,
): ReturnType<IncidentStore['create']> {
  const { files, layout } = parts;
  // One after the other: when one fails, nothing else is still being written.
  await files.directory(layout.openMarks);
  await files.directory(layout.lasts);
  const { key, service } = request;
  if (key === null) return { kind: 'created', record: await createNew(parts, request) };
  const hash = createHash('sha256').update(`${service}\n${key}`).digest('hex').slice(0, 32);
  const lock = { directory: layout.keyLock(hash), what: `the key "${key}"` };
  return exclusively(parts, lock, signal, async () => {
    const open = await findByKey(parts, service, key);
    if (open) return { kind: 'joined', id: open };
    return { kind: 'created', record: await createNew(parts, request) };
  });
}

/**
 * The mark comes first and the entries last: whatever was cut off in between is either found by its
 * mark or was never answered as recorded, and nobody was called for it.
 */
async function createNew(
  parts: Parts,
  request: Parameters<IncidentStore['create']>[0],
): Promise<StoredRecord> {
  const { files, layout, outbox } = parts;
  const id = await allot(files, layout, request.year);
  const { entries, deliveries = [] } = request.build(id);
  const mark = { v: formatVersion, key: request.key, service: request.service };
  await files.replace(layout.openMark(id), `${JSON.stringify(mark)}\n`);
  await outbox.prepare(id);
  for (const delivery of deliveries) await outbox.save(delivery);
  const numbered = numberEntries(id, entries, 0);
  await files.append(layout.events(id), 0, asLines(numbered));
  await files.settle(layout.record(id));
  await files.settle(layout.root);
  return { id, entries: numbered, queue: deliveries, problems: [] };
}

async function findByKey(
  { files, layout }: Parts,
  service: string,
  key: string,
): Promise<IncidentId | null> {
  for (const id of idsAmong(await files.names(layout.openMarks))) {
    const path = layout.openMark(id);
    const text = (await files.read(path))?.toString('utf8');
    const mark = text === undefined ? null : parseVersioned(text, path);
    if (mark?.['service'] !== service || !isSame(mark['key'], key)) continue;
    if (isGoingOn((await entriesOf({ files, layout }, id)).entries)) return id;
  }
  return null;
}

/** Somebody who gives the name of an alarm means the incident that the alarm opened, not its test. */
function isSame(known: unknown, key: string): boolean {
  return known === key || (typeof known === 'string' && isAlarmKey(known) && isKeyOf(known, key));
}

/** One that is resolved is not joined: whoever opens again tells of something new. */
function isGoingOn(entries: readonly Entry[]): boolean {
  const last = entries.findLast((entry) => entry.kind === 'state');
  return entries.length > 0 && (last?.kind !== 'state' || isActive(last.to));
}

async function read(parts: Parts, id: IncidentId): Promise<StoredRecord> {
  const [{ entries, problems }, queue] = await Promise.all([
    entriesOf(parts, id),
    parts.outbox.queue(id),
  ]);
  if (entries.length === 0) throw unknown(id, parts.layout);
  return { id, entries, queue, problems };
}

async function entriesOf(
  { files, layout }: Pick<Parts, 'files' | 'layout'>,
  id: IncidentId,
): Promise<ReadEntries> {
  const path = layout.events(id);
  const bytes = await files.read(path);
  return bytes ? parseEntries(bytes, path) : { entries: [], whole: 0, problems: [] };
}

async function change(
  parts: Parts,
  id: IncidentId,
  build: (record: StoredRecord) => Additions,
  signal: AbortSignal,
): Promise<StoredRecord> {
  const { files, layout, outbox } = parts;
  if ((await files.read(layout.events(id))) === null) throw unknown(id, layout);
  return exclusively(parts, { directory: layout.writing(id), what: id }, signal, async () => {
    const [stored, queue] = await Promise.all([entriesOf(parts, id), outbox.queue(id)]);
    if (stored.entries.length === 0) throw unknown(id, layout);
    const { entries, deliveries = [] } = build({ id, queue, ...stored });
    for (const delivery of deliveries) await outbox.save(delivery);
    const numbered = numberEntries(id, entries, stored.entries.at(-1)?.seq ?? 0);
    if (numbered.length > 0) {
      await files.append(layout.events(id), stored.whole, asLines(numbered));
    }
    const all = [...stored.entries, ...numbered];
    return { id, entries: all, queue: merge(queue, deliveries), problems: stored.problems };
  });
}

function merge(queue: readonly Delivery[], saved: readonly Delivery[]): readonly Delivery[] {
  const ids = new Set(saved.map(({ id }) => id));
  const unsettled = saved.filter(({ state }) => !['done', 'dead', 'superseded'].includes(state));
  return [...queue.filter(({ id }) => !ids.has(id)), ...unsettled].sort((a, b) =>
    a.id < b.id ? -1 : 1,
  );
}

async function exclusively<T>(
  { locks, turns }: Parts,
  { directory, what }: { readonly directory: string; readonly what: string },
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  return turns.take(directory, async () => {
    const held = await acquire(locks, directory, writerWaitMs, signal);
    if (!('release' in held)) {
      throw new CatopsError(
        'incident-locked',
        `${what} is being written by ${held.busy}, which did not finish within 5 s.`,
        { hint: 'run the command again; should that process hang, end it: its lock ends with it' },
      );
    }
    try {
      return await work();
    } finally {
      await held.release();
    }
  });
}

async function unsent({ files, layout, outbox }: Parts): Promise<readonly IncidentId[]> {
  const [open, ended] = await Promise.all([
    files.names(layout.openMarks),
    files.names(layout.unsentMarks),
  ]);
  const ids = idsAmong([...new Set([...open, ...ended])]);
  const empty = await Promise.all(ids.map((id) => outbox.isEmpty(id)));
  const done = ids.filter((id, index) => empty[index] && ended.includes(id));
  await Promise.all(done.map((id) => files.remove(layout.unsentMark(id))));
  return ids.filter((_, index) => !empty[index]);
}

async function mark(parts: Parts, id: IncidentId, as: 'open' | 'ended'): Promise<void> {
  const { files, layout, outbox } = parts;
  if (as === 'ended') {
    if (!(await outbox.isEmpty(id))) {
      await files.directory(layout.unsentMarks);
      await files.replace(layout.unsentMark(id), `${JSON.stringify({ v: formatVersion })}\n`);
    }
    await files.remove(layout.openMark(id));
    return;
  }
  const opened = (await entriesOf(parts, id)).entries.find(({ kind }) => kind === 'opened');
  if (opened?.kind !== 'opened') throw unknown(id, layout);
  const text = { v: formatVersion, key: opened.key, service: opened.service };
  await files.directory(layout.openMarks);
  await files.replace(layout.openMark(id), `${JSON.stringify(text)}\n`);
}

async function writeFile(
  { files, layout }: Parts,
  id: IncidentId,
  name: string,
  content: string | Uint8Array,
): Promise<void> {
  await files.directory(layout.files(id));
  await files.replace(layout.file(id, checkName(name)), content);
}

function onCallCache({ files, layout }: Parts): Pick<IncidentStore, 'onCallCache' | 'saveOnCall'> {
  return {
    onCallCache: async () => {
      const text = (await files.read(layout.onCall))?.toString('utf8');
      const cache = text === undefined ? null : parseVersioned(text, layout.onCall);
      const { people, at } = (cache ?? {}) as Awaited<
        ReturnType<IncidentStore['onCallCache']>
      > & {};
      return Array.isArray(people) && typeof at === 'string' ? { people, at } : null;
    },
    saveOnCall: async (cache) => {
      await files.directory(layout.root);
      await files.replace(layout.onCall, `${JSON.stringify({ v: formatVersion, ...cache })}\n`);
    },
  };
}

function numberEntries(
  inc: IncidentId,
  drafts: readonly DraftEntry[],
  after: number,
): readonly Entry[] {
  return drafts.map((draft, index) => ({ v: 1 as const, inc, seq: after + index + 1, ...draft }));
}

function asLines(entries: readonly Entry[]): string {
  return entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
}

function checkName(name: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/.test(name)) return name;
  throw new CatopsError('incident-invalid', `"${name}" cannot be the name of a file.`);
}

function unknown(id: IncidentId, layout: Layout): CatopsError {
  return new CatopsError('incident-unknown', `There is no incident ${id} in ${layout.root}.`, {
    hint: 'catops incident list --all',
  });
}
