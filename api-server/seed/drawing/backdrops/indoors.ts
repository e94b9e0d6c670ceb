import { type Colour, darker, lighter } from '../colour.js';
import { type Edges, placed } from '../geometry.js';
import { box, ellipse } from '../outline.js';
import type { Sketch } from '../sketch.js';
import { scenery, type Thing } from '../thing.js';
import type { Backdrop, Stage } from './backdrop.js';

const indoors = scenery('Indoors');

function seen(name: string, parents: readonly string[], edges: Edges | undefined): Thing[] {
  return edges ? [{ name, parents, places: [edges] }] : [];
}

function drawRoom(sketch: Sketch, stage: Stage, wall: Colour, ground: Colour): void {
  const { width, height, floor } = stage;
  sketch.path(box(0, 0, width, floor), { fill: wall });
  sketch.path(box(0, floor, width, height - floor), { fill: ground });
  sketch.path(box(0, floor - 12, width, 14), { fill: lighter(wall, 0.55) });
  sketch.path(`M0 ${floor + 2}L${width} ${floor + 2}`, { line: darker(ground, 0.3), width: 3 });
}

function drawWindow(sketch: Sketch, x: number, y: number, size: number, sky: Colour): void {
  const tall = size * 1.15;
  sketch.path(box(x, y, size, tall, 6), { fill: sky, line: '#fbf8f2', width: size * 0.07 });
  sketch.path(
    ellipse(x + size * 0.3, y + tall * 0.36, size * 0.16, size * 0.08) +
      ellipse(x + size * 0.42, y + tall * 0.32, size * 0.14, size * 0.1),
    { fill: '#ffffff', opacity: 0.85 },
  );
  sketch.path(
    `M${x + size / 2} ${y}L${x + size / 2} ${y + tall}M${x} ${y + tall / 2}L${x + size} ${y + tall / 2}`,
    { line: '#fbf8f2', width: size * 0.04 },
  );
  sketch.path(box(x - size * 0.1, y + tall, size * 1.2, size * 0.09, 4), { fill: '#f1e9dd' });
}

function drawPlant(sketch: Sketch, x: number, ground: number, size: number, leaf: Colour): void {
  sketch.within(placed(x, ground, size), () => {
    const leaves = [-58, -30, -4, 26, 54].map((lean, index) => {
      const top = -150 - (index % 2) * 36;
      return `M0 -52Q${lean - 26} -100 ${lean * 1.5} ${top}Q${lean + 26} -96 0 -52Z`;
    });
    sketch.path(leaves.join(''), { fill: leaf, line: darker(leaf, 0.4), width: 3 });
    sketch.path('M-38 -60L38 -60L28 0L-28 0Z', { fill: '#cf7f5b', line: '#7b4430', width: 3.5 });
    sketch.path(box(-43, -70, 86, 17, 5), { fill: '#da9070', line: '#7b4430', width: 3.5 });
  });
}

function drawFrame(sketch: Sketch, x: number, y: number, size: number, colour: Colour): void {
  sketch.path(box(x, y, size, size * 0.78, 3), {
    fill: '#fdfaf4',
    line: '#8a6748',
    width: size * 0.07,
  });
  const hills = `M${x + 4} ${y + size * 0.74}L${x + size * 0.34} ${y + size * 0.3}L${x + size * 0.52} ${y + size * 0.52}L${x + size * 0.68} ${y + size * 0.36}L${x + size - 4} ${y + size * 0.74}Z`;
  sketch.path(hills, { fill: colour });
  sketch.path(ellipse(x + size * 0.74, y + size * 0.2, size * 0.08), { fill: '#f2b950' });
}

function drawRug(sketch: Sketch, stage: Stage, colour: Colour): Edges | undefined {
  const { width, height, floor } = stage;
  const y = floor + (height - floor) * 0.58;
  const reach = (height - floor) * 0.34;
  return sketch.measured(() => {
    sketch.path(ellipse(width / 2, y, width * 0.42, reach), {
      fill: colour,
      line: darker(colour, 0.3),
      width: 3,
    });
    sketch.path(ellipse(width / 2, y, width * 0.35, reach * 0.72), {
      line: lighter(colour, 0.5),
      width: 4,
    });
  });
}

