import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { AdminReply, AdminRequest } from '../../src/contracts/admin-process.js';
import { systemErrorCode } from '../../src/platform/errors.js';
import { pictureFiles } from '../features/images/index.js';
import type { DataPaths } from '../infra/data-paths.js';
import { addJobs } from '../infra/queue/add-jobs.js';
import { changing, recordChanges } from '../infra/sql/change-feed.js';
import { isReserved } from '../infra/sql/reserved-images.js';
import type { Db, Trx } from '../infra/sql/tables.js';
import { welcomeMailPrefix } from '../jobs/send-welcome-mail.js';
import type { ObjectStore } from '../ports.js';

type Ask = Extract<AdminRequest, { op: 'account.erase' }>;
type Erased = AdminReply<'account.erase'>;

/** Tables of rows that belong to an account and to nobody else. */
const owned = ['votes', 'favourites', 'webhooks', 'jobs'] as const;

/** What is kept of an account beside the database. */
interface StoredFiles {
  readonly paths: Pick<DataPaths, 'outbox'>;
  readonly objects: Pick<ObjectStore, 'remove'>;
}

/**
 * Removes everything of an account, and says how much it was; a dry run only counts. Killed anywhere
 * it is done by doing it again: files of pictures go before the rows that name them, and mails are
 * found by the account's id alone. Files of pictures that came meanwhile go after their rows.
 */
export async function eraseAccount(
  db: Db,
  { paths, objects }: StoredFiles,
  { accountId, dryRun }: Ask,
  now: number,
): Promise<Erased> {
  const pictures = await db
    .selectFrom('images')
    .select(['id', 'extension'])
    .where('account_id', '=', accountId)
    .execute();
  if (!dryRun) {
    for (const name of pictures.flatMap(pictureFiles)) await objects.remove(name);
  }
  const mails = await mailsOf(paths.outbox, accountId);
  if (dryRun) return { ...(await count(db, accountId)), mails: mails.length };
  const { found, images } = await changing(db, (trx) => erase(trx, accountId, now));
  for (const name of images.flatMap(pictureFiles)) await objects.remove(name);
  for (const mail of await mailsOf(paths.outbox, accountId)) await rm(mail, { force: true });
  return { ...found, mails: mails.length };
}

/** What there was, and the pictures among it. */
async function erase(trx: Trx, accountId: string, now: number) {
  const found = await count(trx, accountId);
  const keys = await trx
    .selectFrom('api_keys')
    .select('id')
    .where('account_id', '=', accountId)
    .execute();
  const images = await trx
    .selectFrom('images')
    .select(['id', 'extension', 'approved_at'])
    .where('account_id', '=', accountId)
    .execute();
  const pictures = trx.selectFrom('images').select('id').where('account_id', '=', accountId);
  await trx.deleteFrom('evidence').where('image_id', 'in', pictures).execute();
  for (const table of [...owned, 'api_keys', 'images'] as const) {
    await trx.deleteFrom(table).where('account_id', '=', accountId).execute();
  }
  await trx.deleteFrom('accounts').where('id', '=', accountId).execute();
  const gone = [
    ...keys.map(({ id }) => ({ kind: 'key' as const, subject: id })),
    ...images.map(({ id }) => ({ kind: 'image' as const, subject: id })),
  ];
  if (gone.length > 0) await recordChanges(trx, gone, now);
  // What a CDN was told to keep; it is nobody's any more.
  const withdrawn = images.filter(({ approved_at }) => approved_at !== null);
  const jobs = withdrawn.map(({ id }) => {
    return { type: 'image.withdraw' as const, payload: { imageId: id }, accountId: null };
  });
  await addJobs(trx, jobs, now);
  return { found, images };
}

async function count(db: Db, accountId: string): Promise<Omit<Erased, 'mails'>> {
  const rowsOf = async (table: (typeof owned)[number] | 'api_keys') => {
    const row = await db
      .selectFrom(table)
      .select(({ fn }) => fn.countAll<number>().as('total'))
      .where('account_id', '=', accountId)
      .executeTakeFirstOrThrow();
    return Number(row.total);
  };
  const pictures = await db
    .selectFrom('images')
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .where('account_id', '=', accountId)
    .where((eb) => eb.not(isReserved(eb)))
    .executeTakeFirstOrThrow();
  const account = await db
    .selectFrom('accounts')
    .select('email')
    .where('id', '=', accountId)
    .executeTakeFirst();
  return {
    accounts: account ? 1 : 0,
    addresses: account && account.email !== null ? 1 : 0,
    keys: await rowsOf('api_keys'),
    votes: await rowsOf('votes'),
    favourites: await rowsOf('favourites'),
    webhooks: await rowsOf('webhooks'),
    jobs: await rowsOf('jobs'),
    pictures: Number(pictures.total),
  };
}

/** Mails that hold its address and its key. */
async function mailsOf(outbox: string, accountId: string): Promise<string[]> {
  try {
    const names = await readdir(outbox);
    return names
      .filter((name) => name.startsWith(welcomeMailPrefix(accountId)))
      .map((name) => join(outbox, name));
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return [];
    throw error;
  }
}
