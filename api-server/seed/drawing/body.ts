import { type Cat, edgeOf } from './cat.js';
import { brightness, type Colour, darker, lighter } from './colour.js';
import type { Edges, Point } from './geometry.js';
import { drawMarks, type Grain } from './marks.js';
import { blob, type Curve, ellipse, furry, ribbon } from './outline.js';
import type { Sketch } from './sketch.js';

/** The rectangle around points. */
export function around(points: readonly Point[]): Edges {
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  return {
    left: Math.min(...xs),
    top: Math.min(...ys),
    right: Math.max(...xs),
    bottom: Math.max(...ys),
  };
}

/** A torso: its outline, its pattern, and a soft shade along the ground. Returns the outline. */
export function drawTorso(
  sketch: Sketch,
  cat: Cat,
  points: readonly Point[],
  grain: Grain,
): string {
  const { kind, depth } = edgeOf(cat);
  const outline = furry(points, kind, depth);
  const area = around(points);
  const { base } = cat.coat;
  sketch.path(outline, { fill: base, line: cat.line, width: 4.5 });
  sketch.clipped(outline, () => {
    drawMarks(sketch, cat, area, grain);
    const [x, width] = [(area.left + area.right) / 2, area.right - area.left];
    const tall = area.bottom - area.top;
    const shade = `M${area.left - 9} ${area.bottom - tall * 0.26}Q${x} ${area.bottom - tall * 0.05} ${area.right + 9} ${area.bottom - tall * 0.26}L${area.right + 9} ${area.bottom + 30}L${area.left - 9} ${area.bottom + 30}Z`;
    sketch.path(shade, { fill: darker(base, 0.6), opacity: 0.13 });
    const gleam = ellipse(x, area.top + tall * 0.1, width * 0.4, tall * 0.2);
    sketch.path(gleam, { fill: '#ffffff', opacity: brightness(base) < 0.4 ? 0.05 : 0.1 });
  });
  return outline;
}

/** The colour of the far end of a leg. */
export function pawColour(cat: Cat): Colour {
  const { coat } = cat;
  if (coat.white) return '#fbf8f3';
  if (coat.pattern === 'points') return coat.mark;
  return coat.base;
}

/** A leg along a curve, with its pattern; `sleeve` covers the upper part when dressed. */
export function drawLeg(
  sketch: Sketch,
  cat: Cat,
  curve: Curve,
  radii: readonly [top: number, bottom: number],
  far = false,
): void {
  const radius = (share: number): number => radii[0] + (radii[1] - radii[0]) * share;
  const points = ribbon(curve, radius);
  const outline = blob(points);
  const fill = far ? darker(cat.coat.base, 0.14) : cat.coat.base;
  sketch.path(outline, { fill });
  sketch.clipped(outline, () => {
    drawMarks(sketch, cat, around(points), 'limb');
    const sock = pawColour(cat);
    if (sock === cat.coat.base) return;
    const sockFrom = (share: number): string => blob(ribbon(curve, (at) => radius(at) + 8, share));
    if (!cat.coat.white) sketch.path(sockFrom(0.34), { fill: sock, opacity: 0.4 });
    sketch.path(sockFrom(cat.coat.white ? 0.62 : 0.48), { fill: sock });
  });
  // No contour across the top: the leg grows out of the body.
  const bare = ribbon(curve, radius, 0.26, 0.98, 5);
  const sides = [bare.slice(0, 6), bare.slice(6)].map(
    (side) => `M${side.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L')}`,
  );
  sketch.path(sides.join(''), { line: cat.line, width: 4 });
}

/** A paw seen from the front, with its toes. */
export function drawPaw(sketch: Sketch, cat: Cat, x: number, y: number, size = 1): void {
  const fill = pawColour(cat);
  const [rx, ry] = [31 * size, 20 * size];
  sketch.path(ellipse(x, y, rx, ry), { fill, line: cat.line, width: 4 });
  const toes = [-0.32, 0.32]
    .map((share) => `M${x + rx * share} ${y + ry * 0.2}L${x + rx * share * 1.05} ${y + ry * 0.8}`)
    .join('');
  sketch.path(toes, { line: brightness(fill) < 0.3 ? lighter(fill, 0.25) : cat.line, width: 3 });
}

