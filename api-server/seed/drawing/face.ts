import type { Cat } from './cat.js';
import { brightness, type Colour, darker, lighter } from './colour.js';
import { placed } from './geometry.js';
import { blob, ellipse } from './outline.js';
import type { Sketch } from './sketch.js';

/** Where the parts of the face sit; a flat face has them higher and closer together. */
export interface FacePlan {
  readonly eyeX: number;
  readonly eyeY: number;
  readonly eyeSize: number;
  readonly slant: number;
  readonly noseY: number;
}

/** The plan of a cat's face. */
export function facePlan(cat: Cat): FacePlan {
  const { head, fur } = cat.look;
  if (head === 'flat') return { eyeX: 45, eyeY: 0, eyeSize: 27, slant: 0, noseY: 16 };
  if (head === 'wedge') {
    const big = fur === 'curly' || fur === 'bare' ? 3 : 0;
    return { eyeX: 37, eyeY: -6, eyeSize: 22 + big, slant: 14, noseY: 36 };
  }
  if (head === 'round') return { eyeX: 42, eyeY: -4, eyeSize: 26, slant: 0, noseY: 27 };
  return { eyeX: 40, eyeY: -6, eyeSize: 24, slant: 5, noseY: 30 };
}

const ink = '#2b2128';

function drawOpenEye(sketch: Sketch, cat: Cat, plan: FacePlan, colour: Colour): void {
  const size = plan.eyeSize;
  const tall = size * (plan.slant > 10 ? 0.82 : 1.02);
  const shape = blob([
    [-size, 2],
    [-size * 0.45, -tall * 0.86],
    [size * 0.5, -tall * 0.86],
    [size, -1],
    [size * 0.55, tall * 0.84],
    [-size * 0.5, tall * 0.84],
  ]);
  const pupil = cat.mood === 'wide' ? size * 0.62 : size * 0.4;
  sketch.path(shape, { fill: colour, line: ink, width: 4.5 });
  sketch.clipped(shape, () => {
    sketch.path(ellipse(0, size * 0.5, size * 0.8, size * 0.5), {
      fill: lighter(colour, 0.4),
      opacity: 0.7,
    });
    sketch.path(ellipse(0, 0, pupil, tall * 0.8), { fill: '#1d171c' });
    if (cat.mood === 'sleepy') {
      const lid = cat.coat.pattern === 'points' ? cat.coat.mark : darker(cat.coat.base, 0.12);
      sketch.path(`M-40 -40L40 -40L40 -4Q0 -12 -40 -4Z`, { fill: lid, line: ink, width: 4 });
    }
  });
  sketch.path(ellipse(-size * 0.26, -size * (cat.mood === 'sleepy' ? -0.1 : 0.36), size * 0.25), {
    fill: '#ffffff',
  });
  sketch.path(ellipse(size * 0.3, size * 0.38, size * 0.12), { fill: '#ffffff', opacity: 0.85 });
}

function drawShutEye(sketch: Sketch, cat: Cat, size: number): void {
  const line = brightness(faceColour(cat)) < 0.32 ? '#171217' : ink;
  const arc =
    cat.mood === 'happy' ? `M${-size} 8Q0 ${-size} ${size} 8` : `M${-size} 0Q0 ${size} ${size} 0`;
  if (brightness(faceColour(cat)) < 0.4) {
    sketch.path(arc, { line: lighter(faceColour(cat), 0.35), width: 9 });
  }
  sketch.path(arc, { line, width: 5.5 });
}

/** The colour the eyes and nose lie on. */
function faceColour({ coat }: Cat): Colour {
  return coat.pattern === 'points' ? coat.mark : coat.base;
}

function drawEyes(sketch: Sketch, cat: Cat, plan: FacePlan): void {
  for (const side of [-1, 1] as const) {
    const shut =
      cat.mood === 'asleep' || cat.mood === 'happy' || (cat.mood === 'wink' && side === 1);
    const spot = placed(side * plan.eyeX, plan.eyeY, 1, -side * plan.slant);
    sketch.within(spot, () => {
      if (shut) drawShutEye(sketch, cat, plan.eyeSize * 0.9);
      else drawOpenEye(sketch, cat, plan, cat.eyes[side === -1 ? 0 : 1]);
    });
  }
}

function drawMuzzle(sketch: Sketch, cat: Cat, y: number): void {
  const { coat, look } = cat;
  const lightFace = coat.pattern !== 'points' || coat.white === 'bib';
  if (lightFace && coat.pattern !== 'skin') {
    const wide = look.head === 'wedge' ? 22 : 28;
    const cheeks = ellipse(-wide * 0.8, y + 21, wide, 21) + ellipse(wide * 0.8, y + 21, wide, 21);
    sketch.path(ellipse(0, y + 36, 21, 17) + cheeks, { fill: cat.pale });
  }
  const dark = brightness(faceColour(cat)) < 0.45;
  const nose =
    coat.pattern === 'points' && !coat.white
      ? darker(coat.mark, 0.45)
      : dark
        ? '#a8757a'
        : '#e08b8b';
  const tip = `M-13 ${y - 6}Q0 ${y - 12} 13 ${y - 6}Q13 ${y} 0 ${y + 9}Q-13 ${y} -13 ${y - 6}Z`;
  sketch.path(tip, { fill: nose, line: darker(nose, 0.4), width: 2.5 });
  const pout = look.head === 'flat' ? -5 : 5;
  const mouth = `M0 ${y + 9}L0 ${y + 17}M0 ${y + 17}Q-10 ${y + 29} -25 ${y + 19 + pout}M0 ${y + 17}Q10 ${y + 29} 25 ${y + 19 + pout}`;
  sketch.path(mouth, { line: lightFace && !dark ? ink : darker(faceColour(cat), 0.75), width: 4 });
}

function drawWhiskers(sketch: Sketch, cat: Cat, y: number): void {
  if (cat.look.fur === 'bare') return;
  const crimped = cat.look.fur === 'curly' || cat.look.fur === 'wire';
  const wave = crimped ? 14 : 3;
  const strands = [-1, 1].flatMap((side) =>
    [-7, 3, 13].map((drop) => {
      const [x, tipX] = [side * 38, side * (crimped ? 108 : 132)];
      const tipY = y + 16 + drop * 2.4;
      return `M${x} ${y + 16 + drop * 0.5}Q${(x + tipX) / 2} ${y + 16 + drop - wave} ${tipX} ${tipY}`;
    }),
  );
  const line = brightness(cat.coat.base) > 0.72 ? '#8d838a' : '#fffaf2';
  // Whiskers are thin and reach far: counted, they would make every face look wider than it is.
  sketch.unmeasured(() => sketch.path(strands.join(''), { line, width: 2.4, opacity: 0.85 }));
}

/** Eyes, nose, mouth and whiskers on a head of radius 100 around the origin. */
export function drawFace(sketch: Sketch, cat: Cat): void {
  const plan = facePlan(cat);
  const cheek = brightness(faceColour(cat)) > 0.5;
  if (cheek) {
    const spots = ellipse(-66, 30, 17, 11) + ellipse(66, 30, 17, 11);
    sketch.path(spots, { fill: '#f0878a', opacity: 0.26 });
  }
  drawMuzzle(sketch, cat, plan.noseY);
  drawEyes(sketch, cat, plan);
  drawWhiskers(sketch, cat, plan.noseY);
}
