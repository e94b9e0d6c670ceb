import { around, drawLeg, drawPaw, drawTail, drawTorso } from './body.js';
import { type Cat, girthOf, legsOf } from './cat.js';
import { drawChinShade, drawDressedHead, drawRuff, drawSleeve } from './dressing.js';
import { type Point, placed } from './geometry.js';
import { type Curve, mirrored } from './outline.js';
import { drawSeated } from './seated.js';
import type { Sketch } from './sketch.js';
import type { Neck, Wear } from './wear.js';

/** The ways a cat can be drawn. Its feet, or the edge it looks over, are at y = 0. */
export type PoseName = 'sit' | 'wave' | 'loaf' | 'rest' | 'stand' | 'curl' | 'peek' | 'pop';

type Pose = (sketch: Sketch, cat: Cat, wear: Wear) => void;

const drawLoaf: Pose = (sketch, cat, wear) => {
  const g = girthOf(cat);
  const points: Point[] = [
    [-120, -150],
    [-40, -198 * g],
    [90, -206 * g],
    [196 * g, -142],
    [224 * g, -58],
    [196 * g, -6],
    [0, 0],
    [-150, -4],
    [-178, -50],
    [-160, -110],
  ];
  const outline = drawTorso(sketch, cat, points, 'side');
  const neck: Neck = { x: -86, y: -112, half: 80, drop: 96 };
  wear.torso?.(sketch, { outline, area: around(points), view: 'side', neck, hem: 96 });
  drawTail(sketch, cat, [
    [188 * g, -26],
    [228 * g, 12],
    [130, 12],
    [44, -22],
  ]);
  drawPaw(sketch, cat, -128, -12, 0.9);
  drawPaw(sketch, cat, -52, -12, 0.9);
  drawChinShade(sketch, cat, outline, -86, -100);
  if (cat.look.fur === 'long') {
    sketch.within(placed(-86, 18, 1), () => drawRuff(sketch, cat, -106));
  }
  wear.neck?.(sketch, neck);
  drawDressedHead(sketch, cat, wear, placed(-86, -176, 1, cat.random.between(-7, 5)));
};

const drawRest: Pose = (sketch, cat, wear) => {
  const g = girthOf(cat);
  drawTail(sketch, cat, [
    [140 * g, -40],
    [230 * g, -20],
    [236 * g, -120],
    [196 * g, -170],
  ]);
  const points = mirrored([
    [0, -190],
    [80 * g, -182],
    [148 * g, -120],
    [166 * g, -50],
    [140 * g, -4],
    [0, 0],
  ]);
  const outline = drawTorso(sketch, cat, points, 'front');
  const neck: Neck = { x: 0, y: -112, half: 78, drop: 84 };
  wear.torso?.(sketch, { outline, area: around(points), view: 'front', neck, hem: -26 });
  for (const side of [-1, 1] as const) {
    const curve: Curve = [
      [side * 96, -70],
      [side * 96, -40],
      [side * 74, -16],
      [side * 50, -8],
    ];
    drawLeg(sketch, cat, curve, [28, 24]);
    drawSleeve(sketch, wear, curve, 27, 0.6);
    drawPaw(sketch, cat, side * 48, -6, 1.1);
  }
  drawChinShade(sketch, cat, outline, 0, -104);
  if (cat.look.fur === 'long') drawRuff(sketch, cat, -100);
  wear.neck?.(sketch, neck);
  drawDressedHead(sketch, cat, wear, placed(0, -180, 1.04, cat.random.between(-8, 8)));
};

function drawSideLeg(
  sketch: Sketch,
  cat: Cat,
  x: number,
  foot: number,
  tall: number,
  far: boolean,
): void {
  const curve: Curve = [
    [x, -tall - 42],
    [x - 8, -tall * 0.7],
    [foot + 4, -tall * 0.4],
    [foot, -15],
  ];
  drawLeg(sketch, cat, curve, [32, 19], far);
  drawPaw(sketch, cat, foot - 7, -14, 0.84);
}

