import { type Colour, darker, lighter } from '../colour.js';
import type { Edges } from '../geometry.js';
import { box, ellipse } from '../outline.js';
import type { Sketch } from '../sketch.js';
import { scenery, type Thing } from '../thing.js';
import type { Backdrop, Stage } from './backdrop.js';

const outdoors = [scenery('Outdoors'), scenery('Nature', 'Outdoors')];

function seen(
  name: string,
  parents: readonly string[],
  places: readonly (Edges | undefined)[],
): Thing[] {
  const known = places.filter((edges) => edges !== undefined);
  return known.length > 0 ? [{ name, parents, places: known }] : [];
}

function drawCloud(sketch: Sketch, x: number, y: number, size: number): void {
  const puffs =
    ellipse(x, y, size, size * 0.42) +
    ellipse(x - size * 0.3, y - size * 0.26, size * 0.4) +
    ellipse(x + size * 0.26, y - size * 0.34, size * 0.48);
  sketch.path(puffs, { fill: '#ffffff', opacity: 0.9 });
}

function drawHill(sketch: Sketch, stage: Stage, y: number, rise: number, fill: Colour): void {
  const { width, height } = stage;
  sketch.path(
    `M0 ${y}Q${width * 0.25} ${y - rise} ${width * 0.52} ${y - rise * 0.2}Q${width * 0.78} ${y + rise * 0.5} ${width} ${y - rise * 0.6}L${width} ${height}L0 ${height}Z`,
    { fill },
  );
}

function drawFlower(
  sketch: Sketch,
  x: number,
  y: number,
  size: number,
  colour: Colour,
): Edges | undefined {
  return sketch.measured(() => {
    sketch.path(`M${x} ${y + size * 3.4}Q${x + size * 0.5} ${y + size * 1.6} ${x} ${y}`, {
      line: '#4d7f45',
      width: size * 0.34,
    });
    const petals = [0, 72, 144, 216, 288].map((degrees) => {
      const angle = (degrees * Math.PI) / 180;
      return ellipse(
        x + Math.cos(angle) * size * 0.72,
        y + Math.sin(angle) * size * 0.72,
        size * 0.52,
      );
    });
    sketch.path(petals.join(''), { fill: colour, line: darker(colour, 0.3), width: 1.5 });
    sketch.path(ellipse(x, y, size * 0.44), { fill: '#f4c542' });
  });
}

function drawTree(
  sketch: Sketch,
  x: number,
  ground: number,
  size: number,
  leaf: Colour,
): Edges | undefined {
  return sketch.measured(() => {
    sketch.path(box(x - size * 0.07, ground - size * 0.5, size * 0.14, size * 0.5), {
      fill: '#8a6246',
    });
    const crown =
      ellipse(x, ground - size * 0.78, size * 0.36) +
      ellipse(x - size * 0.24, ground - size * 0.6, size * 0.26) +
      ellipse(x + size * 0.24, ground - size * 0.6, size * 0.27);
    sketch.path(crown, { fill: leaf });
    sketch.path(ellipse(x - size * 0.1, ground - size * 0.88, size * 0.14), {
      fill: lighter(leaf, 0.25),
      opacity: 0.7,
    });
  });
}

/** Hills, a tree and flowers under a blue sky. */
export const garden: Backdrop = (sketch, stage) => {
  const { width, height, floor, random } = stage;
  sketch.path(box(0, 0, width, height), {
    fill: random.pick(['#bfe3f2', '#cfe9e6', '#fbe0bb', '#cfdcf5']),
  });
  sketch.path(
    ellipse(width * random.between(0.14, 0.86), floor * 0.2, Math.min(width, height) * 0.08),
    { fill: '#ffe08a' },
  );
  drawCloud(
    sketch,
    width * random.between(0.12, 0.34),
    floor * random.between(0.16, 0.34),
    width * 0.09,
  );
  drawCloud(
    sketch,
    width * random.between(0.68, 0.9),
    floor * random.between(0.14, 0.4),
    width * 0.075,
  );
  drawHill(sketch, stage, floor * 0.86, floor * 0.2, '#a9cf9a');
  const tree = drawTree(
    sketch,
    width * random.pick([0.1, 0.9]),
    floor * 0.96,
    Math.min(width, height) * 0.46,
    random.pick(['#6fab66', '#7fb46a', '#e7a3b5']),
  );
  drawHill(sketch, stage, floor, floor * 0.05, '#86ba76');
  const colour = random.pick(['#ffffff', '#f3a6b8', '#c9a3e0', '#f28d6b']);
  const spots = [0.05, 0.16, 0.84, 0.95, 0.25, 0.76] as const;
  const flowers = spots.map((share) =>
    drawFlower(
      sketch,
      width * share,
      floor + (height - floor) * random.between(0.05, 0.5),
      11,
      colour,
    ),
  );
  return [
    ...outdoors,
    scenery('Grass', 'Plant'),
    ...seen('Tree', ['Plant'], [tree]),
    ...seen('Flower', ['Plant'], flowers),
  ];
};

