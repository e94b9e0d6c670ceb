import { type Cat, edgeOf } from './cat.js';
import type { Pattern } from './coats.js';
import { darker, lighter } from './colour.js';
import { drawEars, drawFolds } from './ears.js';
import { drawFace } from './face.js';
import type { Point } from './geometry.js';
import type { Look } from './looks.js';
import { blob, ellipse, furry, mirrored } from './outline.js';
import type { Sketch } from './sketch.js';

/** The right half of each head, from the crown clockwise to the chin. */
const halves: Readonly<Record<Look['head'], readonly Point[]>> = {
  round: [
    [0, -82],
    [52, -75],
    [93, -36],
    [107, 12],
    [88, 58],
    [46, 82],
    [0, 88],
  ],
  flat: [
    [0, -80],
    [56, -74],
    [98, -34],
    [114, 16],
    [96, 60],
    [50, 80],
    [0, 84],
  ],
  medium: [
    [0, -82],
    [48, -77],
    [86, -42],
    [99, 4],
    [82, 50],
    [42, 80],
    [0, 90],
  ],
  wedge: [
    [0, -80],
    [44, -74],
    [78, -40],
    [84, -2],
    [64, 46],
    [30, 84],
    [0, 96],
  ],
  square: [
    [0, -84],
    [48, -79],
    [86, -44],
    [98, 4],
    [87, 50],
    [52, 84],
    [0, 92],
  ],
};

function headPoints(look: Look): Point[] {
  return mirrored(halves[look.head]);
}

/** Long-haired cats have cheeks that end in tufts. */
function headOutline(cat: Cat): string {
  const points = headPoints(cat.look);
  const { kind, depth } = edgeOf(cat);
  if (kind === 'tufts') {
    const side = cat.look.fur === 'long' ? 1 : 0.5;
    const tuft = (sign: number): Point[] => [
      [sign * 104, 18],
      [sign * (100 + 24 * side), 34],
      [sign * 96, 42],
      [sign * (90 + 20 * side), 62],
      [sign * 78, 64],
      [sign * (58 + 12 * side), 80],
      [sign * 34, 84],
    ];
    const right = points.filter(([x, y]) => x > 0 && y < 5);
    const left = points.filter(([x, y]) => x < 0 && y < 5);
    const crown = points.filter(([x, y]) => x === 0 && y < 0);
    const chin = points.filter(([x, y]) => x === 0 && y > 0);
    const outline = [...crown, ...right, ...tuft(1), ...chin, ...tuft(-1).reverse(), ...left];
    return blob(outline, 0.1);
  }
  return furry(points, kind, depth * 0.8);
}

function drawTabbyFace(sketch: Sketch, cat: Cat): void {
  const lines = [
    'M-5 -90L5 -90L3 -46Q0 -38 -3 -46Z',
    'M-34 -90L-22 -88Q-18 -60 -16 -44Q-28 -56 -34 -90Z',
    'M34 -90L22 -88Q18 -60 16 -44Q28 -56 34 -90Z',
    'M-112 2Q-84 4 -66 14Q-86 14 -112 14Z',
    'M112 2Q84 4 66 14Q86 14 112 14Z',
    'M-110 30Q-84 30 -68 36Q-84 40 -106 42Z',
    'M110 30Q84 30 68 36Q84 40 106 42Z',
  ];
  sketch.path(lines.join(''), { fill: cat.coat.mark });
}

function drawSpottedFace(sketch: Sketch, cat: Cat): void {
  const dots = (
    [
      [-26, -66],
      [26, -66],
      [-9, -56],
      [9, -56],
      [-15, -76],
      [15, -76],
    ] as const
  ).map(([x, y]) => ellipse(x, y, 4.5, 8));
  const lines = 'M-112 4Q-86 6 -66 16Q-88 16 -112 14ZM112 4Q86 6 66 16Q88 16 112 14Z';
  sketch.path(dots.join('') + lines, { fill: cat.coat.mark });
}

