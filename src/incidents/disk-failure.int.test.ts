import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { Files } from '../adapters/local/files.js';
import { CatopsError } from '../platform/errors.js';
import { acknowledge } from './acknowledge.js';
import { addNote } from './add-note.js';
import { cancel, resolve } from './end-incident.js';
import type { IncidentId } from './entry.js';
import { escalate } from './escalate.js';
import type { ChangeOutcome } from './outcome.js';
import type { FakePage } from './testing/fake-on-call.js';
import { refused } from './testing/faults.js';
import { createIncidentWorld, type IncidentWorld } from './testing/incident-world.js';

let world: IncidentWorld;
let writing = 0;
afterEach(async () => {
  // A command that has answered may end its process at once.
  expect(writing).toBe(0);
  await world.remove();
});

const full = () =>
  Promise.reject(new CatopsError('local-store-unwritable', 'ENOSPC: no space left on device'));

/** A disk that takes no write while `isFull` says so. */
function failing(real: Files, isFull: () => boolean): Files {
  const spend =
    <A extends unknown[], R>(write: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      if (isFull()) return full();
      writing += 1;
      try {
        // Longer than anything that does not wait for it.
        await setTimeout(2);
        return await write(...args);
      } finally {
        writing -= 1;
      }
    };
  return {
    ...real,
    directory: spend(real.directory),
    claim: spend(real.claim),
    replace: spend(real.replace),
    announce: spend(real.announce),
    append: spend(real.append),
  };
}

/** A disk that takes `writes` writes and then none. */
function fullAfter(writes: number): (real: Files) => Files {
  let left = writes;
  return (real) => failing(real, () => left-- <= 0);
}

type Tried = (id: IncidentId) => Promise<ChangeOutcome>;

const verbs: readonly (readonly [string, Tried, Partial<FakePage>])[] = [
  ['escalate', (id) => escalate(...told({ id, level: 3 })), { level: 3, status: 'triggered' }],
  ['ack', (id) => acknowledge(...told({ id })), { status: 'acknowledged' }],
  ['resolve', (id) => resolve(...told({ id })), { status: 'resolved' }],
  [
    'cancel',
    (id) => cancel(...told({ id, as: 'false-alarm' as const, reason: 'none' })),
    { status: 'resolved' },
  ],
];

function told<I>(input: I) {
  return [world.deps, input, world.onEvent, world.signal] as const;
}

describe.each(verbs)('%s while the disk is full', (_verb, tried, page) => {
  // How many writes the command gets through before the disk is full.
  it.each([0, 2, 5])('reaches the pager, and says 7, after %i writes', async (writes) => {
    let left = Infinity;
    world = await createIncidentWorld({ files: (real) => failing(real, () => left-- <= 0) });
    const { id } = (await world.open({ severity: 'sev1' })).incident;
    left = writes;
    const outcome = await tried(id);
    expect(world.onCall.pages).toEqual([expect.objectContaining(page)]);
    expect(outcome.exit).toBe('localStore');
    expect(outcome.warnings.join(' ')).toMatch(/no space left/);
  });

  it('says 5 when the pager is not reached either', async () => {
    let broken = false;
    world = await createIncidentWorld({ files: (real) => failing(real, () => broken) });
    const { id } = (await world.open({ severity: 'sev1' })).incident;
    broken = true;
    world.onCall.always('*', refused);
    expect((await tried(id)).exit).toBe('upstream');
  });
});

describe('a note while the disk is full', () => {
  it('is refused: there is nothing that on-call is to be told', async () => {
    let broken = false;
    world = await createIncidentWorld({ files: (real) => failing(real, () => broken) });
    const { id } = (await world.open({ severity: 'sev1' })).incident;
    broken = true;
    await expect(addNote(...told({ id, text: 'x' }))).rejects.toThrow(/no space left/);
  });
});

describe('opening an incident while the disk is full', () => {
  // Every number of writes that an opening may get through before the disk is full.
  it.each(Array.from({ length: 30 }, (_, writes) => writes))(
    'wakes somebody exactly once, and says so, after %i writes',
    async (writes) => {
      world = await createIncidentWorld({ files: fullAfter(writes) });
      const outcome = await world.open({ severity: 'sev1' });
      expect(world.onCall.pages).toHaveLength(1);
      expect(outcome.page.kind).toBe('accepted');
      expect([outcome.exit, outcome.recorded]).toEqual(['localStore', false]);
      expect(outcome.warnings.join(' ')).toMatch(/no space left/);
      if (world.board.cards.length === 0)
        expect(outcome.targets).not.toContainEqual(
          expect.objectContaining({ target: 'board', state: 'done' }),
        );
      expect(world.board.cards.length).toBeLessThanOrEqual(1);
    },
  );

  it('tries again from memory, with the same key, when the pager is out for a moment', async () => {
    world = await createIncidentWorld({ files: fullAfter(0) });
    world.onCall.trouble('page', refused, refused);
    const outcome = await world.open({ severity: 'sev1' });
    expect([outcome.exit, world.onCall.pages.length]).toEqual(['localStore', 1]);
    const failed = world.events.find(({ kind }) => kind === 'record-failed');
    const [page] = world.onCall.pages;
    expect(failed).toMatchObject({ dedupKey: page?.request.dedupKey });
    expect(page?.request.dedupKey).toMatch(/^catops:cats:INC-/);
  });

  it('answers 5 when nobody could be woken either', async () => {
    world = await createIncidentWorld({ files: fullAfter(0) });
    world.onCall.always('page', refused);
    expect((await world.open({ severity: 'sev1' })).exit).toBe('upstream');
  });

  it('says 7 for an incident that wakes nobody', async () => {
    world = await createIncidentWorld({ files: fullAfter(0) });
    expect((await world.open({ severity: 'sev4' })).exit).toBe('localStore');
    expect(world.onCall.pages).toEqual([]);
  });
});
