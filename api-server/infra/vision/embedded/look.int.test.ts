import sharp from 'sharp';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openLook } from './look.js';
import type { HumanFace, Packages, Tensor, TextLine } from './model-packages.js';

// The models are no part of the repository: these packages answer what a test says, and keep what they
// are given. What the real ones say is measured in runbooks/proofs.md.

interface Answers {
  readonly detections?: readonly (readonly number[])[];
  /** Drawing, Hentai, Neutral, Porn, Sexy. */
  readonly moderation?: readonly number[];
  readonly faces?: readonly HumanFace[];
  readonly faceError?: unknown;
  readonly lines?: readonly TextLine[];
  /** What one of the models does instead of answering. */
  readonly broken?: 'graph' | 'layers' | 'human';
}

function packagesWith(answers: Answers) {
  const { detections = [], moderation = [0, 0, 1, 0, 0], faces = [], lines = [], broken } = answers;
  const given: { readonly shape: readonly number[]; readonly first: number }[] = [];
  let held = 0;
  const tensor = (value: unknown): Tensor => {
    held += 1;
    const dispose = () => {
      held -= 1;
    };
    return { arraySync: () => value, dispose };
  };
  const answering = (name: Answers['broken'], value: unknown) => () => {
    if (broken === name) throw new TypeError(`The ${name} model fails.`);
    return tensor(value);
  };
  const packages = {
    core: {
      tensor(values: Float32Array, shape: readonly number[]) {
        expect(values.length).toBe(shape.reduce((size, side) => size * side, 1));
        given.push({ shape, first: values[0] ?? Number.NaN });
        return tensor(values);
      },
    },
    start: async () => {},
    graphModel: async () => ({ execute: answering('graph', [detections]) }),
    moderationModel: async () => ({ predict: answering('layers', [moderation]) }),
    human: () => ({
      load: async () => {},
      async detect() {
        if (broken === 'human') throw new TypeError('The human model fails.');
        return { face: faces, error: answers.faceError };
      },
    }),
    textReader: async () => ({
      recognize: async () => ({ data: { blocks: [{ paragraphs: [{ lines }] }] } }),
    }),
  } as unknown as Packages;
  return { packages, given, held: () => held };
}

const realFetch = globalThis.fetch;
let jpeg: Buffer;
beforeEach(async () => {
  const white = { width: 400, height: 200, channels: 3, background: '#fff' } as const;
  jpeg = await sharp({ create: white }).jpeg().toBuffer();
});
afterEach(() => {
  globalThis.fetch = realFetch;
});

const line = (text: string, confidence: number): TextLine => {
  return { text, confidence, bbox: { x0: 40, y0: 20, x1: 240, y1: 70 } };
};

it('gives every model the picture as that one takes it, and holds nothing of it afterwards', async () => {
  const { packages, given, held } = packagesWith({});
  const look = await openLook(packages);
  const nothing = { labels: [], moderationLabels: [], faces: [], text: [] };
  expect([await look(jpeg), held()]).toEqual([nothing, 0]);
  const sides = given.map(({ shape }) => shape.join('×'));
  expect(sides).toEqual(['1×512×512×3', '1×512×512×3', '1×224×224×3', '1×320×640×3']);
  // Grey around what is fitted into a square; from 0 to 1 for one of them, from 0 to 255 for the others.
  expect(given.map(({ first }) => Math.round(first))).toEqual([136, 136, 1, 255]);
});

it('tells of what is certain enough, in shares of the picture, the most certain first', async () => {
  const { packages } = packagesWith({
    detections: [[64, 160, 448, 352, 0.9, 15]],
    moderation: [0, 0.3, 0.1, 0.5, 0.1],
    faces: [{ score: 0.87654, boxRaw: [0.1, 0.2, 0.25, 0.5] }],
    lines: [line('a smudge', 29), line(' CAT ', 80), line('FOR SALE', 95)],
  });
  const found = await (await openLook(packages))(jpeg);
  expect(found.labels.map(({ Name }) => Name)).toContain('Cat');
  expect(found.moderationLabels).toEqual([{ Name: 'Explicit', Confidence: 80, ParentName: '' }]);
  const box = { Width: 0.25, Height: 0.5, Left: 0.1, Top: 0.2 };
  expect(found.faces).toEqual([{ Confidence: 87.654, BoundingBox: box }]);
  const at = { Width: 0.5, Height: 0.25, Left: 0.1, Top: 0.1 };
  expect(found.text).toEqual([
    { DetectedText: 'FOR SALE', Confidence: 95, BoundingBox: at },
    { DetectedText: 'CAT', Confidence: 80, BoundingBox: at },
  ]);
});

it.each<[string, Answers]>([
  ['the model of things fails', { broken: 'graph' }],
  ['the model of what is explicit fails', { broken: 'layers' }],
  ['the model of faces fails', { broken: 'human' }],
  ['the model of faces says that it fails', { faceError: 'out of memory' }],
])('is no evidence at all when %s, and holds nothing either', async (_name, answers) => {
  const { packages, held } = packagesWith(answers);
  const look = await openLook(packages);
  await expect(look(jpeg)).rejects.toThrow(/model .*fail/);
  expect(held()).toBe(0);
});

it('refuses what is no picture', async () => {
  const { packages, held } = packagesWith({});
  const look = await openLook(packages);
  await expect(look(Buffer.from('<svg/>'))).rejects.toThrow();
  expect(held()).toBe(0);
});

it('lets the packages read files, and nothing of a network', async () => {
  await openLook(packagesWith({}).packages);
  await expect(fetch('https://cdn.example.com/model.json')).rejects.toThrow(/Nothing is fetched/);
});
