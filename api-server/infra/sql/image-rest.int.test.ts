import { describe, expect, it } from 'vitest';
import { createKey } from '../../admin/keys.js';
import { readToday } from '../../admin/read-today.js';
import { restingList, wakeImage } from '../../admin/resting-images.js';
import { createSqlFavouriteStore } from '../../features/favourites/sql-store.js';
import { createSqlImageStore } from '../../features/images/sql-store.js';
import { createSqlSignUpStore } from '../../features/sign-up/sql-store.js';
import { createRester } from '../../jobs/rest-unpopular.js';
import { eachDatabase } from '../../testing/each-database.js';
import { addPictures, addVotes } from '../../testing/voted-pictures.js';
import { createSqlChangeFeed } from './change-feed.js';
import { createSqlRestStore } from './image-rest.js';

const context = { jobId: 1, signal: new AbortController().signal };

eachDatabase((name, openDatabase) =>
  describe(`pictures that rest, on ${name}`, () => {
    it('go when they are disliked, come back when they are not, and stay where a person put them', async () => {
      const { db, close } = await openDatabase();
      let at = 1_700_000_000_000;
      const rest = createRester({ store: createSqlRestStore(db), clock: { now: () => at } });
      const run = () => rest({}, context);
      const found = async () => {
        const asked = { filter: {}, order: 'asc', limit: 99, page: 0 } as const;
        return (await createSqlImageStore(db).search(asked)).rows.map(({ id }) => id);
      };
      await addPictures(db, 25);
      await addVotes(db, 'pic1', { up: 1, down: 29, at });
      await addVotes(db, 'pic2', { up: 0, down: 40, at });
      // The worst two of three: no more than a tenth of all pictures rests.
      await addVotes(db, 'pic3', { up: 2, down: 25, at });
      await addVotes(db, 'pic4', { up: 10, down: 12, at });
      await addVotes(db, 'gone', { up: 0, down: 99, at });
      await run();
      expect((await found()).length).toBe(23);
      expect(await restingList(db, { op: 'image.resting', limit: 1 })).toEqual({
        total: 2,
        images: [
          {
            ...{ id: 'pic1', since: '2023-11-14T22:13:20.000Z', up: 1, down: 29, accounts: 3 },
            dislike: 0.833,
          },
        ],
      });
      // The same people think better of it: the newest vote of each is the one that counts.
      at += 1000;
      await addVotes(db, 'pic1', { up: 20, down: 10, at });
      await run();
      expect(await found()).toContain('pic1');
      expect(await found()).not.toContain('pic3');
      const feed = createSqlChangeFeed(db);
      const seen = await feed.latest();
      expect(await wakeImage(db, { op: 'image.wake', id: 'pic2', dryRun: true }, at)).toEqual({
        changed: true,
      });
      expect(await feed.latest()).toBe(seen);
      await wakeImage(db, { op: 'image.wake', id: 'pic2', dryRun: false }, at);
      expect(await feed.latest()).toBe(seen + 1);
      await run();
      expect(await found()).toContain('pic2');
      expect(await wakeImage(db, { op: 'image.wake', id: 'pic2', dryRun: false }, at)).toEqual({
        changed: false,
      });
      await expect(
        wakeImage(db, { op: 'image.wake', id: 'none', dryRun: true }, at),
      ).rejects.toMatchObject({ code: 'image-unknown' });
      const audit = await db.selectFrom('audit').select(['actor', 'action', 'subject']).execute();
      expect(audit.map((row) => Object.values(row).join(' '))).toEqual([
        ...['votes.rest image.rest pic2', 'votes.rest image.rest pic1'],
        ...['votes.rest image.wake pic1', 'votes.rest image.rest pic3'],
        'operator image.wake pic2',
      ]);
      await close();
    });

    it('are told of as popular when they are liked, with who signed up, beside the day before', async () => {
      const { db, close } = await openDatabase();
      const now = Date.UTC(2023, 10, 14, 22, 13);
      const minute = 60_000;
      const yesterday = now - 24 * 60 * minute;
      const day = { day: '2023-11-14', at: '2023-11-14T22:13:00.000Z' };
      const none = { today: 0, yesterday: 0 };
      const nothing = { signUps: none, votes: none, favourites: none, popular: [] };
      expect(await readToday(db, now)).toEqual({ ...day, ...nothing });
      await addPictures(db, 3);
      await addVotes(db, 'pic1', { up: 3, down: 0, at: now - 2 * minute });
      // One of the three has thought better of it, and the other two say the same again.
      await addVotes(db, 'pic1', { up: 2, down: 1, at: now - minute });
      await addVotes(db, 'pic2', { up: 9, down: 0, at: yesterday - minute });
      await addVotes(db, 'pic2', { up: 5, down: 0, at: yesterday + minute });
      await addVotes(db, 'pic3', { up: 0, down: 4, at: now });
      // A text that somebody sent, and no picture of ours.
      await addVotes(db, 'ada@example.com', { up: 50, down: 0, at: now });
      const favourite = { accountId: 'acc1', subId: null };
      await createSqlFavouriteStore(db).add([
        { ...favourite, imageId: 'pic2', createdAt: now },
        { ...favourite, imageId: 'pic1', createdAt: yesterday },
      ]);
      const signUps = createSqlSignUpStore(db);
      await signUps.signUp('ada@example.com', now);
      await signUps.signUp('bob@example.com', now - minute);
      await signUps.signUp('eve@example.com', yesterday - minute);
      await signUps.signUp('dan@example.com', yesterday + minute);
      await createKey(db, 'by hand', now);
      expect(await readToday(db, now)).toEqual({
        ...day,
        signUps: { today: 2, yesterday: 1 },
        votes: { today: 60, yesterday: 9 },
        favourites: { today: 1, yesterday: 0 },
        popular: [
          { imageId: 'pic1', up: 2, down: 1, favourites: 0 },
          { imageId: 'pic2', up: 0, down: 0, favourites: 1 },
        ],
      });
      await close();
    });
  }),
);
