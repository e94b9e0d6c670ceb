import { spawn } from 'node:child_process';
import {
  appendFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newDelivery } from '../../../incidents/deliveries/new-delivery.js';
import type { IncidentDeps } from '../../../incidents/deps.js';
import type { IncidentId } from '../../../incidents/entry.js';
import { listIncidents } from '../../../incidents/list-incidents.js';
import type { DraftEntry, IncidentStore } from '../../../incidents/store.js';
import { testPolicy } from '../../../incidents/testing/incident-world.js';
import { systemClock } from '../../../platform/node-host.js';
import { identify } from '../../../platform/process-identity.js';
import { createFiles, type Files } from '../files.js';
import { createIds } from '../ids.js';
import { createIncidentStore } from './incident-store.js';

let stateDir: string;
let store: IncidentStore;
const quiet = new AbortController().signal;
const ids = createIds();

beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'catops-store-'));
  store = open();
});
afterEach(() => rm(stateDir, { recursive: true, force: true }));

const open = () => createIncidentStore({ stateDir, clock: systemClock });

const base = (): Omit<DraftEntry, 'kind'> => ({
  id: ids.sortable(0),
  occurredAt: '2026-09-12T03:14:00.000Z',
  recordedAt: '2026-09-12T03:14:00.000Z',
  tz: 'UTC',
  precision: 'exact',
  actor: { id: 'ann', role: null, kind: 'person' },
  source: 'cli',
  visibility: 'internal',
  evidence: [],
  supersedes: null,
});
const opened = (key: string | null = null): DraftEntry => ({
  ...base(),
  kind: 'opened',
  title: 'x',
  summary: null,
  severity: 'sev2',
  service: 'cats',
  components: [],
  key,
  nature: 'real',
  page: false,
  dedupKey: 'k',
  private: false,
  publicRef: 'r',
  runbook: null,
  checklist: [],
  targets: [],
});
const note = (text: string): DraftEntry => ({ ...base(), kind: 'note', text });

async function create(key: string | null = null, into = store): Promise<IncidentId> {
  const build = () => ({ entries: [opened(key)] });
  const made = await into.create({ year: 2026, key, service: 'cats', build }, quiet);
  return made.kind === 'created' ? made.record.id : made.id;
}
const eventsOf = (id: IncidentId) => join(store.where(id), 'events.jsonl');

