import { afterEach, describe, expect, it } from 'vitest';
import { createFiles, type Files } from '../adapters/local/files.js';
import { CatopsError } from '../platform/errors.js';
import { escalate } from './escalate.js';
import { refused } from './testing/faults.js';
import { createIncidentWorld, type IncidentWorld } from './testing/incident-world.js';

let world: IncidentWorld;
afterEach(() => world.remove());

const full = () =>
  Promise.reject(new CatopsError('local-store-unwritable', 'ENOSPC: no space left on device'));

/** A disk that takes `writes` writes and then none. */
function fullAfter(writes: number): (real: Files) => Files {
  let left = writes;
  const spend =
    <A extends unknown[], R>(write: (...args: A) => Promise<R>) =>
    (...args: A): Promise<R> => {
      left -= 1;
      return left < 0 ? full() : write(...args);
    };
  return (real) => ({
    ...real,
    directory: spend(real.directory),
    claim: spend(real.claim),
    replace: spend(real.replace),
    announce: spend(real.announce),
    append: spend(real.append),
  });
}

describe('escalating while the disk is full', () => {
  it('wakes the next level all the same, and says 7', async () => {
    let broken = false;
    const fails: Files['append'] = (...args) => (broken ? full() : createFiles().append(...args));
    world = await createIncidentWorld({ files: (real) => ({ ...real, append: fails }) });
    const { id } = (await world.open({ severity: 'sev1' })).incident;
    broken = true;
    const outcome = await escalate(world.deps, { id, level: 3 }, world.onEvent, world.signal);
    expect([outcome.exit, world.onCall.pages[0]?.level]).toEqual(['localStore', 3]);
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
