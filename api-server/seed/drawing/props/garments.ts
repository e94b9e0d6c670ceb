import type { Random } from '../../random.js';
import { type Colour, darker, lighter } from '../colour.js';
import { type Edges, overlap } from '../geometry.js';
import { box, ellipse } from '../outline.js';
import type { Sketch } from '../sketch.js';
import type { Torso, Wear } from '../wear.js';
import { brightColours } from './hats.js';

/** What a knitted or sewn garment looks like. */
export interface Garment {
  readonly colour: Colour;
  readonly trim: Colour;
  readonly print: 'stripes' | 'dots' | 'hearts' | 'plain';
}

/** A jumper in some colour and print. */
export function someJumper(random: Random): Garment {
  const colour = random.pick(brightColours);
  const print = random.pick(['stripes', 'dots', 'hearts', 'stripes']) as Garment['print'];
  return { colour, trim: lighter(colour, 0.58), print };
}

/** The white suit of an astronaut. */
export const spaceSuit: Garment = { colour: '#eef0f4', trim: '#e2824a', print: 'plain' };

function coverage({ area, view, hem, neck }: Torso): Edges {
  if (view === 'front')
    return { ...area, left: area.left - 20, right: area.right + 20, top: neck.y - 60, bottom: hem };
  return { left: area.left - 20, right: hem, top: area.top - 20, bottom: area.bottom + 20 };
}

/** From one number towards another in even steps. */
function steps(from: number, to: number, by: number): number[] {
  return Array.from(
    { length: Math.max(0, Math.ceil((to - from) / by)) },
    (_, index) => from + index * by,
  );
}

function hoops({ left, top, right, bottom }: Edges): string {
  const x = (left + right) / 2;
  return steps(top + 12, bottom, 38)
    .map(
      (y) =>
        `M${left} ${y}Q${x} ${y + 26} ${right} ${y}L${right} ${y + 15}Q${x} ${y + 41} ${left} ${y + 15}Z`,
    )
    .join('');
}

function bars({ left, top, right, bottom }: Edges): string {
  return steps(left + 16, right, 38)
    .map((x) => box(x, top, 15, bottom - top))
    .join('');
}

function heart(x: number, y: number): string {
  return `M${x} ${y + 11}Q${x - 15} ${y - 2} ${x - 7} ${y - 8}Q${x - 1} ${y - 9} ${x} ${y - 3}Q${x + 1} ${y - 9} ${x + 7} ${y - 8}Q${x + 15} ${y - 2} ${x} ${y + 11}Z`;
}

function scattered(
  { left, top, right, bottom }: Edges,
  print: (x: number, y: number) => string,
): string {
  return steps(top + 20, bottom, 36)
    .flatMap((y, row) => steps(left + (row % 2) * 20, right, 40).map((x) => print(x, y)))
    .join('');
}

function printOn(sketch: Sketch, { print, trim }: Garment, area: Edges, view: Torso['view']): void {
  if (print === 'plain') return;
  const stripes = view === 'front' ? hoops : bars;
  const data = {
    stripes: () => stripes(area),
    dots: () => scattered(area, (x, y) => ellipse(x, y, 7)),
    hearts: () => scattered(area, heart),
  }[print]();
  sketch.path(data, { fill: trim });
}

function hemPath(cover: Edges, view: Torso['view']): string {
  if (view === 'side') return box(cover.right - 20, cover.top, 20, cover.bottom - cover.top);
  const x = (cover.left + cover.right) / 2;
  return `M${cover.left} ${cover.bottom - 20}Q${x} ${cover.bottom} ${cover.right} ${cover.bottom - 20}L${cover.right} ${cover.bottom}Q${x} ${cover.bottom + 20} ${cover.left} ${cover.bottom}Z`;
}

/** Dresses the torso: the garment is the part of the body it covers, and is measured as that. */
export function drawGarment(sketch: Sketch, torso: Torso, garment: Garment): void {
  const cover = coverage(torso);
  const region = box(cover.left, cover.top, cover.right - cover.left, cover.bottom - cover.top);
  sketch.clipped(torso.outline, () => {
    sketch.path(region, { fill: garment.colour });
    sketch.clipped(region, () => printOn(sketch, garment, cover, torso.view));
    sketch.path(hemPath(cover, torso.view), {
      fill: garment.trim,
      line: darker(garment.colour, 0.35),
      width: 3,
    });
  });
  sketch.clipped(region, () => {
    sketch.path(torso.outline, { line: darker(garment.colour, 0.5), width: 5 });
  });
  const shown = overlap(cover, torso.area);
  if (shown) sketch.claim(shown);
}

/** The rolled collar over a jumper's neck. */
export function drawRoll(
  sketch: Sketch,
  x: number,
  y: number,
  half: number,
  garment: Garment,
): void {
  const roll = `M${x - half - 6} ${y - 34}Q${x} ${y + 26} ${x + half + 6} ${y - 34}L${x + half + 8} ${y - 8}Q${x} ${y + 52} ${x - half - 8} ${y - 8}Z`;
  sketch.path(roll, { fill: garment.trim, line: darker(garment.colour, 0.45), width: 4 });
}

/** The sleeves that go with a garment. */
export function sleevesOf(garment: Garment): NonNullable<Wear['sleeve']> {
  return { fill: garment.colour, cuff: garment.trim };
}