/** A wall with a window, a picture and a plant. */
export const livingRoom: Backdrop = (sketch, stage) => {
  const { width, height, floor, random } = stage;
  const wall = random.pick(['#f3dfc9', '#d6e6e3', '#ecd9df', '#dfe3f1', '#f4e6b8', '#cfdccb']);
  drawRoom(sketch, stage, wall, random.pick(['#c79a70', '#b98a66', '#d8b48c', '#a98a78']));
  const unit = Math.min(width, height);
  const left = random.chance(0.5);
  const pane = unit * 0.3;
  const window = sketch.measured(() =>
    drawWindow(
      sketch,
      left ? width * 0.07 : width * 0.93 - pane,
      floor * 0.14,
      pane,
      random.pick(['#a9d8ef', '#f6c9a0', '#33406f']),
    ),
  );
  const frame = sketch.measured(() =>
    drawFrame(
      sketch,
      left ? width * 0.76 : width * 0.08,
      floor * 0.18,
      unit * 0.19,
      random.pick(['#7fa98a', '#6f8fb5', '#b07f9e']),
    ),
  );
  const rug = drawRug(sketch, stage, random.pick(['#d98a7a', '#8aa6c9', '#8fb996', '#d9b65f']));
  const plant = sketch.measured(() =>
    drawPlant(
      sketch,
      left ? width * 0.91 : width * 0.09,
      floor + (height - floor) * 0.2,
      unit / 620,
      '#6fa56b',
    ),
  );
  return [
    indoors,
    scenery('Living Room', 'Indoors', 'Room'),
    ...seen('Window', [], window),
    ...seen('Painting', ['Art'], frame),
    ...seen('Rug', ['Home Decor'], rug),
    ...seen('Potted Plant', ['Plant', 'Pottery'], plant),
  ];
};

/** Shelves full of books. */
export const library: Backdrop = (sketch, stage) => {
  const { width, height, floor, random } = stage;
  drawRoom(sketch, stage, '#8b6147', random.pick(['#b58863', '#7c5a4c', '#6d6f8a']));
  const rows = Math.max(2, Math.round(floor / 130));
  const tall = (floor - 12) / rows;
  const books = sketch.measured(() => {
    for (let row = 0; row < rows; row += 1) {
      sketch.path(box(0, row * tall, width, tall - 12), { fill: '#5d3f30' });
      const spines = new Map<Colour, string[]>();
      for (let x = 6; x < width - 8; ) {
        const [wide, high] = [random.between(15, 32), tall * random.between(0.6, 0.84)];
        const colour = random.pick([
          '#b5524a',
          '#d2a24c',
          '#4e7f86',
          '#6b8f5e',
          '#7a5c86',
          '#d8c7a8',
          '#455a80',
        ]);
        spines.set(colour, [
          ...(spines.get(colour) ?? []),
          box(x, row * tall + tall - 12 - high, Math.min(wide - 2, width - 6 - x), high, 2),
        ]);
        x += wide;
      }
      for (const [colour, shapes] of spines) sketch.path(shapes.join(''), { fill: colour });
    }
  });
  sketch.path(box(0, 0, width, floor - 10), { fill: '#2b1a14', opacity: 0.2 });
  const rug = drawRug(sketch, { ...stage, height }, random.pick(['#a94f4a', '#4f7a72', '#c49a4a']));
  return [
    indoors,
    scenery('Library', 'Indoors', 'Room'),
    ...seen('Book', ['Publication'], books),
    ...seen('Rug', ['Home Decor'], rug),
  ];
};

/** A sofa, on which the cat may well be. */
export const sofa: Backdrop = (sketch, stage) => {
  const { width, height, floor, random } = stage;
  drawRoom(sketch, stage, random.pick(['#e9dccb', '#cfdfe2', '#e6d3d6', '#d9dfc6']), '#b58c6c');
  const cloth = random.pick(['#5f8a8b', '#c9785d', '#7d6a9c', '#d1a647', '#6f8f6a', '#5b7298']);
  const line = darker(cloth, 0.4);
  const top = floor * 0.46;
  const couch = sketch.measured(() => {
    sketch.path(box(width * 0.06, top, width * 0.88, height - top - 6, 40), {
      fill: cloth,
      line,
      width: 4,
    });
    sketch.path(`M${width / 2} ${top + 14}L${width / 2} ${floor - 8}`, { line, width: 3.5 });
    sketch.path(box(width * 0.1, floor - 18, width * 0.8, (height - floor) * 0.72 + 18, 20), {
      fill: lighter(cloth, 0.14),
      line,
      width: 4,
    });
    for (const x of [0.02, 0.85])
      sketch.path(box(width * x, top + floor * 0.2, width * 0.13, height - top, 28), {
        fill: lighter(cloth, 0.07),
        line,
        width: 4,
      });
  });
  const pillow = random.pick(['#f0c869', '#f3ece0', '#e39a86', '#a9cbb7']);
  const cushion = sketch.measured(() =>
    sketch.within(placed(width * 0.2, floor - 52, Math.min(width, height) / 560, -14), () => {
      sketch.path('M-58 -50Q0 -40 58 -50Q48 0 58 50Q0 40 -58 50Q-48 0 -58 -50Z', {
        fill: pillow,
        line: darker(pillow, 0.4),
        width: 4,
      });
    }),
  );
  return [
    indoors,
    scenery('Living Room', 'Indoors', 'Room'),
    ...seen('Couch', ['Furniture'], couch),
    ...seen('Cushion', ['Home Decor'], cushion),
  ];
};

