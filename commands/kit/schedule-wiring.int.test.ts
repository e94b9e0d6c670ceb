import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createFiles } from '../../src/adapters/local/files.js';
import type { Announcements } from '../../src/announcements/ports.js';
import { systemClock } from '../../src/platform/node-host.js';
import { resolveSettings } from '../../src/platform/settings.js';
import { createTestHost } from '../../src/testing/test-host.js';
import { todayWith } from './schedule-wiring.js';
import { cliSettings } from './settings.js';
import { postTodayReply } from './today-reply.js';

it('posts the day so far once, though several people ask for it at the same time', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'catops-today-'));
  const posted: string[] = [];
  const note: Announcements = {
    name: 'slack',
    post: async ({ marker }) => {
      posted.push(marker);
      return { kind: 'done', value: { id: 'm1', url: null } };
    },
    find: async () => ({ kind: 'done', value: null }),
  };
  const env = { CATOPS_STATE_DIR: directory };
  const { values: settings } = resolveSettings(cliSettings, {
    ...{ flags: {}, env, files: [], readFile: () => '' },
  });
  const quiet = { today: 0, yesterday: 0 };
  const today = async () => ({
    ...{ day: '2018-11-15', at: '2018-11-15T16:34:03.000Z', popular: [] },
    ...{ signUps: quiet, votes: quiet, favourites: quiet },
  });
  const host = createTestHost({ argv: [], env, clock: systemClock });
  const place = { practice: false, project: directory, dataDir: directory, version: '1' };
  const replies = await Promise.all(
    [1, 2, 3].map(() => {
      const work = todayWith(host, { settings, today, ...place }, { note, files: createFiles() });
      return postTodayReply(work, host.signal);
    }),
  );
  expect(posted).toHaveLength(1);
  expect(replies.map((reply) => reply.text()).sort()).toEqual([
    'Posted: note to slack',
    'Posted: note to slack (it was there already)',
    'Posted: note to slack (it was there already)',
  ]);
  await rm(directory, { recursive: true, force: true });
});
