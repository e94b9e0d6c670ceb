import type { Cat } from './cat.js';
import { darker } from './colour.js';
import type { Matrix, Point } from './geometry.js';
import { drawHead } from './head.js';
import { blob, type Curve, ellipse, furry, ribbon } from './outline.js';
import type { Sketch } from './sketch.js';
import type { Wear } from './wear.js';

/** The head, and what is worn on it. */
export function drawDressedHead(sketch: Sketch, cat: Cat, wear: Wear, spot: Matrix): void {
  sketch.within(spot, () => {
    drawHead(sketch, cat);
    wear.head?.(sketch);
  });
}

/** The head throws a soft shadow on what is below it. */
export function drawChinShade(
  sketch: Sketch,
  cat: Cat,
  outline: string,
  x: number,
  y: number,
): void {
  sketch.clipped(outline, () => {
    sketch.path(ellipse(x, y, 96, 60), { fill: darker(cat.coat.base, 0.7), opacity: 0.16 });
  });
}

/** The sleeve of a garment over the upper part of a leg. */
export function drawSleeve(
  sketch: Sketch,
  wear: Wear,
  curve: Curve,
  half: number,
  to = 0.62,
): void {
  if (!wear.sleeve) return;
  const { fill, cuff } = wear.sleeve;
  sketch.path(blob(ribbon(curve, () => half + 5, 0, to)), { fill });
  sketch.path(
    blob(
      ribbon(curve, () => half + 7, to - 0.1, to, 2),
      0.08,
    ),
    { fill: cuff },
  );
}

/** The ruff of a long-haired cat, under its chin. */
export function drawRuff(sketch: Sketch, cat: Cat, y: number): void {
  const points: Point[] = [
    [0, y - 70],
    [66, y - 46],
    [80, y - 4],
    [48, y + 42],
    [0, y + 66],
    [-48, y + 42],
    [-80, y - 4],
    [-66, y - 46],
  ];
  const fill = cat.coat.white === 'bib' ? '#fbf8f3' : cat.pale;
  sketch.path(furry(points, 'tufts', 16), { fill });
}
