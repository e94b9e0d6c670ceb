import { describe, expect, it } from 'vitest';
import { CatopsError } from '../../src/platform/errors.js';
import { createSqlImageStore } from '../features/images/sql-store.js';
import { createSqlUploadStore } from '../features/uploads/sql-store.js';
import { dataPaths } from '../infra/data-paths.js';
import { addUpload } from '../testing/add-upload.js';
import { eachDatabase } from '../testing/each-database.js';
import { reviewImage } from './review-images.js';

const now = Date.UTC(2018, 10, 15);
const accountId = 'a1b2c3';

eachDatabase((name, openDatabase) => {
  describe(`one picture that several change at once, on ${name}`, () => {
    it('is removed for one of them, and never shown again', async () => {
      const { db, close } = await openDatabase();
      const store = createSqlUploadStore(db);
      const review = (id: string, verdict: 'approved' | 'rejected') =>
        reviewImage(
          db,
          dataPaths('/data'),
          { op: 'image.review', id, verdict, reason: null, dryRun: false },
          now,
        );
      const ids = Array.from({ length: 12 }, (_, number) => `race_${1000 + number}`);
      for (const id of ids) {
        await addUpload(store, {
          ...{ id, accountId, subId: null, extension: 'png', width: 9, height: 8 },
          ...{ breedIds: ['abys'], categoryIds: [], renditions: [], originalFilename: 'tom.png' },
          ...{ createdAt: now, approved: false },
        });
      }
      const outcomes = await Promise.all(
        ids.map((id, at) => {
          const remove = () => store.remove({ accountId, id }, now);
          const all = [
            () => review(id, 'approved'),
            remove,
            () => review(id, 'rejected'),
            () => store.attachBreed({ accountId, id, breedId: 'beng' }, now),
            remove,
            () => store.detachBreed({ accountId, id, breedId: 'abys' }, now),
          ];
          // Each picture with another one first.
          const turned = [...all.slice(at % 6), ...all.slice(0, at % 6)];
          return Promise.all(turned.map((act) => act().catch((error: unknown) => error)));
        }),
      );
      // An answer with the id of the picture is that of its removal.
      const removals = outcomes.map((all) => all.filter((each) => Object(each).id !== undefined));
      expect(removals.map(({ length }) => length)).toEqual(ids.map(() => 1));
      // Who comes too late is told that there is no such picture, and of nothing else.
      const errors = outcomes.flat().filter((each) => each instanceof Error);
      expect(errors.filter((error) => !(error instanceof CatopsError))).toEqual([]);
      expect(await createSqlImageStore(db).all()).toEqual([]);
      expect(await createSqlImageStore(db).byIds(ids)).toEqual([]);
      for (const id of ids) {
        expect(await store.find({ accountId, id })).toBeUndefined();
        await expect(review(id, 'approved')).rejects.toThrow('No picture has the id');
      }
      expect(await createSqlImageStore(db).all()).toEqual([]);
      await close();
    });
  });
});
