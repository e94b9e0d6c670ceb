import sharp from 'sharp';
import type { Findings } from '../../src/contracts/image-evidence.js';
import type { Analyser } from '../features/analysis/index.js';
import { createSqlAnalysisStore } from '../features/analysis/sql-store.js';
import { createSqlUploadStore } from '../features/uploads/sql-store.js';
import { createSharpFrames } from '../infra/vision/sharp-frames.js';
import { createImageAnalysis } from '../jobs/analyse-image.js';
import { addUpload } from './add-upload.js';
import type { OpenDatabase } from './each-database.js';
import { openTestDatabase } from './test-database.js';

export const now = Date.UTC(2018, 10, 15);
const clock = { now: () => now };
export const context = { jobId: 1, signal: new AbortController().signal };
export const imageId = 'Ab3dE_9x1';
export const cat: Findings = {
  labels: [{ Name: 'Cat', Confidence: 99, Instances: [], Parents: [{ Name: 'Animal' }] }],
  ...{ moderationLabels: [], text: [], faces: [] },
};

interface Looks {
  readonly found: Findings | Error;
  readonly decides?: boolean;
  readonly meanwhile?: () => Promise<void>;
}

/** An upload that waits, or that everybody sees at once, in a database of its own. */
export async function uploaded(open?: OpenDatabase, { approved = false } = {}) {
  const { db, close } = await (open ?? openTestDatabase)();
  await addUpload(createSqlUploadStore(db), {
    ...{ id: imageId, accountId: 'a1b2c3', subId: null, extension: 'png', width: 90, height: 90 },
    ...{
      breedIds: [],
      categoryIds: [],
      renditions: [],
      originalFilename: 'tom.png',
      createdAt: now - 60_000,
    },
    approved,
  });
  const create = { width: 90, height: 90, channels: 3, background: '#a63' } as const;
  const file = await sharp({ create }).png().toBuffer();
  const deps = {
    store: createSqlAnalysisStore(db),
    objects: { read: async (asked: string) => (asked === `${imageId}.png` ? file : undefined) },
    ...{ frames: createSharpFrames(), clock, log: { info() {} } },
    analyser: async () => ({
      ...{ name: 'rekognition' as const, vendor: 'a test', decides: true },
      look: async (): Promise<Findings> => cat,
    }),
  };
  return {
    ...{ db, close, deps },
    analyse: ({ found, decides = true, meanwhile }: Looks) => {
      const look = async () => {
        await meanwhile?.();
        if (found instanceof Error) throw found;
        return found;
      };
      const name = decides ? 'rekognition' : 'embedded';
      const analyser = async (): Promise<Analyser> => ({ name, vendor: 'a test', decides, look });
      return createImageAnalysis({ ...deps, analyser })({ imageId }, context);
    },
    async look() {
      const image = await db
        .selectFrom('images')
        .selectAll()
        .where('id', '=', imageId)
        .executeTakeFirst();
      return {
        image,
        evidence: await db.selectFrom('evidence').selectAll().execute(),
        audit: await db.selectFrom('audit').selectAll().execute(),
        changes: await db.selectFrom('changes').selectAll().execute(),
        jobs: await db.selectFrom('jobs').selectAll().execute(),
      };
    },
  };
}
