import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Seed } from '../admin/seed.js';

/** A new data directory of the test's own, and how to be rid of it. */
export async function testDataDir(): Promise<{ dataDir: string; remove(): Promise<void> }> {
  const parent = await mkdtemp(join(tmpdir(), 'catops-data-'));
  const remove = () => rm(parent, { recursive: true, force: true });
  return { dataDir: join(parent, 'data'), remove };
}

/** A seed of a few small pictures, whose files hold their own name and the seed's version. */
export function smallSeed(version = '1', count = 5): Seed {
  return {
    version,
    categories: [{ id: 4, name: 'hats' }],
    breeds: [{ id: 'abys', name: 'Abyssinian' }],
    pictures: Array.from({ length: count }, (_, number) => ({
      ...{ id: `pic${number}`, extension: 'jpg', width: 640, height: 480 },
      ...{ breedIds: ['abys'], categoryIds: [4], analysis: { labels: [] } },
      createdAt: '2018-01-09T08:30:00.000Z',
      originalFilename: `${number}.jpg`,
      draw: async () => Buffer.from(`pic${number} of ${version}`),
    })),
    resize: async (bytes) => [
      { name: 'thumb', bytes: Buffer.concat([Buffer.from('small '), bytes]) },
    ],
  };
}