describe('the record on disk', () => {
  it('is readable by its owner only', async () => {
    const id = await create();
    const modes = [await stat(store.where(id)), await stat(eventsOf(id))].map(
      ({ mode }) => mode & 0o777,
    );
    expect(modes).toEqual([0o700, 0o600]);
  });

  it('numbers the incidents of a year, and begins anew with the next', async () => {
    const first = [await create(), await create()];
    const build = () => ({ entries: [opened()] });
    await store.create({ year: 2027, key: null, service: 'cats', build }, quiet);
    const all: IncidentId[] = [];
    for await (const id of store.ids()) all.push(id);
    expect(first).toEqual(['INC-2026-001', 'INC-2026-002']);
    expect(all).toEqual(['INC-2027-001', 'INC-2026-002', 'INC-2026-001']);
  });

  it('is listed at a cost that does not grow with the number of incidents', async () => {
    const costOf = async (count: number): Promise<number> => {
      const directory = await mkdtemp(join(tmpdir(), 'catops-cost-'));
      let operations = 0;
      const files = counted(createFiles(), () => {
        operations += 1;
      });
      const many = createIncidentStore({ stateDir: directory, clock: systemClock, files });
      for (let made = 0; made < count; made += 1) await create(null, many);
      operations = 0;
      const deps = { store: many, policy: testPolicy } as IncidentDeps;
      const { incidents } = await listIncidents(deps, { which: 'all', limit: 5 });
      await rm(directory, { recursive: true, force: true });
      expect(incidents).toHaveLength(5);
      return operations;
    };
    expect(await costOf(60)).toBe(await costOf(8));
  });

  it('gives two that open at once two numbers', async () => {
    const made = await Promise.all(Array.from({ length: 20 }, () => create(null, open())));
    expect(new Set(made).size).toBe(20);
  });

  it('lets two that open at once with one key share one incident', async () => {
    const made = await Promise.all(
      Array.from({ length: 6 }, () => create('HighErrorRate', open())),
    );
    expect(new Set(made).size).toBe(1);
  });

  it('opens a new incident under a key whose incident has ended', async () => {
    const first = await create('HighErrorRate');
    await store.mark(first, 'ended');
    expect(await create('HighErrorRate')).not.toBe(first);
  });

  it('numbers entries without a gap, also when many write at once', async () => {
    const id = await create();
    const texts = Array.from({ length: 12 }, (_, index) => `note ${index}`);
    await Promise.all(
      texts.map((text) => open().change(id, () => ({ entries: [note(text)] }), quiet)),
    );
    const { entries } = await store.read(id);
    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index + 1));
    expect(entries).toHaveLength(13);
  });

  it('drops a last line that was cut off, says so, and writes on behind the whole ones', async () => {
    const id = await create();
    await appendFile(eventsOf(id), '{"v":1,"seq":2,"kind":"no');
    const torn = await store.read(id);
    expect(torn.entries).toHaveLength(1);
    expect(torn.problems[0]).toMatch(/the last line was cut off/);
    await store.change(id, () => ({ entries: [note('after')] }), quiet);
    const mended = await store.read(id);
    expect([mended.entries.length, mended.problems]).toEqual([2, []]);
  });

  it('is refused in one sentence when a newer catops wrote it', async () => {
    const id = await create();
    await appendFile(eventsOf(id), '{"v":2,"seq":2,"kind":"note","id":"x"}\n');
    await expect(store.read(id)).rejects.toMatchObject({
      code: 'format-too-new',
      message: expect.stringMatching(/written by a newer catops \(format 2;/),
    });
  });

  it('takes over the lock of a process that is dead', async () => {
    const id = await create();
    const child = spawn(process.execPath, ['-e', ''], { stdio: 'ignore' });
    const identity = identify(child.pid ?? 0);
    await new Promise((resolve) => child.once('close', resolve));
    await lockAs(id, { ...identity });
    await store.change(id, () => ({ entries: [note('on it')] }), quiet);
    expect((await store.read(id)).entries).toHaveLength(2);
  });

  it('takes over the lock of a number that another process has now', async () => {
    const id = await create();
    await lockAs(id, { ...identify(process.pid), started: 'long ago' });
    await store.change(id, () => ({ entries: [note('on it')] }), quiet);
    expect((await store.read(id)).entries).toHaveLength(2);
  });

  it('names the one who writes when that takes longer than five seconds', async () => {
    const id = await create();
    await lockAs(id, { ...identify(process.pid) });
    const begun = performance.now();
    const writing = store.change(id, () => ({ entries: [note('late')] }), quiet);
    expect((await store.read(id)).entries).toHaveLength(1);
    await expect(writing).rejects.toMatchObject({
      code: 'incident-locked',
      message: expect.stringContaining(`process ${process.pid}`),
    });
    expect(performance.now() - begun).toBeGreaterThanOrEqual(4900);
  });

  it('knows which incidents still owe something, also when they have ended', async () => {
    const id = await create();
    const context = { id, publicRef: 'r', throughSeq: 1 };
    const owed = newDelivery({ ids, clock: systemClock }, context, { op: 'board.card' });
    await store.save(owed);
    await store.mark(id, 'ended');
    expect([await store.open(), await store.unsent()]).toEqual([[], [id]]);
    await store.save({ ...owed, state: 'done' });
    expect(await store.unsent()).toEqual([]);
    expect(await readdir(join(store.where(id), 'outbox', 'done'))).toEqual([`${owed.id}.json`]);
  });

  it('brings a delivery that was given up back into the queue', async () => {
    const id = await create();
    const context = { id, publicRef: 'r', throughSeq: 1 };
    const owed = newDelivery({ ids, clock: systemClock }, context, { op: 'board.card' });
    await store.save({ ...owed, state: 'dead' });
    expect([(await store.queue(id)).length, (await store.dead(id)).length]).toEqual([0, 1]);
    await store.save({ ...owed, state: 'retryable' });
    expect([(await store.queue(id)).length, (await store.dead(id)).length]).toEqual([1, 0]);
  });

  it('refuses a name that leads out of the record', async () => {
    const id = await create();
    await expect(store.writeFile(id, '../../x', 'y')).rejects.toThrow(/cannot be the name/);
  });

  it('says what to do when the directory cannot be used', async () => {
    const file = join(stateDir, 'file');
    await writeFile(file, '');
    const blocked = createIncidentStore({ stateDir: join(file, 'state'), clock: systemClock });
    await expect(create(null, blocked)).rejects.toMatchObject({ code: 'local-store-unwritable' });
  });

  it('leaves no temporary file behind', async () => {
    const id = await create();
    await store.writeFile(id, 'report.md', '# x');
    const names = await readdir(store.where(id), { recursive: true });
    expect(names.filter((name) => name.endsWith('.tmp'))).toEqual([]);
    expect(await readFile(join(store.where(id), 'files', 'report.md'), 'utf8')).toBe('# x');
  });
});

/** Every operation of a disk, counted. */
function counted(files: Files, onUse: () => void): Files {
  return new Proxy(files, {
    get: (target, key: keyof Files) => {
      onUse();
      return target[key];
    },
  });
}

async function lockAs(id: IncidentId, identity: object): Promise<void> {
  const directory = join(store.where(id), '.lock');
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, '1-test'), JSON.stringify({ v: 1, ...identity }));
}
