import { describe, expect, it } from 'vitest';
import type { Delivery } from '../announcements/ports.js';
import type { Today } from '../contracts/today.js';
import { utc, zoneOf } from '../platform/zone.js';
import { backlogOf } from '../schedule/backlog.js';
import { indexOf, periodAt } from '../schedule/periods.js';
import { emptyRecord } from '../schedule/record.js';
import { memoryDelivery } from '../testing/memory-delivery.js';
import { todayJobs } from './today-jobs.js';
import { todayLines, todayNote } from './today-lines.js';

const signal = new AbortController().signal;
const today: Today = {
  ...{ day: '2018-11-15', at: '2018-11-15T16:00:03.000Z' },
  signUps: { today: 12, yesterday: 9 },
  votes: { today: 1, yesterday: 1310 },
  favourites: { today: 0, yesterday: 0 },
  popular: [{ imageId: 'MTY3', up: 24, down: 1, favourites: 3 }],
};

function jobsThatRead(read: () => Today | null) {
  const notes: { marker: string; markup: string }[] = [];
  const journal = new Map<string, Delivery>();
  const jobs = todayJobs(
    {
      read: async () => read(),
      note: {
        name: 'slack',
        post: async (note) => {
          notes.push(note);
          return { kind: 'done', value: { id: 'm1', url: null } };
        },
        find: async () => ({ kind: 'done', value: null }),
      },
      delivery: memoryDelivery(journal),
      ...{ service: 'Cat API', zone: utc },
    },
    ['09:30', '16:00'],
  );
  return { jobs, notes, journal };
}

describe('the jobs that tell of today', () => {
  it.each([
    ['2018-11-15T09:29:59.999Z', ['2018-11-14'], ['2018-11-14']],
    ['2018-11-15T09:30:00.000Z', ['2018-11-15'], ['2018-11-14']],
    ['2018-11-15T23:59:59.999Z', ['2018-11-15'], ['2018-11-15']],
  ])('are due within the day, at %s', (now, ...due) => {
    const { jobs } = jobsThatRead(() => today);
    expect(jobs.map(({ name }) => name)).toEqual(['today-0930', 'today-1600']);
    const owed = jobs.map((job) => backlogOf(job, emptyRecord, Date.parse(now)).due);
    expect(owed.map((periods) => periods.map(({ id }) => id))).toEqual(due);
  });

  it('tell once each, though they run twice, and nothing of a day that is over', async () => {
    const { jobs, notes, journal } = jobsThatRead(() => today);
    const run = (index: number, day: string) => {
      const job = jobs[index];
      if (!job) throw new Error(`there is no job ${index}`);
      return job.run(periodAt(job.cadence, indexOf(job.cadence, day) ?? 0), signal);
    };
    expect(await run(0, '2018-11-15')).toBe('note to slack');
    expect(await run(0, '2018-11-15')).toBe('note to slack (it was there already)');
    expect(await run(1, '2018-11-15')).toBe('note to slack');
    expect(await run(1, '2018-11-14')).toBe('not told: the day is over');
    expect(notes.map(({ marker }) => marker)).toEqual([
      'catops:today:cat-api:2018-11-15:0930',
      'catops:today:cat-api:2018-11-15:1600',
    ]);
    expect([...journal.keys()]).toEqual([
      '2018-11-15-today-0930-cat-api',
      '2018-11-15-today-1600-cat-api',
    ]);
  });

  it('take a database that is not there for no reason to say that nothing happened', async () => {
    const { jobs, notes } = jobsThatRead(() => null);
    const [job] = jobs;
    const said = await job?.run(periodAt(job.cadence, 17_850), signal);
    expect([said, notes]).toEqual(['not told: the API has no database here', []]);
  });
});

describe('the day so far', () => {
  it('is told beside the day before until the same time', () => {
    const zone = zoneOf('UTC+11') ?? utc;
    expect(todayLines({ today, service: 'Cat API', zone })).toEqual([
      'Cat API today: 12 sign-ups (9), 1 vote (1,310), 0 favourites (0)',
      'By 2018-11-16 03:00 UTC+11 (2018-11-15 16:00 UTC); in brackets yesterday by then.',
      'Popular:',
      '  MTY3: 24 up, 1 down, 3 favourites',
    ]);
  });

  it('marks nothing up in Slack but its first line, whatever service and pictures are called', () => {
    const [popular] = today.popular;
    const note = todayNote({
      today: { ...today, popular: popular ? [{ ...popular, imageId: '_Ab3_E9x_' }] : [] },
      ...{ service: '`c*ts` ~1~ <!channel>\u001b[31m', zone: utc },
    });
    expect(note.split('\n')).toEqual([
      '*ˋc∗tsˋ ∼1∼ &lt;!channel&gt; today: 12 sign-ups (9), 1 vote (1,310), 0 favourites (0)*',
      'By 2018-11-15 16:00 UTC; in brackets yesterday by then.',
      'Popular:',
      'ˍAb3_E9xˍ: 24 up, 1 down, 3 favourites',
    ]);
    const none = todayNote({ today: { ...today, popular: [] }, service: 'cats', zone: utc });
    expect(none.split('\n')[2]).toBe('Nobody has liked a picture yet.');
  });
});
