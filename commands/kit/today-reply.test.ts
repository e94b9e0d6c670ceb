import { expect, it } from 'vitest';
import type { Announcements } from '../../src/announcements/ports.js';
import type { Today } from '../../src/contracts/today.js';
import { utc } from '../../src/platform/zone.js';
import { memoryDelivery } from '../../src/testing/memory-delivery.js';
import type { TodayWork } from './schedule-wiring.js';
import { postTodayReply, todayReply } from './today-reply.js';

const signal = new AbortController().signal;
const quiet = { today: 0, yesterday: 0 };
const today: Today = {
  ...{ day: '2018-11-15', at: '2018-11-15T16:34:03.000Z', popular: [] },
  ...{ signUps: quiet, votes: quiet, favourites: quiet },
};

function work(given: Partial<TodayWork> = {}): TodayWork {
  return {
    ...{ read: async () => today, note: null, missing: ['No notes: no channel.'] },
    delivery: memoryDelivery(),
    claim: async () => ({ release: async () => {} }),
    ...{ service: 'cat-api', zone: utc, dataDir: '/data', ...given },
  };
}

function chat() {
  const markers: string[] = [];
  const note: Announcements = {
    name: 'slack',
    post: async ({ marker }) => {
      markers.push(marker);
      return { kind: 'done', value: { id: 'm1', url: 'https://cats.slack.com/m1' } };
    },
    find: async () => ({ kind: 'done', value: null }),
  };
  return { note, markers };
}

it('posts once, asked twice in a minute, and says where', async () => {
  const { note, markers } = chat();
  const same = work({ note });
  const posted = await postTodayReply(same, signal);
  expect([posted.exit, posted.text()]).toEqual([
    'ok',
    'Posted: note to slack: https://cats.slack.com/m1',
  ]);
  await postTodayReply(same, signal);
  expect(markers).toEqual(['catops:today:cat-api:2018-11-15:by-hand-1634']);
});

it('says what is not set up, and posts no zeros where no database is', async () => {
  await expect(postTodayReply(work(), signal)).rejects.toMatchObject({
    ...{ code: 'config-invalid', message: 'No notes: no channel.' },
  });
  const { note, markers } = chat();
  const none = work({ note, read: async () => null });
  for (const reply of [todayReply(none), postTodayReply(none, signal)]) {
    await expect(reply).rejects.toMatchObject({
      ...{ code: 'config-invalid', message: 'The API has no database in /data.' },
    });
  }
  expect(markers).toEqual([]);
});

it('posts nothing while somebody else does and does not end', async () => {
  const { note, markers } = chat();
  const busy = work({ note, claim: async () => ({ busy: 'process 7 on ops' }) });
  await expect(postTodayReply(busy, signal)).rejects.toMatchObject({
    code: 'delivery-failed',
    message: 'The note was not posted: process 7 on ops posts one, and has not ended.',
  });
  expect(markers).toEqual([]);
});

it('lets others post as soon as a note is posted, or was refused', async () => {
  let held = 0;
  const claim = async () => {
    held += 1;
    return {
      release: async () => {
        held -= 1;
      },
    };
  };
  const refused: Announcements = {
    ...chat().note,
    post: async () => ({
      kind: 'permanent',
      code: 'refused',
      message: 'No such channel.',
      hint: 'set one',
    }),
  };
  await postTodayReply(work({ ...chat(), claim }), signal);
  await expect(postTodayReply(work({ note: refused, claim }), signal)).rejects.toMatchObject({
    code: 'delivery-failed',
  });
  expect(held).toBe(0);
});