/** Falling leaves. */
export const autumn: Backdrop = (sketch, stage) => {
  const { width, height, floor, random } = stage;
  sketch.path(box(0, 0, width, height), { fill: random.pick(['#f7e3c0', '#f3d9c4', '#e8e2cf']) });
  drawHill(sketch, stage, floor * 0.84, floor * 0.2, '#e2b877');
  const size = Math.min(width, height) * 0.52;
  const trees = [0.08, 0.92].map((share) =>
    drawTree(sketch, width * share, floor, size, random.pick(['#d9813f', '#c9573c', '#e0a63e'])),
  );
  drawHill(sketch, stage, floor, floor * 0.04, '#b98f56');
  const leaf = (x: number, y: number): string =>
    `M${x} ${y}Q${x + 4} ${y - 15} ${x + 20} ${y - 13}Q${x + 19} ${y + 3} ${x} ${y}Z`;
  for (const fill of ['#d9813f', '#c9573c', '#e8b84a']) {
    const leaves = Array.from({ length: 9 }, () =>
      leaf(random.between(0, width - 20), random.between(14, height)),
    );
    sketch.path(leaves.join(''), { fill });
  }
  return [
    ...outdoors,
    scenery('Autumn', 'Nature', 'Outdoors'),
    scenery('Leaf', 'Plant'),
    ...seen('Tree', ['Plant'], trees),
  ];
};

/** Snow on hills and firs. */
export const winter: Backdrop = (sketch, stage) => {
  const { width, height, floor, random } = stage;
  sketch.path(box(0, 0, width, height), { fill: random.pick(['#b7cfe4', '#c9c5e2', '#9fb9d6']) });
  drawHill(sketch, stage, floor * 0.82, floor * 0.22, '#d5e2ef');
  const fir = (x: number, size: number): Edges | undefined =>
    sketch.measured(() => {
      const tiers = [0, 0.26, 0.52].map(
        (lift) =>
          `M${x - size * (0.34 - lift * 0.32)} ${floor - size * (0.12 + lift)}L${x} ${floor - size * (0.62 + lift)}L${x + size * (0.34 - lift * 0.32)} ${floor - size * (0.12 + lift)}Z`,
      );
      sketch.path(box(x - size * 0.05, floor - size * 0.14, size * 0.1, size * 0.16), {
        fill: '#6f5140',
      });
      sketch.path(tiers.join(''), { fill: '#4f7f78', line: '#e9f2f5', width: 3 });
    });
  const size = Math.min(width, height) * 0.42;
  const firs = [
    fir(width * 0.08, size),
    fir(width * 0.9, size * 1.15),
    fir(width * 0.22, size * 0.7),
  ];
  drawHill(sketch, stage, floor, floor * 0.05, '#f4f8fb');
  const flakes = Array.from({ length: 46 }, () =>
    ellipse(random.between(0, width), random.between(0, height), random.between(2.5, 5.5)),
  );
  sketch.path(flakes.join(''), { fill: '#ffffff', opacity: 0.9 });
  return [
    ...outdoors,
    scenery('Snow', 'Nature', 'Outdoors'),
    scenery('Winter', 'Nature', 'Outdoors'),
    ...seen('Fir', ['Plant', 'Tree'], firs),
  ];
};

