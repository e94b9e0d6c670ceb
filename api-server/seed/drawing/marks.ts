import type { Cat } from './cat.js';
import type { Pattern } from './coats.js';
import { darker, lighter } from './colour.js';
import type { Edges, Point } from './geometry.js';
import { blob, ellipse } from './outline.js';
import type { Sketch } from './sketch.js';

/** Which way the body part runs, and so its stripes. */
export type Grain = 'side' | 'front' | 'limb';

type Spotter = (x: number, y: number) => string;

function scattered(cat: Cat, area: Edges, step: number, spot: Spotter): string {
  const parts: string[] = [];
  let row = 0;
  for (let y = area.top + step * 0.4; y < area.bottom; y += step) {
    row += 1;
    for (let x = area.left + (row % 2) * step * 0.5; x < area.right; x += step) {
      const [dx, dy] = [cat.random.between(-0.2, 0.2), cat.random.between(-0.2, 0.2)];
      parts.push(spot(x + dx * step, y + dy * step));
    }
  }
  return parts.join('');
}

/** A stripe that starts broad at the back and runs out to a point. */
function wedge([x, y]: Point, [tipX, tipY]: Point, half: number, sag: number): string {
  const [middleX, middleY] = [(x + tipX) / 2 + sag, (y + tipY) / 2 + Math.abs(sag) * 0.4];
  const [dx, dy] = [tipX - x, tipY - y];
  const size = Math.hypot(dx, dy) || 1;
  const [nx, ny] = [(-dy / size) * half, (dx / size) * half];
  return (
    `M${x + nx} ${y + ny}Q${middleX + nx} ${middleY + ny} ${tipX} ${tipY}` +
    `Q${middleX - nx} ${middleY - ny} ${x - nx} ${y - ny}Z`
  );
}

function stripes(cat: Cat, area: Edges, grain: Grain): string {
  const { left, top, right, bottom } = area;
  const [width, height] = [right - left, bottom - top];
  const parts: string[] = [];
  if (grain === 'side') {
    for (let x = left + 20; x < right; x += 36) {
      const reach = cat.random.between(0.5, 0.78) * height;
      parts.push(wedge([x, top - 4], [x + cat.random.between(-14, 6), top + reach], 10, 12));
    }
    return parts.join('');
  }
  const step = grain === 'front' ? 34 : 24;
  const reach = grain === 'front' ? 0.36 : 0.62;
  for (let y = top + step; y < bottom - step * 0.9; y += step) {
    const far = reach * width * cat.random.between(0.8, 1.05);
    parts.push(wedge([left - 3, y], [left + far, y + 10], step * 0.24, 0));
    parts.push(wedge([right + 3, y], [right - far, y + 10], step * 0.24, 0));
  }
  return parts.join('');
}

function ticks(cat: Cat, area: Edges): string {
  const count = Math.round(((area.right - area.left) * (area.bottom - area.top)) / 900);
  return Array.from({ length: Math.min(count, 70) }, () => {
    const x = cat.random.between(area.left, area.right);
    const y = cat.random.between(area.top, area.bottom);
    return `M${x.toFixed(0)} ${y.toFixed(0)}L${(x + 1).toFixed(0)} ${(y + 8).toFixed(0)}`;
  }).join('');
}

function drawSwirls(sketch: Sketch, cat: Cat, area: Edges): void {
  const [x, y] = [(area.left + area.right) / 2, area.top + (area.bottom - area.top) * 0.5];
  const whorl = `M${x - 30} ${y + 52}Q${x - 96} ${y + 34} ${x - 84} ${y - 14}Q${x - 66} ${y - 58} ${x} ${y - 52}Q${x + 76} ${y - 50} ${x + 82} ${y + 4}Q${x + 82} ${y + 40} ${x + 36} ${y + 50}`;
  sketch.path(whorl, { line: cat.coat.mark, width: 14 });
  const eye = patchAt(cat, x - 4, y + 2, 30);
  sketch.path(eye, { fill: cat.coat.mark });
  sketch.path(ellipse(x - 8, y, 10, 6), { fill: cat.coat.base });
  const back = { ...area, bottom: area.top + (area.bottom - area.top) * 0.3 };
  sketch.path(stripes(cat, back, 'side'), { fill: cat.coat.mark });
}

function patchAt(cat: Cat, x: number, y: number, size: number): string {
  const points = [0, 60, 120, 180, 240, 300].map((degrees): Point => {
    const reach = size * cat.random.between(0.65, 1.2);
    const angle = (degrees * Math.PI) / 180;
    return [x + Math.cos(angle) * reach, y + Math.sin(angle) * reach];
  });
  return blob(points);
}

