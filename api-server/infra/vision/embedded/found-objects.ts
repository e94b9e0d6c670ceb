import type { BoundingBox, FoundLabel } from '../../../../src/contracts/image-evidence.js';
import { cocoClasses, parentsOf } from './coco-classes.js';

/** Both sides of the square that the model is given. */
export const canvas = 512;

/** A picture on the square: fitted into the middle square of `side` pixels, the rest is grey. */
export interface View {
  readonly side: number;
  /** Of the picture itself, in pixels. */
  readonly width: number;
  readonly height: number;
}

/** `x1, y1, x2, y2` on the square in pixels, score from 0 to 1, and number of the class. */
export type Detection = readonly [number, number, number, number, number, number];

/** What the model found in one view. */
export interface Seen {
  readonly view: View;
  readonly detections: readonly Detection[];
}

/** Below it the model names something in every picture. */
const leastScore = 0.2;
/** Two boxes of a class that share so much are one thing: the model does not sort that out. */
const sameThing = 0.5;

/** Labels of all views together, in the picture's own coordinates, the most certain first. */
export function foundObjects(seen: readonly Seen[]): FoundLabel[] {
  const byClass = new Map<number, { score: number; box: BoundingBox }[]>();
  for (const { view, detections } of seen) {
    for (const [x1, y1, x2, y2, score, number] of detections) {
      if (score < leastScore || cocoClasses[number] === undefined) continue;
      const box = boxIn(view, [x1, y1, x2, y2]);
      byClass.set(number, [...(byClass.get(number) ?? []), { score, box }]);
    }
  }
  const labels = [...byClass].map(([number, all]) => {
    const instances = distinct(all.toSorted((one, other) => other.score - one.score));
    return {
      Name: cocoClasses[number] ?? '',
      Confidence: instances[0]?.Confidence ?? 0,
      Instances: instances,
      Parents: parentsOf(number).map((Name) => ({ Name })),
    };
  });
  return [...labels, ...kinds(labels)].sort((one, other) => other.Confidence - one.Confidence);
}

/** Every kind is a label of its own, as certain as the most certain thing of that kind. */
function kinds(labels: readonly FoundLabel[]): FoundLabel[] {
  const names = new Set(labels.flatMap(({ Parents }) => Parents.map(({ Name }) => Name)));
  return [...names].map((name) => ({
    Name: name,
    Confidence: Math.max(
      ...labels
        .filter(({ Parents }) => Parents.some(({ Name }) => Name === name))
        .map(({ Confidence }) => Confidence),
    ),
    Instances: [],
    Parents: name === 'Animal' ? [] : [{ Name: 'Animal' }],
  }));
}

/** From the square back to the picture, cut at its edges. */
export function boxIn(
  { side, width, height }: View,
  [x1, y1, x2, y2]: readonly [number, number, number, number],
): BoundingBox {
  const scale = Math.min(side / width, side / height);
  const back = (at: number, length: number) =>
    Math.min(1, Math.max(0, (at - (canvas - length * scale) / 2) / (length * scale)));
  const [left, right] = [back(x1, width), back(x2, width)];
  const [top, bottom] = [back(y1, height), back(y2, height)];
  return {
    Width: rounded(right - left),
    Height: rounded(bottom - top),
    Left: rounded(left),
    Top: rounded(top),
  };
}

/** Of boxes of one class, the most certain first, those that are no other box again. */
function distinct(all: readonly { readonly score: number; readonly box: BoundingBox }[]) {
  const kept: { BoundingBox: BoundingBox; Confidence: number }[] = [];
  for (const { score, box } of all) {
    if (kept.some(({ BoundingBox }) => overlap(BoundingBox, box) > sameThing)) continue;
    kept.push({ BoundingBox: box, Confidence: rounded(Math.min(1, score) * 100) });
  }
  return kept;
}

/** Share of what both cover that both cover together. */
function overlap(one: BoundingBox, other: BoundingBox): number {
  const length = (a: number, aLength: number, b: number, bLength: number) =>
    Math.max(0, Math.min(a + aLength, b + bLength) - Math.max(a, b));
  const shared =
    length(one.Left, one.Width, other.Left, other.Width) *
    length(one.Top, one.Height, other.Top, other.Height);
  const all = one.Width * one.Height + other.Width * other.Height - shared;
  return all > 0 ? shared / all : 0;
}

/** Four digits are less than a pixel. */
export const rounded = (value: number): number => Number(value.toFixed(4));