/** Sand, sea and a parasol. */
export const beach: Backdrop = (sketch, stage) => {
  const { width, height, floor, random } = stage;
  sketch.path(box(0, 0, width, height), { fill: random.pick(['#bfe6f5', '#fcd9b8', '#c9e8e4']) });
  sketch.path(ellipse(width * 0.8, floor * 0.24, Math.min(width, height) * 0.09), {
    fill: '#ffdf80',
  });
  drawCloud(sketch, width * 0.2, floor * 0.2, width * 0.08);
  sketch.path(box(0, floor * 0.66, width, height), { fill: '#5fb3c9' });
  sketch.path(
    `M${width * 0.1} ${floor * 0.76}L${width * 0.3} ${floor * 0.76}M${width * 0.6} ${floor * 0.72}L${width * 0.86} ${floor * 0.72}M${width * 0.4} ${floor * 0.84}L${width * 0.64} ${floor * 0.84}`,
    { line: '#dff3f6', width: 4 },
  );
  drawHill(sketch, stage, floor * 0.97, floor * 0.03, '#f1dcae');
  const [x, y, size] = [width * 0.12, floor * 0.46, Math.min(width, height) * 0.24];
  const cloth = random.pick(['#e2645a', '#3f8fb0', '#f0a63c']);
  const parasol = sketch.measured(() => {
    sketch.path(`M${x} ${y}L${x - 14} ${floor + 20}`, { line: '#8a6a4c', width: 8 });
    sketch.path(
      `M${x - size} ${y + 16}Q${x} ${y - size * 1.2} ${x + size} ${y + 16}Q${x} ${y - 26} ${x - size} ${y + 16}Z`,
      { fill: cloth, line: darker(cloth, 0.35), width: 3.5 },
    );
    sketch.path(
      `M${x - size * 0.34} ${y - 1}Q${x - size * 0.2} ${y - size * 0.5} ${x} ${y - size * 0.6}Q${x + size * 0.2} ${y - size * 0.5} ${x + size * 0.34} ${y - 1}Q${x} ${y - 12} ${x - size * 0.34} ${y - 1}Z`,
      { fill: '#fff6e6' },
    );
  });
  return [
    ...outdoors,
    scenery('Beach', 'Coast', 'Nature', 'Outdoors'),
    scenery('Sea', 'Nature', 'Outdoors', 'Water'),
    ...seen('Beach Umbrella', [], [parasol]),
  ];
};

/** Roofs under the moon. */
export const night: Backdrop = (sketch, stage) => {
  const { width, height, floor, random } = stage;
  sketch.path(box(0, 0, width, height), { fill: random.pick(['#2f3a66', '#3b3560', '#24435c']) });
  const stars = Array.from({ length: 40 }, () =>
    ellipse(random.between(0, width), random.between(0, floor * 0.8), random.between(1.2, 3)),
  );
  sketch.path(stars.join(''), { fill: '#fff4cf' });
  const size = Math.min(width, height) * 0.13;
  const [x, y] = [width * random.pick([0.18, 0.82]), floor * 0.24];
  sketch.path(ellipse(x, y, size * 1.5), { fill: '#fff1c4', opacity: 0.14 });
  const moon = sketch.measured(() => sketch.path(ellipse(x, y, size), { fill: '#fdebb3' }));
  sketch.path(
    ellipse(x - size * 0.3, y - size * 0.2, size * 0.2) +
      ellipse(x + size * 0.28, y + size * 0.3, size * 0.15),
    { fill: '#ecd490' },
  );
  for (let at = 0; at < width; ) {
    const [wide, tall] = [random.between(70, 120), random.between(0.22, 0.48) * floor];
    sketch.path(box(at, floor - tall, wide - 4, tall), {
      fill: random.pick(['#1f2748', '#272e52', '#2a2546']),
    });
    const panes = [0.2, 0.55].flatMap((column) =>
      [0.16, 0.5]
        .filter(() => random.chance(0.55))
        .map((row) => box(at + wide * column, floor - tall + tall * row, wide * 0.2, 20)),
    );
    if (panes.length > 0) sketch.path(panes.join(''), { fill: '#ffd67a' });
    at += wide;
  }
  sketch.path(box(0, floor, width, height - floor), { fill: '#8a4f4a' });
  const rows: string[] = [];
  for (let row = floor + 26; row < height; row += 30) rows.push(`M0 ${row}L${width} ${row}`);
  sketch.path(`M0 ${floor}L${width} ${floor}${rows.join('')}`, { line: '#6b3a38', width: 4 });
  return [
    outdoors[0] ?? scenery('Outdoors'),
    scenery('Night', 'Nature', 'Outdoors'),
    scenery('City', 'Urban'),
    ...seen('Moon', ['Astronomy', 'Nature', 'Night', 'Outdoors'], [moon]),
  ];
};