/** Tiles and a mirror. */
export const bathroom: Backdrop = (sketch, stage) => {
  const { width, height, floor, random } = stage;
  const tile = random.pick(['#cfe6e4', '#dbe3f2', '#f2dfd3', '#e4ecd4', '#d4e2ea']);
  sketch.path(box(0, 0, width, height), { fill: tile });
  const grid: string[] = [];
  for (let x = 36; x < width; x += 72) grid.push(`M${x} 0L${x} ${height}`);
  for (let y = 36; y < height; y += 72) grid.push(`M0 ${y}L${width} ${y}`);
  sketch.path(grid.join(''), { line: lighter(tile, 0.6), width: 4 });
  sketch.path(box(0, floor * 0.74, width, 20), { fill: darker(tile, 0.22) });
  const wide = width * 0.46;
  const mirror = sketch.measured(() => {
    sketch.path(box((width - wide) / 2, height * 0.04, wide, height * 0.5, wide * 0.3), {
      fill: '#eef8fb',
      line: random.pick(['#c9a25e', '#ffffff', '#8d9aa6']),
      width: 9,
    });
    sketch.path(
      `M${width * 0.34} ${height * 0.3}L${width * 0.44} ${height * 0.1}M${width * 0.36} ${height * 0.38}L${width * 0.5} ${height * 0.1}`,
      { line: '#ffffff', width: 7 },
    );
  });
  return [indoors, scenery('Bathroom', 'Indoors', 'Room'), ...seen('Mirror', [], mirror)];
};

/** A plain wall with a pattern, as in a photographer's studio. */
export const studio: Backdrop = (sketch, stage) => {
  const { width, height, floor, random } = stage;
  const colour = random.pick([
    '#f2c6b4',
    '#bfdcd3',
    '#c9cdea',
    '#f5dd9f',
    '#e7c3d6',
    '#b9d7e8',
    '#d7dfb5',
    '#eab59a',
  ]);
  sketch.path(box(0, 0, width, height), { fill: colour });
  const soft = lighter(colour, 0.42);
  const kind = random.pick(['disc', 'rays', 'dots', 'arches', 'disc']);
  const [x, y, size] = [width / 2, floor * 0.62, Math.min(width, height)];
  if (kind === 'disc') sketch.path(ellipse(x, y, size * 0.42), { fill: soft });
  if (kind === 'arches')
    for (const [share, fill] of [
      [0.52, soft],
      [0.4, lighter(colour, 0.2)],
      [0.28, soft],
    ] as const)
      sketch.path(ellipse(x, floor, size * share, size * share * 1.35), { fill });
  if (kind === 'dots') {
    const dots: string[] = [];
    for (let row = 0; row * 54 < height; row += 1)
      for (let at = (row % 2) * 34; at < width + 20; at += 68)
        dots.push(ellipse(at, row * 54 + 20, 9));
    sketch.path(dots.join(''), { fill: soft });
  }
  if (kind === 'rays') {
    const rays = Array.from({ length: 12 }, (_, index) => {
      const [from, to] = [(index / 12) * Math.PI * 2, ((index + 0.5) / 12) * Math.PI * 2];
      const far = width + height;
      return `M${x} ${y}L${x + Math.cos(from) * far} ${y + Math.sin(from) * far}L${x + Math.cos(to) * far} ${y + Math.sin(to) * far}Z`;
    });
    sketch.clipped(box(0, 0, width, height), () =>
      sketch.path(rays.join(''), { fill: soft, opacity: 0.6 }),
    );
  }
  sketch.path(box(0, floor, width, height - floor), { fill: darker(colour, 0.13) });
  return [];
};
