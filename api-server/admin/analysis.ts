import { fileURLToPath } from 'node:url';
import type { AdminReply, AdminRequest } from '../../src/contracts/admin-process.js';
import type { ApiConfig } from '../config.js';
import type { DataPaths } from '../infra/data-paths.js';
import { addJobs } from '../infra/queue/add-jobs.js';
import { changing } from '../infra/sql/change-feed.js';
import type { Db } from '../infra/sql/tables.js';
import { installedIn } from '../infra/vision/embedded/installed.js';
import { analysisPackages } from '../release.js';
import { findImage } from './review-images.js';

type Ask<Op> = Extract<AdminRequest, { op: Op }>;

/** Who analyses uploads, whether they can, and how many wait for it. */
export async function analysisStatus(
  db: Db,
  paths: DataPaths,
  { analysis }: Pick<ApiConfig, 'analysis'>,
  packages: URL,
): Promise<AdminReply<'analysis.status'>> {
  return {
    analyser: analysis,
    installed: await installedIn(paths.analysis, analysisPackages),
    directory: paths.analysis,
    packages: fileURLToPath(packages),
    notAnalysed: (await notAnalysed(db)).length,
  };
}

/**
 * Queues the analysis of all that waits and was never analysed, or again that of one picture, whatever
 * was found in it. What was decided about a picture stays.
 */
export async function queueAnalysis(
  db: Db,
  { id, dryRun }: Ask<'image.analyse'>,
  now: number,
): Promise<AdminReply<'image.analyse'>> {
  if (id !== null) await findImage(db, id);
  if (dryRun) return { queued: id === null ? (await notAnalysed(db)).length : 1 };
  return changing(db, async (trx) => {
    const images = id === null ? await notAnalysed(trx) : [await findImage(trx, id)];
    if (id !== null) await trx.deleteFrom('evidence').where('image_id', '=', id).execute();
    const jobs = images.map((image) => ({
      type: 'image.analyse' as const,
      ...{ payload: { imageId: image.id }, accountId: image.account_id ?? '' },
    }));
    await addJobs(trx, jobs, now);
    return { queued: jobs.length };
  });
}

function notAnalysed(db: Db) {
  return db
    .selectFrom('images')
    .leftJoin('evidence', 'evidence.image_id', 'images.id')
    .select(['id', 'account_id'])
    .where('review', '=', 'waiting')
    .where('deleted_at', 'is', null)
    .where('evidence.image_id', 'is', null)
    .execute();
}