function tailRadius(cat: Cat): (share: number) => number {
  const { tail } = cat.look;
  if (tail === 'plume') return (share) => 19 + Math.sin(Math.min(1, share * 1.15) * Math.PI) * 26;
  if (tail === 'whip') return (share) => 15 - share * 9;
  return (share) => 21 - share * 5;
}

/** A tail along a curve. Short-tailed cats use only its beginning, tailless ones nothing. */
export function drawTail(sketch: Sketch, cat: Cat, whole: Curve): void {
  const { coat, look } = cat;
  if (look.tail === 'none') return;
  if (look.tail === 'bob' || look.tail === 'pompom') {
    drawStub(sketch, cat, whole);
    return;
  }
  const radius = tailRadius(cat);
  const points = ribbon(whole, radius, 0, 1, 9);
  const plume = look.tail === 'plume';
  const kind = plume ? (look.fur === 'curly' ? 'curls' : 'tufts') : edgeOf(cat).kind;
  const outline = furry(points, plume || kind === 'curls' ? kind : 'smooth', plume ? 13 : 5);
  const coloured = coat.pattern === 'points' || coat.pattern === 'van' || coat.pattern === 'calico';
  sketch.path(outline, { fill: coloured ? coat.mark : coat.base, line: cat.line, width: 4.5 });
  if (coloured || coat.pattern === 'solid' || coat.pattern === 'skin') return;
  const wide = (share: number): number => radius(share) + 16;
  const bands =
    coat.pattern === 'ticked'
      ? [[0.8, 1]]
      : [
          [0.18, 0.26],
          [0.36, 0.44],
          [0.54, 0.62],
          [0.72, 0.79],
          [0.88, 1],
        ];
  const data = bands.map(([from, to]) => blob(ribbon(whole, wide, from, to, 2), 0.05)).join('');
  sketch.clipped(outline, () => sketch.path(data, { fill: coat.mark }));
}

/** A bobtail shows as a stub, a pompom as a tuft. */
function drawStub(sketch: Sketch, cat: Cat, [start, lead]: Curve): void {
  const size = Math.hypot(lead[0] - start[0], lead[1] - start[1]) || 1;
  const [ux, uy] = [(lead[0] - start[0]) / size, (lead[1] - start[1]) / size];
  const reach = cat.look.tail === 'bob' ? 44 : 38;
  const [x, y] = [start[0] + ux * reach, start[1] + uy * reach];
  const fill =
    cat.coat.pattern === 'solid' || cat.coat.pattern === 'skin' ? cat.coat.base : cat.coat.mark;
  const round = Array.from({ length: 8 }, (_, index): Point => {
    const angle = (index / 8) * Math.PI * 2;
    return [x + Math.cos(angle) * 24, y + Math.sin(angle) * 22];
  });
  const outline = cat.look.tail === 'bob' ? blob(round) : furry(round, 'tufts', 10);
  sketch.path(outline, { fill, line: cat.line, width: 4.5 });
}

/** The pale chest, with the tufts of a ruff on long-haired cats. */
export function drawChest(
  sketch: Sketch,
  cat: Cat,
  x: number,
  y: number,
  width: number,
  tall: number,
): void {
  const { coat, look } = cat;
  const plain = coat.pattern === 'points' || coat.pattern === 'skin' || coat.pattern === 'van';
  const fill = coat.white === 'bib' ? '#fbf8f3' : cat.pale;
  const points: Point[] = [
    [x - width, y],
    [x, y - 10],
    [x + width, y],
    [x + width * 0.86, y + tall * 0.5],
    [x, y + tall],
    [x - width * 0.86, y + tall * 0.5],
  ];
  const kind = look.fur === 'long' || look.fur === 'plush' ? 'tufts' : 'smooth';
  if (plain && kind === 'smooth') return;
  sketch.path(furry(points, kind, look.fur === 'long' ? 15 : 8), {
    fill,
    opacity: coat.white === 'bib' ? 1 : 0.8,
  });
}
