import type { AdminReply, AdminRequest } from '../../src/contracts/admin-process.js';
import { imageEvidenceSchema } from '../../src/contracts/image-evidence.js';
import type { DataPaths } from '../infra/data-paths.js';
import type { Db } from '../infra/sql/tables.js';
import { findImage, toReviewRow } from './review-images.js';

type Ask = Extract<AdminRequest, { op: 'image.queue' }>;

/**
 * Pictures that wait for people, in the order in which looking at them is worth it: what is probably
 * fit, so that it is shown soon, then what is not certain or was not analysed, then what is probably
 * refused. With an id, that picture alone, whatever was decided about it.
 */
export async function queueImages(
  db: Db,
  paths: DataPaths,
  { id, limit }: Ask,
): Promise<AdminReply<'image.queue'>> {
  if (id !== null) {
    const row = await findImage(db, id);
    const found = await db
      .selectFrom('evidence')
      .select('document')
      .where('image_id', '=', id)
      .executeTakeFirst();
    const image = { ...toReviewRow(row, paths), evidence: evidenceIn(found?.document ?? null) };
    return { images: [image], total: 1 };
  }
  const waiting = db
    .selectFrom('images')
    .where('review', '=', 'waiting')
    .where('deleted_at', 'is', null);
  const rows = await waiting
    .leftJoin('evidence', 'evidence.image_id', 'images.id')
    .selectAll('images')
    .select('evidence.document')
    .orderBy(({ eb }) =>
      eb
        .case()
        .when('evidence.verdict', '=', 'fit')
        .then(0)
        .when('evidence.verdict', '=', 'unfit')
        .then(2)
        .else(1)
        .end(),
    )
    .orderBy('evidence.score', 'desc')
    .orderBy('images.created_at')
    .orderBy('images.id')
    .limit(limit)
    .execute();
  const count = await waiting
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const images = rows.map(({ document, ...row }) => ({
    ...toReviewRow(row, paths),
    evidence: evidenceIn(document),
  }));
  return { images, total: Number(count.total) };
}

/** Evidence of a newer version is as none: people can decide without. */
function evidenceIn(document: string | null) {
  if (document === null) return null;
  return imageEvidenceSchema.safeParse(JSON.parse(document)).data ?? null;
}
