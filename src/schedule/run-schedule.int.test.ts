import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seededRandom } from '../loadtest/random.js';
import { CatopsError } from '../platform/errors.js';
import { notingJob, openScheduleWorld, type ScheduleWorld } from './testing/schedule-world.js';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const start = Date.UTC(2018, 10, 15, 21, 25);
let world: ScheduleWorld;

beforeEach(async () => {
  world = await openScheduleWorld(start);
});

afterEach(() => world.close());

const kinds = () => world.events.map(({ kind }) => kind);

describe('a scheduler', () => {
  it('runs each hour once, at twenty past', async () => {
    const times: string[] = [];
    const job = notingJob({
      name: 'hours',
      run: async () => {
        times.push(new Date(world.clock.now()).toISOString().slice(11, 16));
        return 'rolled up';
      },
    });
    await world.until(3 * hour, [job]);
    expect(job.ran).toEqual(['2018-11-15T20', '2018-11-15T21', '2018-11-15T22', '2018-11-15T23']);
    expect(times).toEqual(['21:25', '22:20', '23:20', '00:20']);
  });

  it('catches up what was missed, oldest first, and says what it leaves out', async () => {
    const job = notingJob({ name: 'hours', catchUp: 4 });
    await world.once([job]);
    world.clock.advance(10 * hour);
    await world.once([job]);
    await world.once([job]);
    expect(job.ran).toEqual(
      ['15T20', '16T03', '16T04', '16T05', '16T06'].map((id) => `2018-11-${id}`),
    );
    expect(world.events.filter(({ kind }) => kind === 'left-out')).toEqual([
      { kind: 'left-out', job: 'hours', count: 6, from: '2018-11-15T21', to: '2018-11-16T02' },
    ]);
  });

  it('runs a period once, however many schedulers there are', async () => {
    await world.close();
    world = await openScheduleWorld(start, undefined, seededRandom(7));
    const job = notingJob({
      name: 'hours',
      startsWith: 'catch-up',
      catchUp: 8,
      run: async () => {
        await world.clock.sleep(5000);
        return 'done';
      },
    });
    await Promise.all(Array.from({ length: 3 }, () => world.until(hour, [job])));
    expect(new Set(job.ran).size).toBe(job.ran.length);
    expect(job.ran).toEqual([...job.ran].sort());
    expect(job.ran).toHaveLength(9);
  });

  it('tries again what failed, later and later, while other periods and jobs go on', async () => {
    let broken = 3;
    const poison = notingJob({
      name: 'hours',
      run: async ({ id }) => {
        if (id !== '2018-11-15T21' || broken-- <= 0) return 'done';
        throw new CatopsError('target-unreachable', 'The engine does not answer.');
      },
    });
    const other = notingJob({ name: 'others' });
    await world.until(3 * hour, [poison, other]);
    expect(other.ran).toHaveLength(4);
    expect(poison.ran.filter((id) => id === '2018-11-15T21')).toHaveLength(4);
    expect(poison.ran.at(-1)).toBe('2018-11-15T23');
    const failures = world.events.filter((event) => event.kind === 'failed');
    const waits = failures.map(({ attempts, again }) => [attempts, again]);
    expect(waits).toEqual([
      [1, false],
      [2, true],
      [3, true],
    ]);
    const { done, failing } = await world.ledger.read('hours');
    expect(done.find(({ period }) => period === '2018-11-15T21')?.attempts).toBe(4);
    expect(failing).toEqual([]);
  });

  it('tries each period one time with once, and the later ones although an earlier one failed', async () => {
    const job = notingJob({
      name: 'hours',
      startsWith: 'catch-up',
      catchUp: 3,
      run: async ({ id }) => {
        if (id === '2018-11-15T18') throw new Error('a bug');
        return 'done';
      },
    });
    await world.once([job]);
    expect(job.ran).toEqual(['2018-11-15T18', '2018-11-15T19', '2018-11-15T20']);
    expect((await world.ledger.read('hours')).failing).toMatchObject([
      { period: '2018-11-15T18', attempts: 1, error: { code: 'internal', message: 'a bug' } },
    ]);
  });

  it('holds a job back until the one before it is done, and only that long', async () => {
    let broken = true;
    const daily = { every: 'day', delayMs: 30 * minute } as const;
    const first = notingJob({
      name: 'tables',
      cadence: daily,
      run: async () => {
        if (broken) throw new Error('not yet');
        return 'done';
      },
    });
    const then = notingJob({ name: 'note', cadence: daily, after: ['tables'] });
    await world.once([first, then]);
    expect([first.ran.length, then.ran.length]).toEqual([1, 0]);
    broken = false;
    await world.once([first, then]);
    expect([first.ran.length, then.ran]).toEqual([2, ['2018-11-14']]);
  });

  it('leaves to be done what Ctrl-C cut off', async () => {
    const job = notingJob({
      name: 'hours',
      run: async (_period, signal) => {
        await world.clock.sleep(10 * minute, signal);
        return 'done';
      },
    });
    await world.until(minute, [job]);
    expect(kinds()).toEqual(['started', 'cut-off']);
    await world.once([job]);
    expect(job.ran).toEqual(['2018-11-15T20', '2018-11-15T20']);
    expect((await world.ledger.read('hours')).done).toHaveLength(1);
  });

  it('runs nothing twice when the clock is set back, and misses nothing when it is set ahead', async () => {
    const job = notingJob({ name: 'hours' });
    await world.once([job]);
    world.setBack(30 * minute);
    await world.until(2 * hour, [job]);
    expect(job.ran).toEqual(['2018-11-15T20', '2018-11-15T21']);
    world.setBack(-3 * hour);
    await world.until(minute, [job]);
    const later = ['15T22', '15T23', '16T00'].map((text) => `2018-11-${text}`);
    expect(job.ran.slice(2)).toEqual(later);
  });

  it('does again what it did while the clock was days ahead', async () => {
    const daily = { every: 'day', delayMs: 30 * minute } as const;
    const job = notingJob({ name: 'days', cadence: daily });
    await world.once([job]);
    world.setBack(-3 * day);
    await world.once([job]);
    world.setBack(3 * day);
    await world.until(2 * day, [job]);
    expect(job.ran).toEqual(['14', '15', '16', '17', '15', '16'].map((text) => `2018-11-${text}`));
  });
});

describe('a scheduler whose disk is full', () => {
  it('says it once, goes on when there is room, and ends at once when it should run once', async () => {
    await world.close();
    let full = true;
    world = await openScheduleWorld(start, (files) => ({
      ...files,
      replace: async (path, content) => {
        if (full) throw new CatopsError('local-store-unwritable', 'no space left');
        return files.replace(path, content);
      },
    }));
    const job = notingJob({ name: 'hours' });
    await expect(world.once([job])).rejects.toThrow('no space left');
    const running = world.until(2 * minute, [job]);
    await world.clock.sleep(minute + 1);
    full = false;
    await running;
    expect(kinds()).toEqual(['store-failed', 'started', 'done']);
    expect(job.ran).toEqual(['2018-11-15T20']);
  });
});
