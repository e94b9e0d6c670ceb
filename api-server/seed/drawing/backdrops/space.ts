import { type Colour, darker, lighter } from '../colour.js';
import type { Edges } from '../geometry.js';
import { box, ellipse } from '../outline.js';
import type { Sketch } from '../sketch.js';
import { scenery } from '../thing.js';
import type { Backdrop } from './backdrop.js';

function drawPlanet(
  sketch: Sketch,
  x: number,
  y: number,
  size: number,
  colour: Colour,
  ringed: boolean,
): Edges | undefined {
  return sketch.measured(() => {
    const disc = ellipse(x, y, size);
    sketch.path(disc, { fill: colour });
    sketch.clipped(disc, () => {
      const bands = `M${x - size} ${y - size * 0.4}Q${x} ${y - size * 0.1} ${x + size} ${y - size * 0.5}L${x + size} ${y - size * 0.15}Q${x} ${y + size * 0.2} ${x - size} ${y - size * 0.1}ZM${x - size} ${y + size * 0.35}Q${x} ${y + size * 0.6} ${x + size} ${y + size * 0.25}L${x + size} ${y + size * 0.5}Q${x} ${y + size * 0.85} ${x - size} ${y + size * 0.6}Z`;
      sketch.path(bands, { fill: lighter(colour, 0.3) });
      sketch.path(
        `M${x + size * 0.2} ${y - size}Q${x + size * 0.5} ${y + size * 0.4} ${x - size * 0.6} ${y + size}L${x + size} ${y + size}L${x + size} ${y - size}Z`,
        { fill: darker(colour, 0.6), opacity: 0.25 },
      );
    });
    if (!ringed) return;
    const ring = `M${x - size * 0.94} ${y - size * 0.1}Q${x - size * 2.1} ${y + size * 0.5} ${x - size * 1.3} ${y + size * 0.56}Q${x} ${y + size * 0.6} ${x + size * 1.4} ${y - size * 0.34}Q${x + size * 2} ${y - size * 0.8} ${x + size * 0.86} ${y - size * 0.5}`;
    sketch.path(ring, { line: lighter(colour, 0.6), width: size * 0.16 });
  });
}

function drawStars(
  sketch: Sketch,
  width: number,
  height: number,
  spots: readonly (readonly [number, number])[],
): void {
  const dots = spots.map(([x, y], index) =>
    ellipse(x * width, y * height, 1.2 + (index % 4) * 0.7),
  );
  sketch.path(dots.join(''), { fill: '#ffffff', opacity: 0.9 });
  const sparkles = spots.slice(0, 7).map(([x, y]) => {
    const [cx, cy] = [x * width, y * height];
    return `M${cx} ${cy - 11}Q${cx + 1.5} ${cy - 1.5} ${cx + 11} ${cy}Q${cx + 1.5} ${cy + 1.5} ${cx} ${cy + 11}Q${cx - 1.5} ${cy + 1.5} ${cx - 11} ${cy}Q${cx - 1.5} ${cy - 1.5} ${cx} ${cy - 11}Z`;
  });
  sketch.path(sparkles.join(''), { fill: '#fff3c4' });
}

/** Stars and planets; `ground` adds the curve of a moon to stand on. */
function spaceWith(ground: boolean): Backdrop {
  return (sketch, { width, height, floor, random }) => {
    sketch.path(box(0, 0, width, height), {
      fill: random.pick(['#1d2148', '#2a1c49', '#152a4a', '#231f3d']),
    });
    sketch.path(
      `M0 ${height * 0.7}Q${width * 0.3} ${height * 0.2} ${width} ${height * 0.12}L${width} ${height * 0.4}Q${width * 0.4} ${height * 0.5} 0 ${height}Z`,
      { fill: random.pick(['#6a4fa0', '#3f6fae', '#a0508f']), opacity: 0.28 },
    );
    drawStars(
      sketch,
      width,
      height,
      Array.from({ length: 58 }, () => [random.next(), random.next()] as const),
    );
    const unit = Math.min(width, height);
    const left = random.chance(0.5);
    const planets = [
      drawPlanet(
        sketch,
        width * (left ? 0.15 : 0.85),
        height * 0.22,
        unit * 0.1,
        random.pick(['#e08a4f', '#d96f7d', '#e3b454']),
        true,
      ),
      drawPlanet(
        sketch,
        width * (left ? 0.88 : 0.12),
        height * random.between(0.3, 0.55),
        unit * 0.065,
        random.pick(['#63b5a5', '#6a9fd8', '#b58ad6']),
        false,
      ),
    ];
    const things = [
      scenery('Astronomy'),
      scenery('Outer Space', 'Astronomy'),
      scenery('Star', 'Astronomy', 'Outer Space'),
      {
        name: 'Planet',
        parents: ['Astronomy', 'Outer Space'],
        places: planets.filter((edges) => edges !== undefined),
      },
    ];
    if (!ground) return things;
    const moon = sketch.measured(() =>
      sketch.path(
        `M0 ${floor + 26}Q${width / 2} ${floor - 26} ${width} ${floor + 26}L${width} ${height}L0 ${height}Z`,
        { fill: '#c9c6d4', line: '#8f8ca3', width: 4 },
      ),
    );
    const craters = [0.1, 0.28, 0.72, 0.92].map((share, index) =>
      ellipse(width * share, floor + (height - floor) * (0.5 + (index % 2) * 0.2), 34, 10),
    );
    sketch.path(craters.join(''), { fill: '#aaa7ba' });
    return [
      ...things,
      { name: 'Moon', parents: ['Astronomy', 'Outer Space'], places: moon ? [moon] : [] },
    ];
  };
}

/** Among the stars. */
export const deepSpace: Backdrop = spaceWith(false);

/** On the ground of a moon. */
export const moonscape: Backdrop = spaceWith(true);
