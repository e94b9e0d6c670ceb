import type { Random } from '../../random.js';
import { type Colour, darker, lighter } from '../colour.js';
import { placed } from '../geometry.js';
import { ellipse } from '../outline.js';
import type { Sketch } from '../sketch.js';
import type { Neck } from '../wear.js';
import { brightColours } from './hats.js';

function drawCollar(sketch: Sketch, half: number): void {
  const left = `M${-half * 0.9} -18Q-30 6 -4 14L-26 44Q${-half * 0.8} 22 ${-half * 0.9} -18Z`;
  const right = `M${half * 0.9} -18Q30 6 4 14L26 44Q${half * 0.8} 22 ${half * 0.9} -18Z`;
  sketch.path(left + right, { fill: '#fdfcfa', line: '#9b969c', width: 3.5 });
}

function patternOn(sketch: Sketch, shape: string, colour: Colour, random: Random): void {
  const light = lighter(colour, 0.62);
  const kind = random.pick(['stripes', 'dots', 'plain']);
  sketch.clipped(shape, () => {
    if (kind === 'stripes') {
      const bars = Array.from({ length: 8 }, (_, index) => {
        const y = -10 + index * 30;
        return `M-70 ${y + 44}L70 ${y - 10}L70 ${y + 2}L-70 ${y + 56}Z`;
      });
      sketch.path(bars.join(''), { fill: light });
    } else if (kind === 'dots') {
      const dots = Array.from({ length: 24 }, (_, index) => {
        const [row, column] = [Math.floor(index / 3), index % 3];
        return ellipse(-20 + column * 20 + (row % 2) * 10, 26 + row * 19, 4.5);
      });
      sketch.path(dots.join(''), { fill: light });
    }
  });
}

function drawNecktie(sketch: Sketch, neck: Neck, random: Random): void {
  const colour = random.pick(brightColours);
  const line = darker(colour, 0.5);
  const end = Math.max(neck.drop, 78) + 34;
  const blade = `M-13 36L13 36L30 ${end - 26}L0 ${end}L-30 ${end - 26}Z`;
  sketch.path(blade, { fill: colour, line, width: 4 });
  patternOn(sketch, blade, colour, random);
  sketch.path(blade, { line, width: 4 });
  sketch.path('M-21 8L21 8L14 42L-14 42Z', { fill: darker(colour, 0.12), line, width: 4 });
}

function drawBowTie(sketch: Sketch, random: Random): void {
  const colour = random.pick(brightColours);
  const line = darker(colour, 0.5);
  const wings =
    'M-6 24Q-44 -14 -66 -6Q-74 26 -66 58Q-44 66 -6 32ZM6 24Q44 -14 66 -6Q74 26 66 58Q44 66 6 32Z';
  sketch.path(wings, { fill: colour, line, width: 4 });
  const dots = (
    [
      [-50, 10],
      [-50, 42],
      [-32, 26],
      [50, 10],
      [50, 42],
      [32, 26],
    ] as const
  ).map(([x, y]) => ellipse(x, y, 5));
  sketch.path(dots.join(''), { fill: lighter(colour, 0.65) });
  sketch.path(ellipse(0, 28, 15, 18), { fill: darker(colour, 0.14), line, width: 4 });
}

/** A shirt collar with a necktie, or a bow tie, under the chin. */
export function drawTie(sketch: Sketch, neck: Neck, bow: boolean, random: Random): void {
  sketch.within(placed(neck.x, neck.y + 10, neck.half > 70 ? 1.06 : 0.98), () => {
    if (bow) return drawBowTie(sketch, random);
    drawCollar(sketch, neck.half);
    drawNecktie(sketch, neck, random);
  });
}

/** A woollen scarf with one hanging end. */
export function drawScarf(sketch: Sketch, neck: Neck, random: Random): void {
  const colour = random.pick(brightColours);
  const line = darker(colour, 0.48);
  const { half } = neck;
  sketch.within(placed(neck.x, neck.y + 6), () => {
    const end = `M14 14L54 8L66 ${104}L22 ${110}Z`;
    sketch.path(end, { fill: colour, line, width: 4 });
    sketch.path('M17 46L58 40L60 54L18 60ZM20 76L62 70L64 84L21 90Z', {
      fill: lighter(colour, 0.6),
    });
    sketch.path('M26 110L27 126M38 109L39 125M50 108L52 124M62 106L64 121', {
      line: colour,
      width: 5,
    });
    const wrap = `M${-half - 22} -34Q0 30 ${half + 22} -34Q${half + 36} -6 ${half + 10} 16Q0 58 ${-half - 10} 16Q${-half - 36} -6 ${-half - 22} -34Z`;
    sketch.path(wrap, { fill: colour, line, width: 4.5 });
    const folds = `M${-half * 0.9} -6Q0 44 ${half * 0.9} -6`;
    sketch.path(folds, { line: darker(colour, 0.22), width: 4 });
  });
}

/** A triangular neckerchief. */
export function drawBandana(sketch: Sketch, neck: Neck, random: Random): void {
  const colour = random.pick(brightColours);
  const line = darker(colour, 0.5);
  const { half } = neck;
  sketch.within(placed(neck.x, neck.y), () => {
    const cloth = `M${-half - 12} -24Q0 34 ${half + 12} -24Q${half * 0.7} 40 0 96Q${-half * 0.7} 40 ${-half - 12} -24Z`;
    sketch.path(cloth, { fill: colour, line, width: 4.5 });
    const dots = (
      [
        [-34, 26],
        [0, 38],
        [34, 26],
        [-16, 56],
        [16, 56],
        [0, 76],
      ] as const
    ).map(([x, y]) => ellipse(x, y, 5));
    sketch.path(dots.join(''), { fill: '#fffaf2' });
  });
}