const drawStand: Pose = (sketch, cat, wear) => {
  const g = girthOf(cat);
  const tall = 108 * legsOf(cat);
  const belly = -tall;
  const back = belly - 126 * g;
  drawTail(sketch, cat, [
    [168, back + 36],
    [248, back - 10],
    [214, back - 120],
    [262, back - 168],
  ]);
  drawSideLeg(sketch, cat, -64, -52, tall, true);
  drawSideLeg(sketch, cat, 136, 168, tall, true);
  const points: Point[] = [
    [-150, back - 40],
    [-84, back - 12],
    [30, back + 8],
    [130, back - 6],
    [186, back + 40],
    [180, belly - 18],
    [110, belly + 4],
    [0, belly + 8],
    [-96, belly + 8],
    [-156, belly - 40],
    [-172, back + 20],
  ];
  const outline = drawTorso(sketch, cat, points, 'side');
  const neck: Neck = { x: -134, y: back + 36, half: 62, drop: 110 };
  drawSideLeg(sketch, cat, 128, 124, tall, false);
  wear.torso?.(sketch, { outline, area: around(points), view: 'side', neck, hem: 92 });
  drawSideLeg(sketch, cat, -110, -106, tall, false);
  if (wear.sleeve) {
    const curve: Curve = [
      [-110, -tall - 42],
      [-118, -tall * 0.7],
      [-102, -tall * 0.4],
      [-106, -15],
    ];
    drawSleeve(sketch, wear, curve, 28, 0.5);
  }
  drawChinShade(sketch, cat, outline, -134, back + 40);
  if (cat.look.fur === 'long')
    sketch.within(placed(-134, 0), () => drawRuff(sketch, cat, back + 48));
  wear.neck?.(sketch, neck);
  drawDressedHead(sketch, cat, wear, placed(-138, back - 34, 0.98, cat.random.between(-8, 4)));
};

const drawCurl: Pose = (sketch, cat, wear) => {
  const g = girthOf(cat);
  const points: Point[] = [
    [-150, -150],
    [-30, -204 * g],
    [110, -196 * g],
    [208 * g, -118],
    [200 * g, -36],
    [110, -2],
    [-60, 0],
    [-180, -20],
    [-204, -86],
  ];
  const outline = drawTorso(sketch, cat, points, 'side');
  const neck: Neck = { x: -96, y: -64, half: 76, drop: 60 };
  wear.torso?.(sketch, { outline, area: around(points), view: 'side', neck, hem: 100 });
  sketch.path(`M${60} -12Q150 -40 146 -110Q140 -150 96 -160`, {
    line: cat.line,
    width: 4,
    opacity: 0.7,
  });
  drawDressedHead(sketch, cat, wear, placed(-96, -92, 0.94, -10));
  drawTail(sketch, cat, [
    [206 * g, -60],
    [236 * g, 24],
    [40, 34],
    [-50, -10],
  ]);
  drawPaw(sketch, cat, -40, -8, 0.92);
};

/** Head and shoulders behind an edge; the lift says how much of the chest shows above it. */
function drawBust(sketch: Sketch, cat: Cat, wear: Wear, lift: number): void {
  const g = girthOf(cat);
  const points = mirrored([
    [0, -70 - lift],
    [80 * g, -52 - lift],
    [108 * g, 8 - lift * 0.6],
    [116 * g, 74],
    [0, 84],
  ]);
  const outline = drawTorso(sketch, cat, points, 'front');
  const neck: Neck = { x: 0, y: -34 - lift, half: 70, drop: 52 + lift };
  wear.torso?.(sketch, { outline, area: around(points), view: 'front', neck, hem: 70 });
  drawChinShade(sketch, cat, outline, 0, -30 - lift);
  if (cat.look.fur === 'long') drawRuff(sketch, cat, -24 - lift);
  wear.neck?.(sketch, neck);
  drawDressedHead(sketch, cat, wear, placed(0, -108 - lift, 1.04, cat.random.between(-7, 7)));
}

/** Both paws over an edge at y = 0; drawn after the edge. */
export function drawHangingPaws(sketch: Sketch, cat: Cat, half: number): void {
  drawPaw(sketch, cat, -half, 4, 1.12);
  drawPaw(sketch, cat, half, 4, 1.12);
}

const poses: Readonly<Record<PoseName, Pose>> = {
  sit: (sketch, cat, wear) => drawSeated(sketch, cat, wear, false),
  wave: (sketch, cat, wear) => drawSeated(sketch, cat, wear, true),
  loaf: drawLoaf,
  rest: drawRest,
  stand: drawStand,
  curl: drawCurl,
  peek: (sketch, cat, wear) => drawBust(sketch, cat, wear, 0),
  pop: (sketch, cat, wear) => drawBust(sketch, cat, wear, 74),
};

/** Draws a cat in a pose with what it wears. */
export function drawCat(sketch: Sketch, cat: Cat, pose: PoseName, wear: Wear): void {
  poses[pose](sketch, cat, wear);
}
