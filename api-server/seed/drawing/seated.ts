import { around, drawChest, drawLeg, drawPaw, drawTail, drawTorso } from './body.js';
import { type Cat, girthOf } from './cat.js';
import { drawChinShade, drawDressedHead, drawRuff, drawSleeve } from './dressing.js';
import { placed } from './geometry.js';
import { type Curve, ellipse, mirrored } from './outline.js';
import type { Sketch } from './sketch.js';
import type { Neck, Wear } from './wear.js';

function drawFrontLeg(sketch: Sketch, cat: Cat, wear: Wear, side: 1 | -1, top: number): void {
  const curve: Curve = [
    [side * 32, top],
    [side * 36, top * 0.6],
    [side * 33, top * 0.35],
    [side * 33, -14],
  ];
  drawLeg(sketch, cat, curve, [25, 22]);
  drawSleeve(sketch, wear, curve, 25);
  drawPaw(sketch, cat, side * 35, -15);
}

function drawRaisedLeg(sketch: Sketch, cat: Cat, wear: Wear): void {
  const curve: Curve = [
    [46, -178],
    [96, -150],
    [126, -200],
    [132, -262],
  ];
  drawLeg(sketch, cat, curve, [26, 23]);
  drawSleeve(sketch, wear, curve, 25, 0.55);
  sketch.within(placed(134, -268, 1, 12), () => {
    drawPaw(sketch, cat, 0, 0, 1.02);
    const pads =
      ellipse(0, 6, 11, 8) + ellipse(-15, -5, 5) + ellipse(0, -9, 5) + ellipse(15, -5, 5);
    sketch.path(pads, { fill: '#e59a9a' });
  });
}

function drawHaunch(sketch: Sketch, cat: Cat, side: 1 | -1, x: number): void {
  drawPaw(sketch, cat, side * (x + 8), -13, 1.04);
  const bend = `M${side * (x + 36)} -22Q${side * (x + 42)} -92 ${side * (x - 18)} -102`;
  sketch.path(bend, { line: cat.line, width: 4 });
}

/** Sitting and facing us, with or without one paw up to greet. */
export function drawSeated(sketch: Sketch, cat: Cat, wear: Wear, raised: boolean): void {
  const g = girthOf(cat);
  const lift = cat.look.legs === 'long' ? 22 : cat.look.legs === 'short' ? -46 : 0;
  const top = -262 - lift;
  drawTail(sketch, cat, [
    [96 * g, -26],
    [190 * g, 6],
    [226 * g, -60],
    [172 * g, -148],
  ]);
  const points = mirrored([
    [0, top],
    [52 * g, top + 12],
    [76 * g, top + 76],
    [104 * g, -104],
    [122 * g, -50],
    [100 * g, -8],
    [0, -2],
  ]);
  const outline = drawTorso(sketch, cat, points, 'front');
  sketch.clipped(outline, () => drawChest(sketch, cat, 0, top + 60, 46 * g, 128));
  drawHaunch(sketch, cat, -1, 70 * g);
  drawHaunch(sketch, cat, 1, 70 * g);
  const neck: Neck = { x: 0, y: top + 52, half: 62 * g, drop: 150 };
  if (wear.torso) {
    wear.torso(sketch, { outline, area: around(points), view: 'front', neck, hem: -64 });
  }
  drawFrontLeg(sketch, cat, wear, -1, top + 116);
  if (raised) drawRaisedLeg(sketch, cat, wear);
  else drawFrontLeg(sketch, cat, wear, 1, top + 116);
  drawChinShade(sketch, cat, outline, 0, top + 30);
  if (cat.look.fur === 'long') drawRuff(sketch, cat, top + 66);
  wear.neck?.(sketch, neck);
  const tilt = cat.random.between(-6, 6);
  drawDressedHead(sketch, cat, wear, placed(0, top - 38, 1.04, tilt));
}