function drawPatches(sketch: Sketch, cat: Cat, area: Edges, grain: Grain): void {
  const { mark, patch } = cat.coat;
  const { left, top, right, bottom } = area;
  if (cat.coat.pattern === 'patches') {
    const patches = scattered(cat, area, 62, (x, y) =>
      patchAt(cat, x, y, cat.random.between(12, 27)),
    );
    sketch.path(patches, { fill: mark });
    return;
  }
  if (grain === 'limb') {
    if (cat.random.chance(0.4)) sketch.path(patchAt(cat, left, top + 18, 40), { fill: mark });
    return;
  }
  const [width, height] = [right - left, bottom - top];
  sketch.path(patchAt(cat, left + width * 0.2, top + height * 0.3, height * 0.34), { fill: mark });
  sketch.path(patchAt(cat, right - width * 0.16, top + height * 0.4, height * 0.3), {
    fill: patch ?? mark,
  });
}

function drawTicking(sketch: Sketch, cat: Cat, area: Edges, grain: Grain): void {
  const { base, mark } = cat.coat;
  const height = area.bottom - area.top;
  if (grain === 'side') {
    const back = ellipse(
      (area.left + area.right) / 2,
      area.top,
      area.right - area.left,
      height * 0.42,
    );
    sketch.glow(back, { x: 20, y: area.top, radius: height * 1.1, colour: mark, opacity: 0.28 });
  }
  sketch.path(ticks(cat, area), { line: mark, width: 2, opacity: 0.5 });
  sketch.path(ticks(cat, area), { line: lighter(base, 0.5), width: 2, opacity: 0.6 });
}

function drawSpots(sketch: Sketch, cat: Cat, area: Edges, grain: Grain): void {
  const spot: Spotter = (x, y) => ellipse(x, y, cat.random.between(6, 9), cat.random.between(5, 8));
  sketch.path(scattered(cat, area, grain === 'limb' ? 22 : 32, spot), { fill: cat.coat.mark });
}

function drawRosettes(sketch: Sketch, cat: Cat, area: Edges, grain: Grain): void {
  const limb = grain === 'limb';
  const spot: Spotter = (x, y) => ellipse(x, y, limb ? 7 : 14, limb ? 6 : 11);
  const spots = scattered(cat, area, limb ? 24 : 40, spot);
  sketch.path(spots, { fill: cat.coat.mark });
  if (!limb) sketch.path(spotsInside(spots), { fill: darker(cat.coat.base, 0.18) });
}

function drawStripes(sketch: Sketch, cat: Cat, area: Edges, grain: Grain): void {
  sketch.path(stripes(cat, area, grain), { fill: cat.coat.mark });
}

type DrawMarks = (sketch: Sketch, cat: Cat, area: Edges, grain: Grain) => void;

const plain: DrawMarks = () => {};

const patterns: Readonly<Record<Pattern, DrawMarks>> = {
  solid: plain,
  points: plain,
  van: plain,
  stripes: drawStripes,
  swirls: (sketch, cat, area, grain) =>
    (grain === 'limb' ? drawStripes : drawSwirls)(sketch, cat, area, grain),
  spots: drawSpots,
  rosettes: drawRosettes,
  ticked: drawTicking,
  patches: drawPatches,
  calico: drawPatches,
  skin: (sketch, cat, area, grain) => {
    if (grain !== 'limb') sketch.path(wrinkles(area), { line: cat.coat.mark, width: 3 });
  },
};

/** Draws what the coat's pattern puts on a body part; the caller clips it to the part. */
export function drawMarks(sketch: Sketch, cat: Cat, area: Edges, grain: Grain): void {
  patterns[cat.coat.pattern](sketch, cat, area, grain);
}

/** The pale heart of each rosette: the same ellipses, smaller and a little aside. */
function spotsInside(spots: string): string {
  return spots
    .split('Z')
    .filter((spot) => spot !== '')
    .map((spot) => {
      const [x = 0, y = 0] = (spot.match(/-?\d+\.?\d*/g) ?? []).map(Number);
      return ellipse(x + 16, y + 1, 7, 5);
    })
    .join('');
}

function wrinkles({ left, top, right, bottom }: Edges): string {
  const x = (left + right) / 2;
  const half = (right - left) * 0.26;
  const step = (bottom - top) * 0.13;
  return [1.6, 2.5, 3.4]
    .map((row) => top + row * step)
    .map((y) => `M${x - half} ${y}Q${x} ${y + 18} ${x + half} ${y}`)
    .join('');
}