function drawMask(sketch: Sketch, cat: Cat): void {
  const { mark } = cat.coat;
  const mask = ellipse(0, 22, 96, 90);
  sketch.glow(mask, { x: 0, y: 24, radius: 88, colour: mark, opacity: 0.94 });
}

/** White up the middle of the face, over the muzzle. */
function drawBlaze(sketch: Sketch): void {
  const blaze =
    'M-5 -58Q0 -66 5 -58Q8 -22 22 4Q60 22 70 60Q50 100 0 102Q-50 100 -70 60Q-60 22 -22 4Q-8 -22 -5 -58Z';
  sketch.path(blaze, { fill: '#fbf8f3' });
}

function drawVanCap(sketch: Sketch, { coat }: Cat): void {
  const caps =
    'M-12 -92Q-22 -46 -62 -34Q-96 -30 -112 -20L-112 -100ZM12 -92Q22 -46 62 -34Q96 -30 112 -20L112 -100Z';
  sketch.path(caps, { fill: coat.mark });
}

function drawCalicoCap(sketch: Sketch, { coat }: Cat): void {
  const left = 'M-8 -96Q-6 -40 -22 -22Q-50 16 -84 18Q-116 6 -116 -30L-100 -100Z';
  const right = 'M20 -96Q22 -50 48 -34Q84 -18 116 -26L110 -100Z';
  sketch.path(left, { fill: coat.mark });
  sketch.path(right, { fill: coat.patch ?? coat.mark });
}

function drawHalfMask(sketch: Sketch, { coat }: Cat): void {
  const half = 'M2 -96Q-4 -50 4 -10Q8 20 6 44Q40 60 70 40Q96 26 116 34L116 -96Z';
  sketch.path(half, { fill: coat.mark });
  sketch.path(ellipse(-48, 46, 24, 14) + ellipse(-26, -64, 15, 16), { fill: coat.mark });
}

function drawTickedBrow(sketch: Sketch, { coat }: Cat): void {
  const brow = 'M-3 -88L3 -88L2 -56L-2 -56ZM-22 -86L-16 -86L-13 -58ZM22 -86L16 -86L13 -58Z';
  sketch.path(brow, { fill: coat.mark, opacity: 0.65 });
}

function drawSkinFolds(sketch: Sketch, { coat }: Cat): void {
  const folds = 'M-38 -52Q0 -64 38 -52M-30 -40Q0 -50 30 -40M-84 34Q-72 46 -74 58M84 34Q72 46 74 58';
  sketch.path(folds, { line: coat.mark, width: 3 });
}

const headPatterns: Readonly<Record<Pattern, (sketch: Sketch, cat: Cat) => void>> = {
  solid: () => {},
  stripes: drawTabbyFace,
  swirls: drawTabbyFace,
  spots: drawSpottedFace,
  rosettes: drawSpottedFace,
  ticked: drawTickedBrow,
  points: drawMask,
  patches: drawHalfMask,
  calico: drawCalicoCap,
  van: drawVanCap,
  skin: drawSkinFolds,
};

function drawHeadMarks(sketch: Sketch, cat: Cat): void {
  headPatterns[cat.coat.pattern](sketch, cat);
  if (cat.coat.white === 'bib') drawBlaze(sketch);
}

/** A whole head of radius 100 around the origin, facing the viewer. */
export function drawHead(sketch: Sketch, cat: Cat): void {
  const outline = headOutline(cat);
  const { base } = cat.coat;
  drawEars(sketch, cat);
  sketch.path(outline, { fill: base, line: cat.line, width: 4.5 });
  sketch.clipped(outline, () => {
    drawHeadMarks(sketch, cat);
    sketch.glow(ellipse(0, -50, 90, 46), {
      x: 0,
      y: -64,
      radius: 70,
      colour: lighter(base, 0.7),
      opacity: 0.22,
    });
    sketch.path('M-130 40Q-70 96 0 84Q70 96 130 40L130 120L-130 120Z', {
      fill: darker(base, 0.5),
      opacity: 0.1,
    });
  });
  drawFolds(sketch, cat);
  drawFace(sketch, cat);
}
