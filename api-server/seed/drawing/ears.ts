import type { Cat } from './cat.js';
import { darker, mix } from './colour.js';
import { type Point, placed } from './geometry.js';
import type { Look } from './looks.js';
import type { Sketch } from './sketch.js';

/** Where the right ear stands on a head of radius 100: inner foot, tip, outer foot. */
interface EarShape {
  readonly inner: Point;
  readonly tip: Point;
  readonly outer: Point;
  /** How far the sides bulge. */
  readonly bulge: number;
}

const shapes: Readonly<Record<Look['ears'], EarShape>> = {
  upright: { inner: [22, -70], tip: [70, -146], outer: [94, -26], bulge: 10 },
  small: { inner: [38, -70], tip: [84, -122], outer: [102, -24], bulge: 13 },
  large: { inner: [18, -68], tip: [82, -162], outer: [96, -16], bulge: 12 },
  huge: { inner: [16, -64], tip: [108, -154], outer: [90, 8], bulge: 16 },
  tufted: { inner: [22, -70], tip: [66, -152], outer: [92, -28], bulge: 9 },
  folded: { inner: [30, -72], tip: [66, -44], outer: [98, -30], bulge: 8 },
  curled: { inner: [22, -70], tip: [52, -140], outer: [98, -26], bulge: 30 },
};

/** How far the ears rise above the middle of the head; hats and helmets need to know. */
export function earHeight(look: Look): number {
  return look.ears === 'folded' ? 96 : -shapes[look.ears].tip[1];
}

function earPath({ inner, tip, outer, bulge }: EarShape, shrink: number): string {
  const towards = ([x, y]: Point): Point => {
    const [cx, cy] = [(inner[0] + outer[0]) / 2, (inner[1] + outer[1]) / 2];
    const [mx, my] = [cx + (tip[0] - cx) * 0.25, cy + (tip[1] - cy) * 0.25];
    return [mx + (x - mx) * shrink, my + (y - my) * shrink];
  };
  const [from, top, to] = [towards(inner), towards(tip), towards(outer)];
  const b = bulge * shrink;
  return [
    `M${from[0]} ${from[1]}`,
    `Q${(from[0] + top[0]) / 2 - b * 0.6} ${(from[1] + top[1]) / 2 - b} ${top[0] - 5} ${top[1] + 4}`,
    `Q${top[0]} ${top[1] - 4} ${top[0] + 5} ${top[1] + 5}`,
    `Q${(to[0] + top[0]) / 2 + b} ${(to[1] + top[1]) / 2 - b} ${to[0]} ${to[1]}Z`,
  ].join('');
}

/** The colour of an ear: dark on a pointed cat, and often another one on a patched cat. */
function earColour({ coat }: Cat, side: 1 | -1): string {
  if (coat.pattern === 'points') return coat.mark;
  if (coat.pattern === 'calico') return side === 1 ? (coat.patch ?? coat.mark) : coat.mark;
  if (coat.pattern === 'van') return coat.mark;
  if (coat.pattern === 'patches') return side === 1 ? coat.mark : coat.base;
  return coat.base;
}

function drawEar(sketch: Sketch, cat: Cat, side: 1 | -1): void {
  const shape = shapes[cat.look.ears];
  const fill = earColour(cat, side);
  const skin =
    cat.coat.pattern === 'points' ? mix(fill, '#d99a90', 0.5) : mix(fill, '#f0a9a0', 0.62);
  sketch.path(earPath(shape, 1), { fill, line: cat.line, width: 4 });
  sketch.path(earPath(shape, 0.62), { fill: skin });
  const { tip, inner, outer } = shape;
  if (cat.look.ears === 'tufted') {
    const tuft = `M${tip[0] - 7} ${tip[1] + 12}Q${tip[0] - 2} ${tip[1] - 12} ${tip[0] + 3} ${tip[1] - 24}Q${tip[0] + 6} ${tip[1] - 8} ${tip[0] + 8} ${tip[1] + 14}Z`;
    sketch.path(tuft, { fill: darker(fill, 0.55) });
  }
  if (cat.look.fur !== 'bare') {
    const [x, y] = [inner[0] + 10, (inner[1] + outer[1]) / 2];
    const hair = `M${x} ${y}L${x + 22} ${y - 34}L${x + 24} ${y - 8}L${x + 40} ${y - 30}L${x + 38} ${y + 6}Z`;
    sketch.path(hair, { fill: cat.pale, opacity: 0.85 });
  }
}

/** The ears behind the head; folded ones lie on top of it and are drawn later. */
export function drawEars(sketch: Sketch, cat: Cat): void {
  if (cat.look.ears === 'folded') return;
  drawEar(sketch, cat, 1);
  sketch.within(placed(0, 0, 1, 0, true), () => drawEar(sketch, cat, -1));
}

/** Ears that fold forward are flaps on the front of the head. */
export function drawFolds(sketch: Sketch, cat: Cat): void {
  if (cat.look.ears !== 'folded') return;
  const flap = 'M26 -82Q52 -112 88 -82Q104 -62 100 -34Q78 -30 62 -42Q46 -56 26 -82Z';
  const crease = 'M36 -82Q68 -88 92 -48';
  for (const side of [1, -1] as const) {
    const fill = earColour(cat, side);
    sketch.within(placed(0, 0, 1, 0, side === -1), () => {
      sketch.path(flap, { fill: darker(fill, 0.06), line: cat.line, width: 4 });
      sketch.path(crease, { line: darker(fill, 0.25), width: 3 });
    });
  }
}
