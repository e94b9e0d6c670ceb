import { describe, expect, it } from 'vitest';
import type { Findings } from '../../src/contracts/image-evidence.js';
import { queueAnalysis } from '../admin/analysis.js';
import { reviewImage } from '../admin/review-images.js';
import { createSqlImageStore } from '../features/images/sql-store.js';
import { createSqlUploadStore } from '../features/uploads/sql-store.js';
import { dataPaths } from '../infra/data-paths.js';
import { cat, context, imageId, now, uploaded } from '../testing/analysed-upload.js';
import { eachDatabase } from '../testing/each-database.js';
import { createImageAnalysis } from './analyse-image.js';

const none: Findings = { ...cat, labels: [] };
const perhaps: Findings = {
  ...cat,
  faces: [{ Confidence: 85, BoundingBox: { Left: 0, Top: 0, Width: 0.2, Height: 0.2 } }],
};

eachDatabase((name, openDatabase) => {
  describe(`an upload that is analysed, on ${name}`, () => {
    it('is published by an analyser that decides, once', async () => {
      const under = await uploaded(openDatabase);
      await under.analyse({ found: cat });
      expect(await under.look()).toMatchObject({
        image: { review: 'approved', approved_at: now, position: 1 },
        evidence: [{ image_id: imageId, verdict: 'fit', score: 0.99, analyser: 'rekognition' }],
        audit: [{ actor: 'rekognition', action: 'image.approved', subject: imageId }],
      });
      const before = await under.look();
      await under.analyse({ found: none });
      expect(await under.look()).toEqual(before);
      expect(await createSqlImageStore(under.db).analysis(imageId)).toEqual({
        ...{ labels: cat.labels, moderation_labels: [], vendor: 'a test', image_id: imageId },
        created_at: '2018-11-15T00:00:00.000Z',
      });
      await under.close();
    });

    it('is refused by one with what is certain, and its analysis is not served', async () => {
      const under = await uploaded(openDatabase);
      await under.analyse({ found: none });
      const reason = { review: 'rejected', approved_at: null, review_reason: 'No cat was found' };
      expect((await under.look()).image).toMatchObject(reason);
      expect(await createSqlImageStore(under.db).analysis(imageId)).toBeUndefined();
      await under.close();
    });

    it('that everybody saw at once is taken away from all, and from the CDN, in one step', async () => {
      const under = await uploaded(openDatabase, { approved: true });
      await under.analyse({ found: none });
      const { image, changes, jobs } = await under.look();
      expect(image).toMatchObject({ review: 'rejected', approved_at: null });
      // Sent and rejected: every process forgets it with its next look at the changes.
      expect(changes.map(({ subject }) => subject)).toEqual([imageId, imageId]);
      const withdrawals = jobs.filter(({ type }) => type === 'image.withdraw');
      expect(withdrawals).toMatchObject([
        { payload: JSON.stringify({ imageId }), priority: 0, run_at: now + 10_000 },
      ]);
      await under.close();
    });
  });
});

describe('an upload that is analysed', () => {
  it.each([
    ['what is not certain', perhaps, true],
    ['all of it, when the analyser only gives hints', none, false],
    ['a cat, when the analyser only gives hints', cat, false],
  ])('is left to people: %s', async (_name, found, decides) => {
    const under = await uploaded();
    await under.analyse({ found, decides });
    const { image, evidence, audit } = await under.look();
    expect([image?.review, image?.approved_at, evidence.length]).toEqual(['waiting', null, 1]);
    expect(audit).toEqual([]);
    await under.close();
  });

  it('stays as people decided, also while it is looked at', async () => {
    const under = await uploaded();
    await under.analyse({
      found: none,
      meanwhile: async () => {
        const ask = { op: 'image.review', id: imageId, verdict: 'approved', reason: null } as const;
        await reviewImage(under.db, dataPaths('/data'), { ...ask, dryRun: false }, now);
      },
    });
    const { image, evidence, audit, changes } = await under.look();
    expect([image?.review, evidence[0]?.verdict]).toEqual(['approved', 'unfit']);
    expect(audit).toMatchObject([{ actor: 'people', action: 'image.approved' }]);
    // Sent, approved, and analysed: whoever remembers that there is no analysis is told.
    expect(changes.map(({ subject }) => subject)).toEqual([imageId, imageId, imageId]);
    await under.close();
  });

  it('waits, and is looked at again, when the analyser cannot', async () => {
    const under = await uploaded();
    const down = under.analyse({ found: new Error('down') });
    await expect(down).rejects.toThrow('down');
    expect(await under.look()).toMatchObject({ image: { review: 'waiting' }, evidence: [] });
    await under.analyse({ found: cat });
    expect((await under.look()).image).toMatchObject({ review: 'approved' });
    await under.close();
  });

  it('waits while nobody analyses, which is said once', async () => {
    const under = await uploaded();
    const said: string[] = [];
    const analyse = createImageAnalysis({
      ...under.deps,
      analyser: async () => undefined,
      log: { info: (event) => void said.push(event) },
    });
    await analyse({ imageId }, context);
    await analyse({ imageId }, context);
    expect(said).toEqual(['nobody-analyses']);
    expect(await under.look()).toMatchObject({ image: { review: 'waiting' }, evidence: [] });
    await under.close();
  });

  it('is forgotten when it was removed, and given up when its file is gone', async () => {
    const under = await uploaded();
    const analyse = createImageAnalysis({
      ...under.deps,
      objects: { read: async () => undefined },
    });
    await expect(analyse({ imageId }, context)).rejects.toThrow('no-picture-file');
    await createSqlUploadStore(under.db).remove({ accountId: 'a1b2c3', id: imageId }, now);
    await analyse({ imageId }, context);
    expect((await under.look()).evidence).toEqual([]);
    await under.close();
  });
});

it('can be asked for again, of one picture or of all that wait', async () => {
  const under = await uploaded();
  const queue = async (id: string | null, dryRun = false) => {
    const { queued } = await queueAnalysis(under.db, { op: 'image.analyse', id, dryRun }, now);
    const jobs = await under.db.selectFrom('jobs').select('type').execute();
    const ours = jobs.filter(({ type }) => type === 'image.analyse');
    return [queued, ours.length, (await under.look()).evidence.length];
  };
  expect(await queue(null, true)).toEqual([1, 1, 0]);
  expect(await queue(null)).toEqual([1, 2, 0]);
  await under.analyse({ found: perhaps });
  expect(await queue(null)).toEqual([0, 2, 1]);
  expect(await queue(imageId)).toEqual([1, 3, 0]);
  await expect(queue('nobody')).rejects.toMatchObject({ code: 'image-unknown' });
  await under.close();
});
