import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { judge } from '../features/analysis/index.js';
import { createSqlAnalysisStore } from '../features/analysis/sql-store.js';
import { createSqlFavouriteStore } from '../features/favourites/sql-store.js';
import { createSqlSignUpStore, createSqlWelcomeStore } from '../features/sign-up/sql-store.js';
import { createSqlUploadStore } from '../features/uploads/sql-store.js';
import { createSqlVoteStore } from '../features/votes/sql-store.js';
import { createSqlWebhookStore } from '../features/webhooks/sql-store.js';
import { dataPaths } from '../infra/data-paths.js';
import type { Tables } from '../infra/sql/tables.js';
import { addUpload } from '../testing/add-upload.js';
import { eachDatabase } from '../testing/each-database.js';
import { picturesIn } from '../testing/picture-world.js';
import type { TestDatabase } from '../testing/test-database.js';
import { eraseAccount } from './erase-account.js';
import { listJobs, retryJobs } from './jobs.js';

const now = 1_700_000_000_000;
const nothingFound = { labels: [], moderationLabels: [], text: [], faces: [] };
eachDatabase((name, open) =>
  describe(`the accounts in ${name}`, () => {
    let database: TestDatabase;
    let root: string;
    beforeEach(async () => {
      database = await open();
      root = await mkdtemp(join(tmpdir(), 'catops-erase-'));
      for (const folder of [dataPaths(root).images, dataPaths(root).outbox]) {
        await mkdir(folder, { recursive: true });
      }
    });
    afterEach(async () => {
      await database.close();
      await rm(root, { recursive: true, force: true });
    });

    /** An account with one of everything; answers its id. */
    async function fill(address: string): Promise<string> {
      const { db } = database;
      await createSqlSignUpStore(db).signUp(address, now);
      const account = await db
        .selectFrom('accounts')
        .select('id')
        .where('email', '=', address)
        .executeTakeFirstOrThrow();
      const accountId = account.id;
      const made = await createSqlWelcomeStore(db).renewKey(accountId, now);
      const row = { accountId, imageId: 'ebv', subId: null, createdAt: now };
      await createSqlVoteStore(db).add([{ ...row, value: 1 }]);
      await createSqlWebhookStore(db).add({
        ...{ id: `ep_${accountId}`, accountId, url: 'https://cats.example/' },
        ...{ events: ['favourite.created'], secret: 'whsec_c2VjcmV0', createdAt: now },
      });
      await createSqlFavouriteStore(db).add([row]);
      const picture = { id: `cat${accountId}`, extension: 'png' as const };
      await addUpload(createSqlUploadStore(db), {
        ...{
          ...picture,
          accountId,
          subId: null,
          width: 9,
          height: 8,
          breedIds: [],
          categoryIds: [],
          renditions: [],
        },
        ...{ originalFilename: 'tom.png', createdAt: now, approved: false },
      });
      // Of an upload that was cut off: no picture, and yet to be removed.
      const { reserve } = createSqlUploadStore(db);
      await reserve({
        ...{ id: `cut${accountId}`, accountId, subId: null, extension: 'png', width: 9, height: 8 },
        ...{ breedIds: [], categoryIds: [], renditions: [], originalFilename: 'tom.png' },
        ...{ createdAt: now, approved: false },
      });
      await createSqlAnalysisStore(db).keep(
        {
          ...{ imageId: picture.id, document: { image_id: picture.id }, decision: null },
          evidence: judge('embedded', [{ frame: 0, findings: nothingFound }]),
        },
        now,
      );
      await writeFile(join(dataPaths(root).images, `${picture.id}.png`), 'cat');
      await writeFile(
        join(dataPaths(root).outbox, `welcome-${accountId}-${made?.keyId}.eml`),
        'key',
      );
      return accountId;
    }

    const everything = { accounts: 1, addresses: 1, keys: 1, votes: 1, favourites: 1, webhooks: 1 };
    const all = { ...everything, jobs: 4, pictures: 1, mails: 1 };
    const nothing = Object.fromEntries(Object.keys(all).map((name) => [name, 0]));

    async function traces(accountId: string): Promise<string[]> {
      const tables = [
        'accounts',
        'api_keys',
        'votes',
        'favourites',
        'webhooks',
        'jobs',
        'images',
        'evidence',
        'analyses',
      ];
      const found: string[] = [];
      for (const table of tables) {
        const rows = await database.db
          .selectFrom(table as keyof Tables)
          .selectAll()
          .execute();
        if (JSON.stringify(rows).includes(accountId)) found.push(table);
      }
      const files = [dataPaths(root).images, dataPaths(root).outbox].map((folder) =>
        readdir(folder),
      );
      const names = (await Promise.all(files)).flat();
      return [...found, ...names.filter((name) => name.includes(accountId))];
    }

    it('removes everything of one account and nothing of another, and says what it was', async () => {
      const [ada, grace] = [await fill('ada@example.com'), await fill('grace@example.com')];
      const before = await traces(grace);
      const erase = (dryRun: boolean) =>
        eraseAccount(
          database.db,
          { paths: dataPaths(root), objects: picturesIn(root) },
          { op: 'account.erase', accountId: ada, dryRun },
          now,
        );
      expect(await erase(true)).toEqual(all);
      expect((await traces(ada)).length).toBe(11);
      expect(await erase(false)).toEqual(all);
      expect([await traces(ada), await traces(grace)]).toEqual([[], before]);
      expect(await erase(false)).toEqual(nothing);
      const changes = await database.db.selectFrom('changes').select('kind').execute();
      expect(changes.map(({ kind }) => kind).slice(-3)).toEqual(['key', 'image', 'image']);
      // The address may be used again.
      expect(await createSqlSignUpStore(database.db).signUp('ada@example.com', now)).toBe(true);
    });

    it('lists jobs, the dead ones first, and has them tried again', async () => {
      await fill('ada@example.com');
      await database.db
        .updateTable('jobs')
        .set({ run_at: null, attempts: 8, failure: 'status-500' })
        .where('type', '=', 'webhook.deliver')
        .execute();
      const list = () =>
        listJobs(database.db, { op: 'job.list', state: null, type: null, limit: 10 }, now);
      const { jobs, total } = await list();
      expect(total).toBe(4);
      expect(jobs).toMatchObject([
        { type: 'webhook.deliver', state: 'dead', attempts: 8, failure: 'status-500', dueAt: null },
        { type: 'mail.welcome', state: 'waiting', attempts: 0, dueAt: '2023-11-14T22:13:20.000Z' },
        { type: 'image.resize', state: 'waiting' },
        { type: 'image.analyse', state: 'waiting' },
      ]);
      const retry = (id: number | null, dryRun = false) =>
        retryJobs(database.db, { op: 'job.retry', type: null, id, dryRun }, now);
      expect(await retry(null, true)).toEqual({ retried: 1 });
      expect(await retry(jobs[0]?.id ?? null)).toEqual({ retried: 1 });
      expect((await list()).jobs.map(({ state, attempts }) => [state, attempts])).toEqual([
        ['waiting', 0],
        ['waiting', 0],
        ['waiting', 0],
        ['waiting', 0],
      ]);
      expect(await retry(null)).toEqual({ retried: 0 });
      await expect(retry(99)).rejects.toMatchObject({ code: 'usage-invalid' });
    });
  }),
);
