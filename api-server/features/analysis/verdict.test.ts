import { describe, expect, it } from 'vitest';
import type { Findings } from '../../../src/contracts/image-evidence.js';
import { judge, judgeFrame, verdictLimits } from './verdict.js';

const nothing: Findings = { labels: [], moderationLabels: [], text: [], faces: [] };
const box = (Left: number, Top: number, Width: number, Height: number) => ({
  BoundingBox: { Left, Top, Width, Height },
});
const animal = (Name: string, Confidence: number, parents = ['Animal', 'Mammal', 'Pet']) => ({
  ...{ Name, Confidence, Parents: parents.map((name) => ({ Name: name })) },
  Instances: [{ ...box(0.1, 0.1, 0.5, 0.8), Confidence }],
});
const cat = (confidence = 74) => animal('Cat', confidence);
const porn = (Confidence: number) => ({ Name: 'Explicit', Confidence, ParentName: '' });
const face = (Confidence: number, left = 0.8) => ({ Confidence, ...box(left, 0.1, 0.1, 0.2) });
const line = (share: number, Confidence = 90) => ({
  ...{ DetectedText: 'BUY NOW', Confidence, ...box(0, 0, 1, share) },
});

describe.each(['embedded', 'rekognition'] as const)('what %s found in a frame', (analyser) => {
  const { cat: catAt, face: faceAt, moderation, animal: animalAt } = verdictLimits[analyser];
  const seen = cat(catAt.certain);
  it.each<[string, Partial<Findings>, string, string[]]>([
    ['nothing at all', {}, 'unfit', ['no-cat']],
    ['a cat', { labels: [seen] }, 'fit', []],
    ['a cat by its breed', { labels: [animal('Siamese', 99, ['Animal', 'Cat'])] }, 'fit', []],
    ['a dog', { labels: [animal('Dog', 99)] }, 'unfit', ['no-cat']],
    ['less than perhaps a cat', { labels: [cat(catAt.unsure - 1)] }, 'unfit', ['no-cat']],
    ['perhaps a cat', { labels: [cat(catAt.unsure)] }, 'unsure', ['no-cat']],
    ['nearly a cat', { labels: [cat(catAt.certain - 1)] }, 'unsure', ['no-cat']],
    [
      'what must not be shown',
      { labels: [seen], moderationLabels: [porn(10), porn(moderation.certain)] },
      'unfit',
      ['moderation'],
    ],
    [
      'what perhaps must not be shown',
      { labels: [seen], moderationLabels: [porn(moderation.unsure)] },
      'unsure',
      ['moderation'],
    ],
    [
      'what somebody might take for it',
      { labels: [seen], moderationLabels: [porn(moderation.unsure - 1)] },
      'fit',
      [],
    ],
    ['somebody beside the cat', { labels: [seen], faces: [face(99)] }, 'unfit', ['face']],
    [
      'perhaps somebody beside the cat',
      { labels: [seen], faces: [face(faceAt.unsure)] },
      'unsure',
      ['face'],
    ],
    ['the face of the cat', { labels: [seen], faces: [face(99, 0.3)] }, 'fit', []],
    [
      'a face where an animal is only guessed',
      { labels: [cat(99), { ...animal('Dog', 99), Instances: [] }], faces: [face(99)] },
      'unfit',
      ['face'],
    ],
    [
      'a face in the box of what is hardly an animal',
      {
        labels: [animal('Siamese', 99, ['Cat']), animal('Dog', animalAt - 1)],
        faces: [face(99, 0.3)],
      },
      'unfit',
      ['face'],
    ],
    ['a name in a corner', { labels: [seen], text: [line(0.02)] }, 'fit', []],
    ['a caption', { labels: [seen], text: [line(0.06)] }, 'unsure', ['text']],
    ['two captions', { labels: [seen], text: [line(0.11), line(0.1)] }, 'unfit', ['text']],
    ['what is hardly text', { labels: [seen], text: [line(0.9, 30)] }, 'fit', []],
    [
      'all of it',
      { moderationLabels: [porn(99)], faces: [face(99)], text: [line(0.9)] },
      'unfit',
      ['no-cat', 'moderation', 'face', 'text'],
    ],
    [
      'one thing for certain and another perhaps',
      { labels: [seen], faces: [face(99)], text: [line(0.06)] },
      'unfit',
      ['face', 'text'],
    ],
  ])('%s', (_name, found, verdict, codes) => {
    const judged = judgeFrame({ ...nothing, ...found }, verdictLimits[analyser]);
    expect([judged.verdict, judged.reasons.map(({ code }) => code)]).toEqual([verdict, codes]);
  });
});

describe('a picture that moves', () => {
  const frames = (...found: Partial<Findings>[]) =>
    found.map((each, frame) => ({ frame, findings: { ...nothing, ...each } }));

  it('is judged by its worst frame', () => {
    const seen = { labels: [cat()] };
    const shows = frames(
      seen,
      { ...seen, faces: [face(65)] },
      { ...seen, faces: [face(90)] },
      seen,
    );
    const { verdict, worst, reasons, score } = judge('embedded', shows);
    expect([verdict, worst, score]).toEqual(['unfit', 2, 0.74]);
    expect(reasons).toEqual([{ code: 'face', certain: true, says: 'A human face (90 %)' }]);
  });

  it('is as much of a cat as in the frame with the least of it', () => {
    const { verdict, worst, score } = judge(
      'embedded',
      frames({ labels: [cat(90)] }, { labels: [cat(50)] }),
    );
    expect([verdict, worst, score]).toEqual(['fit', 1, 0.5]);
  });
});
