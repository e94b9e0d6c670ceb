import { describe, expect, it } from 'vitest';
import { cocoClasses, parentsOf } from './coco-classes.js';
import { boxIn, type Detection, foundObjects, type View } from './found-objects.js';

const wide: View = { side: 512, width: 1000, height: 500 };
const small: View = { ...wide, side: 320 };
const [person, cat, dog, cup] = (['Person', 'Cat', 'Dog', 'Cup'] as const).map((name) =>
  cocoClasses.indexOf(name),
) as [number, number, number, number];

it('counts the classes as the model does', () => {
  expect([cocoClasses.length, person, cat, dog, cup]).toEqual([80, 0, 15, 16, 41]);
  expect([parentsOf(person), parentsOf(cup), parentsOf(cocoClasses.indexOf('Bear'))]).toEqual([
    ...[[], [], ['Animal', 'Mammal']],
  ]);
});

describe('what the model finds on its square', () => {
  it('is put back to where it is in the picture', () => {
    // The picture is 512 × 256 in the middle of the square, or 320 × 160.
    const half = { Left: 0, Top: 0, Width: 0.5, Height: 1 };
    expect(boxIn(wide, [0, 128, 256, 384])).toEqual(half);
    expect(boxIn(small, [96, 176, 256, 336])).toEqual(half);
    expect(boxIn({ side: 512, width: 100, height: 200 }, [128, 256, 384, 512])).toEqual({
      ...{ Left: 0, Top: 0.5, Width: 1, Height: 0.5 },
    });
  });

  it('is cut at the edges of the picture', () => {
    expect(boxIn(wide, [-20, 0, 600, 512])).toEqual({ Left: 0, Top: 0, Width: 1, Height: 1 });
  });

  it('is one thing when both views see it, as certain as the better one, with its kinds', () => {
    const labels = foundObjects([
      { view: wide, detections: [at(wide, 0.4, cat), at(wide, 0.19, cup), at(wide, 0.3, person)] },
      { view: small, detections: [at(small, 0.74, cat), at(small, 0.6, dog)] },
    ]);
    expect(labels.map(({ Name, Confidence }) => [Name, Confidence])).toEqual([
      ...[
        ['Cat', 74],
        ['Animal', 74],
        ['Mammal', 74],
        ['Pet', 74],
        ['Dog', 60],
        ['Person', 30],
      ],
    ]);
    expect(labels[0]?.Instances).toEqual([
      { Confidence: 74, BoundingBox: { Left: 0, Top: 0, Width: 0.5, Height: 1 } },
    ]);
    expect(labels[0]?.Parents.map(({ Name }) => Name)).toEqual(['Animal', 'Mammal', 'Pet']);
  });

  it('is two things when they are in two places', () => {
    const right: Detection = [300, 128, 500, 384, 0.5, cat];
    const [label] = foundObjects([{ view: wide, detections: [right, at(wide, 0.6, cat)] }]);
    expect(label?.Instances.map(({ Confidence }) => Confidence)).toEqual([60, 50]);
  });
});

/** The left half of the picture, as it lies in a view. */
function at({ side }: View, score: number, number: number): Detection {
  const edge = (512 - side) / 2;
  return [edge, 256 - side / 4, 256, 256 + side / 4, score, number];
}
