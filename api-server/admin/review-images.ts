import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Selectable } from 'kysely';
import type {
  AdminReply,
  AdminRequest,
  ImageReviewRow,
} from '../../src/contracts/admin-process.js';
import { CatopsError } from '../../src/platform/errors.js';
import { printable } from '../../src/platform/terminal-text.js';
import type { DataPaths } from '../infra/data-paths.js';
import { changing } from '../infra/sql/change-feed.js';
import { decideImage } from '../infra/sql/decide-image.js';
import type { Db, Tables } from '../infra/sql/tables.js';

type Row = Selectable<Tables['images']>;

type Ask<Op> = Extract<AdminRequest, { op: Op }>;

/** Pictures of one state, those sent first before the others, and how many there are. */
export async function listImages(
  db: Db,
  paths: DataPaths,
  { state, limit }: Ask<'image.list'>,
): Promise<AdminReply<'image.list'>> {
  const matching = db
    .selectFrom('images')
    .where('review', '=', state)
    .where('deleted_at', 'is', null);
  const rows = await matching
    .selectAll()
    .orderBy('created_at')
    .orderBy('id')
    .limit(limit)
    .execute();
  const count = await matching
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  return { images: rows.map((row) => toReviewRow(row, paths)), total: Number(count.total) };
}

/**
 * Shows a picture to everybody, or to nobody but its owner; also one that was decided otherwise
 * before. `changed` is false when it already was so. A dry run only finds the picture.
 */
export async function reviewImage(
  db: Db,
  paths: DataPaths,
  ask: Ask<'image.review'>,
  now: number,
): Promise<AdminReply<'image.review'>> {
  if (ask.dryRun) {
    const row = await findImage(db, ask.id);
    return { changed: stateOf(row) !== ask.verdict, row: toReviewRow(row, paths) };
  }
  return changing(db, async (trx) => {
    const row = await findImage(trx, ask.id);
    if (stateOf(row) === ask.verdict) return { changed: false, row: toReviewRow(row, paths) };
    const { id, verdict, reason } = ask;
    const decided = await decideImage(trx, { id, verdict, reason, actor: 'people' }, now);
    return { changed: true, row: toReviewRow({ ...row, ...decided }, paths) };
  });
}

/** A picture that is there, or `image-unknown`. */
export async function findImage(db: Db, id: string): Promise<Row> {
  const row = await db
    .selectFrom('images')
    .selectAll()
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  if (row) return row;
  throw new CatopsError('image-unknown', `No picture has the id "${printable(id)}".`, {
    hint: 'catops images list',
  });
}

/** What came with the seed was never looked at, and is shown. */
function stateOf({ review, approved_at }: Row): ImageReviewRow['state'] {
  return review ?? (approved_at === null ? 'waiting' : 'approved');
}

export function toReviewRow(row: Row, paths: DataPaths): ImageReviewRow {
  const { id, width, height } = row;
  return {
    ...{ id, accountId: row.account_id, state: stateOf(row), width, height },
    originalFilename: row.original_filename,
    createdAt: new Date(row.created_at).toISOString(),
    reviewedAt: row.reviewed_at === null ? null : new Date(row.reviewed_at).toISOString(),
    reason: row.review_reason,
    file: fileOf(row, paths),
  };
}

/**
 * What came with the seed belongs to nobody, and is drawn on each machine; what was uploaded before
 * there was a bucket is still in the directory.
 */
function fileOf({ id, extension, account_id }: Row, { images, uploads }: DataPaths): string {
  const name = `${id}.${extension}`;
  const here = join(images, name);
  const isHere = account_id === null || uploads === images || existsSync(here);
  return isHere ? here : `${uploads}/${name}`;
}
