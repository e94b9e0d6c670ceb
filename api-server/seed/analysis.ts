import type { Edges } from './drawing/geometry.js';
import type { Thing } from './drawing/thing.js';
import { randomFrom } from './random.js';

/** A place in a picture; all values are shares of its width and height. */
export interface BoundingBox {
  readonly Width: number;
  readonly Height: number;
  readonly Left: number;
  readonly Top: number;
}

/** One thing seen in a picture. */
export interface AnalysisLabel {
  readonly Name: string;
  /** From 0 to 100. */
  readonly Confidence: number;
  readonly Instances: readonly { readonly BoundingBox: BoundingBox; readonly Confidence: number }[];
  readonly Parents: readonly { readonly Name: string }[];
}

/** What can be seen in a picture, in the shape image recognition services report it. */
export interface Analysis {
  /** Most confident first. */
  readonly labels: readonly AnalysisLabel[];
  readonly moderation_labels: readonly never[];
  /** Who says so: these pictures are drawn, and the drawing itself knows what it shows. */
  readonly vendor: string;
  readonly image_id: string;
  readonly created_at: string;
}

/** The picture an analysis is of. */
export interface Analysed {
  readonly id: string;
  readonly width: number;
  readonly height: number;
  readonly analysedAt: string;
  readonly breedNames: readonly string[];
}

const round = (value: number, digits: number): number => Number(value.toFixed(digits));

function boxOf(edges: Edges, { width, height }: Analysed): BoundingBox {
  // Rounded edges rather than rounded sizes: Left + Width can then never pass 1.
  const [left, top] = [round(edges.left / width, 6), round(edges.top / height, 6)];
  return {
    Width: round(Math.min(1, edges.right / width) - left, 6),
    Height: round(Math.min(1, edges.bottom / height) - top, 6),
    Left: left,
    Top: top,
  };
}

function breedThing(name: string): Thing {
  return { name, parents: ['Animal', 'Cat', 'Mammal', 'Pet'], places: [] };
}

/** Every parent is a label of its own; the thing drawn first keeps its places. */
function withParents(things: readonly Thing[]): Map<string, Thing> {
  const known = new Map<string, Thing>();
  for (const thing of things) if (!known.has(thing.name)) known.set(thing.name, thing);
  for (const { parents } of things) {
    for (const name of parents) {
      const own = name === 'Mammal' || name === 'Pet' ? ['Animal'] : [];
      if (!known.has(name)) known.set(name, { name, parents: own, places: [] });
    }
  }
  return known;
}

/** Reports the things of a drawing. */
export function analyse(picture: Analysed, things: readonly Thing[]): Analysis {
  const random = randomFrom(`analysis of ${picture.id}`);
  const [cat, ...others] = things;
  const all = withParents([
    ...(cat ? [cat] : []),
    ...picture.breedNames.map(breedThing),
    ...others,
  ]);
  const sure = new Set(['Cat', 'Mammal', 'Animal', 'Pet']);
  const labels = [...all.values()].map(({ name, parents, places }): AnalysisLabel => {
    const located = places.length > 0;
    const low = sure.has(name) ? 98 : located ? 88 : 71;
    const confidence = round(random.between(low, sure.has(name) ? 99.99 : low + 10), 5);
    return {
      Name: name,
      Confidence: confidence,
      Instances: places.map((edges) => ({
        BoundingBox: boxOf(edges, picture),
        Confidence: confidence,
      })),
      Parents: parents.map((parent) => ({ Name: parent })),
    };
  });
  return {
    labels: labels.sort((one, other) => other.Confidence - one.Confidence),
    moderation_labels: [],
    vendor: 'catops drawing',
    image_id: picture.id,
    created_at: picture.analysedAt,
  };
}
