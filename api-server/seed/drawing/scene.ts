import { type Random, randomFrom } from '../random.js';
import type { Backdrop } from './backdrops/backdrop.js';
import { bathroom, library, livingRoom, sofa, studio } from './backdrops/indoors.js';
import { autumn, beach, garden, night, winter } from './backdrops/outdoors.js';
import { deepSpace, moonscape } from './backdrops/space.js';
import { type Edges, overlap } from './geometry.js';
import { lookOf } from './looks.js';
import type { Theme } from './outfit.js';
import { ellipse } from './outline.js';
import { Sketch } from './sketch.js';
import { drawSubject, type Subject } from './subject.js';
import { scenery, type Thing } from './thing.js';

/** All that decides a picture. Equal specifications give equal pictures. */
export interface SceneSpec {
  readonly seed: string;
  readonly width: number;
  readonly height: number;
  readonly breedId?: string;
  /** Which of a breed's coats and eyes, or which cat next door. */
  readonly variant: number;
  readonly themes: readonly Theme[];
}

/** A drawn picture and what can be seen in it, the cat first. */
export interface Scene {
  readonly svg: string;
  readonly things: readonly Thing[];
}

/** How the subject's coordinates map to pixels. */
interface Fit {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

function backdropFor(themes: readonly Theme[], stand: Subject['stand'], random: Random): Backdrop {
  if (themes.includes('sinks')) return bathroom;
  if (themes.includes('space')) return stand === 'afloat' ? deepSpace : moonscape;
  if (stand === 'ledge') return random.pick([livingRoom, studio, garden, library, night, winter]);
  if (stand === 'container') return random.pick([livingRoom, studio, library, garden]);
  return random.pick([
    livingRoom,
    garden,
    studio,
    sofa,
    library,
    autumn,
    winter,
    beach,
    night,
    studio,
  ]);
}

function fit(subject: Subject, spec: SceneSpec, random: Random): Fit {
  const { left, top, right, bottom } = subject.edges;
  const { width, height } = spec;
  // A portrait comes closer and lets the feet leave the picture.
  const near = subject.bust && (width > height * 1.25 || random.chance(0.22));
  const tall = near ? (bottom - top) * 0.66 : bottom - top;
  const roomY =
    subject.stand === 'ledge' ? 0.84 : subject.stand === 'afloat' ? 0.8 : near ? 0.92 : 0.78;
  const scale = Math.min(
    (height * roomY) / tall,
    (width * 0.84) / (right - left),
    (height / 430) * 1.9,
  );
  const spare = width - (right - left) * scale;
  const x = spare / 2 + Math.min(spare * 0.16, 46) * random.between(-1, 1) - left * scale;
  if (subject.stand === 'ledge') return { x, y: height - bottom * scale, scale };
  if (subject.stand === 'afloat') return { x, y: (height - (bottom + top) * scale) / 2, scale };
  const foot = near ? height * 0.07 - top * scale : height * 0.93 - bottom * scale;
  return { x, y: foot, scale };
}

function mapped(edges: Edges, { x, y, scale }: Fit, canvas: Edges): Edges[] {
  const inside = overlap(
    {
      left: edges.left * scale + x,
      top: edges.top * scale + y,
      right: edges.right * scale + x,
      bottom: edges.bottom * scale + y,
    },
    canvas,
  );
  return inside ? [inside] : [];
}

function drawShadow(sketch: Sketch, subject: Subject, { x, y, scale }: Fit): void {
  const { left, right, bottom } = subject.edges;
  const centre = x + ((left + right) / 2) * scale;
  const shadow = ellipse(
    centre,
    y + bottom * scale - 5,
    ((right - left) / 2) * scale * 1.04,
    17 * scale,
  );
  sketch.path(shadow, { fill: '#2a1c22', opacity: 0.2 });
}

function clippedTo(canvas: Edges): (thing: Thing) => Thing {
  return (thing) => ({
    ...thing,
    places: thing.places.flatMap((edges) => overlap(edges, canvas) ?? []),
  });
}

/** Draws the whole picture. */
export function drawScene(spec: SceneSpec): Scene {
  const { width, height, themes, variant } = spec;
  const random = randomFrom(spec.seed);
  const canvas: Edges = { left: 0, top: 0, right: width, bottom: height };
  const look = lookOf(spec.breedId, variant);
  const subject = drawSubject({ look, variant, themes, aspect: width / height, random });
  const place = fit(subject, spec, random);
  const sketch = new Sketch('s');
  const floor = Math.min(height * 0.86, Math.max(height * 0.6, place.y - height * 0.09));
  const backdrop = backdropFor(themes, subject.stand, random);
  const around = backdrop(sketch, { width, height, floor, random });
  if (subject.stand === 'ground' || subject.stand === 'container')
    drawShadow(sketch, subject, place);
  sketch.place(subject.sketch, place.x, place.y, place.scale);
  const own = subject.things.map((thing) => ({
    ...thing,
    places: thing.places.flatMap((edges) => mapped(edges, place, canvas)),
  }));
  const head = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`;
  return {
    svg: `${head}${sketch.markup()}</svg>`,
    things: [...own, ...around.map(clippedTo(canvas)), scenery('Drawing', 'Art')],
  };
}
