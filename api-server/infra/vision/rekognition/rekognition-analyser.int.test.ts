import sharp from 'sharp';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { stubAwsEnvironment } from '../../../../src/testing/aws-environment.js';
import { judge } from '../../../features/analysis/index.js';
import { createSharpFrames } from '../sharp-frames.js';
import { type LoopbackRekognition, startLoopbackRekognition } from './loopback/server.js';
import { createRekognitionAnalyser } from './rekognition-analyser.js';

const box = { Width: 0.5, Height: 0.8, Left: 0.1, Top: 0.1 };
const parents = ['Animal', 'Mammal', 'Pet'].map((Name) => ({ Name }));
// The shapes of the examples in the API reference of each action.
const finds = {
  DetectLabels: {
    Labels: [
      {
        ...{ Name: 'Cat', Confidence: 99.1, Parents: parents, Aliases: [], Categories: [] },
        Instances: [{ BoundingBox: box, Confidence: 98.2 }],
      },
      { Name: 'Animal', Confidence: 99.1, Instances: [], Parents: [] },
    ],
    LabelModelVersion: '3.0',
  },
  DetectModerationLabels: {
    ModerationLabels: [
      { Name: 'Weapons', ParentName: 'Violence', Confidence: 60, TaxonomyLevel: 2 },
    ],
    ModerationModelVersion: '7.0',
  },
  DetectText: {
    TextDetections: [
      {
        DetectedText: 'HELLO CAT',
        Type: 'LINE',
        Id: 0,
        Confidence: 99,
        Geometry: { BoundingBox: box },
      },
      { DetectedText: 'HELLO', Type: 'WORD', Id: 1, ParentId: 0, Confidence: 99 },
    ],
  },
  DetectFaces: { FaceDetails: [{ BoundingBox: { ...box, Left: 0.2 }, Confidence: 97 }] },
};
const signal = new AbortController().signal;
let vendor: LoopbackRekognition;
beforeEach(async () => {
  stubAwsEnvironment();
  vendor = await startLoopbackRekognition(finds);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  vendor.verify();
  await vendor.close();
});

/** What is found in a picture of one colour; its pixels do not matter here. */
async function look(width = 9, height = 9) {
  const create = { width, height, channels: 3, background: '#a63' } as const;
  const [frame] = await createSharpFrames().framesOf(await sharp({ create }).png().toBuffer());
  if (!frame) throw new Error('no frame');
  return createRekognitionAnalyser({ endpoint: vendor.url }).look(frame, signal);
}

it('asks four questions about a frame, whatever its size was, and reads the answers', async () => {
  for (const [width, height] of [
    [9, 9],
    [4000, 30],
    [1, 12_000],
  ] as const) {
    await look(width, height);
  }
  const found = await look();
  expect(found).toEqual({
    labels: [
      {
        Name: 'Cat',
        Confidence: 99.1,
        Parents: parents,
        Instances: [{ BoundingBox: box, Confidence: 98.2 }],
      },
      { Name: 'Animal', Confidence: 99.1, Parents: [], Instances: [] },
    ],
    moderationLabels: [{ Name: 'Weapons', ParentName: 'Violence', Confidence: 60 }],
    text: [{ DetectedText: 'HELLO CAT', Confidence: 99, BoundingBox: box }],
    faces: [{ BoundingBox: { ...box, Left: 0.2 }, Confidence: 97 }],
  });
  expect(Object.keys(finds).map((action) => vendor.count(`Rekognition.${action}`))).toEqual([
    ...[4, 4, 4, 4],
  ]);
  // A face in the box of the cat is the cat's; the text covers 40 %, and that decides.
  const { verdict, reasons } = judge('rekognition', [{ frame: 0, findings: found }]);
  expect([verdict, reasons.map(({ code, certain }) => `${code} ${certain}`)]).toEqual([
    ...['unfit', ['moderation false', 'text true']],
  ]);
});

it('goes on after throttling and a failure, and says when neither ends', async () => {
  vendor.fail('Rekognition.DetectLabels', 'rate-limit');
  vendor.fail('Rekognition.DetectText', 'error');
  expect((await look()).labels.length).toBe(2);
  vendor.fail('Rekognition.DetectFaces', 'rate-limit', { times: 3 });
  await expect(look()).rejects.toMatchObject({ code: 'vendor-throttled' });
});

it('names the action that is not allowed', async () => {
  vendor.deny('DetectModerationLabels');
  await expect(look()).rejects.toMatchObject({
    ...{
      code: 'credential-refused',
      hint: expect.stringContaining('rekognition:DetectModerationLabels'),
    },
  });
});
