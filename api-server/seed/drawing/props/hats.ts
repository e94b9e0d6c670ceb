import type { Random } from '../../random.js';
import { type Colour, darker, lighter } from '../colour.js';
import type { Point } from '../geometry.js';
import { ellipse, furry } from '../outline.js';
import type { Sketch } from '../sketch.js';

/** The hats a cat may wear. They stand on y = -66 of a head of radius 100. */
export const hatNames = [
  'party',
  'beanie',
  'top',
  'wizard',
  'straw',
  'beret',
  'chef',
  'cowboy',
  'crown',
] as const;

/** The name of a hat. */
export type HatName = (typeof hatNames)[number];

const cheerful: readonly [Colour, ...Colour[]] = [
  '#d9534f',
  '#3f7cac',
  '#6a4c93',
  '#2a9d8f',
  '#e9a23b',
  '#d7658b',
  '#4f8a4c',
];

type DrawHat = (sketch: Sketch, colour: Colour) => void;

const contour = (colour: Colour): Colour => darker(colour, 0.5);

const party: DrawHat = (sketch, colour) => {
  sketch.path('M-46 -70Q0 -54 46 -70L4 -206Q0 -214 -4 -206Z', {
    fill: colour,
    line: contour(colour),
    width: 4,
  });
  const bands =
    'M-37 -98Q0 -84 38 -96L33 -112Q0 -100 -32 -114ZM-26 -134Q0 -122 26 -132L21 -148Q0 -138 -21 -150ZM-14 -172Q0 -164 14 -170L9 -186Q0 -180 -9 -188Z';
  sketch.path(bands, { fill: lighter(colour, 0.65) });
  const puff: Point[] = [
    [0, -234],
    [20, -226],
    [26, -208],
    [16, -192],
    [0, -188],
    [-16, -192],
    [-26, -208],
    [-20, -226],
  ];
  sketch.path(furry(puff, 'tufts', 9), { fill: '#ffe28a', line: '#a7782c', width: 3 });
};

const beanie: DrawHat = (sketch, colour) => {
  sketch.path('M-84 -62Q-92 -150 0 -156Q92 -150 84 -62Q0 -88 -84 -62Z', {
    fill: colour,
    line: contour(colour),
    width: 4.5,
  });
  const ribs = 'M-40 -78Q-48 -130 -12 -154M0 -80L0 -154M40 -78Q48 -130 12 -154';
  sketch.path(ribs, { line: darker(colour, 0.2), width: 4 });
  sketch.path('M-92 -48Q0 -82 92 -48Q98 -66 90 -82Q0 -112 -90 -82Q-98 -66 -92 -48Z', {
    fill: lighter(colour, 0.55),
    line: contour(colour),
    width: 4.5,
  });
  const puff: Point[] = [
    [0, -204],
    [24, -196],
    [32, -174],
    [22, -154],
    [0, -146],
    [-22, -154],
    [-32, -174],
    [-24, -196],
  ];
  sketch.path(furry(puff, 'tufts', 8), { fill: '#fbf3e4', line: '#a3927a', width: 3.5 });
};

const top: DrawHat = (sketch, colour) => {
  const felt = darker(colour, 0.72);
  sketch.path('M-56 -74L-64 -190Q0 -208 64 -190L56 -74Q0 -58 -56 -74Z', {
    fill: felt,
    line: '#1d161b',
    width: 4.5,
  });
  sketch.path('M-57 -84Q0 -66 57 -84L59 -112Q0 -96 -59 -112Z', { fill: colour });
  sketch.path(ellipse(0, -191, 63, 12), { fill: lighter(felt, 0.16), line: '#1d161b', width: 3 });
  sketch.path('M-104 -74Q-60 -88 0 -70Q60 -88 104 -74Q86 -50 0 -48Q-86 -50 -104 -74Z', {
    fill: felt,
    line: '#1d161b',
    width: 4.5,
  });
};

const wizard: DrawHat = (sketch, colour) => {
  const cloth = darker(colour, 0.28);
  sketch.path(
    'M-70 -72Q-34 -150 -12 -226Q8 -252 46 -236Q28 -226 26 -200Q40 -130 70 -72Q0 -50 -70 -72Z',
    { fill: cloth, line: contour(cloth), width: 4.5 },
  );
  const star = (x: number, y: number, size: number): string => {
    const corner = (index: number): string => {
      const reach = index % 2 === 0 ? size : size * 0.45;
      const angle = (index / 10) * Math.PI * 2 - Math.PI / 2;
      return `${(x + Math.cos(angle) * reach).toFixed(1)} ${(y + Math.sin(angle) * reach).toFixed(1)}`;
    };
    return `M${Array.from({ length: 10 }, (_, index) => corner(index)).join('L')}Z`;
  };
  sketch.path(star(-16, -124, 17) + star(24, -104, 11) + star(4, -180, 12), { fill: '#ffd966' });
  sketch.path('M-118 -64Q-60 -96 0 -74Q60 -96 118 -64Q70 -38 0 -40Q-70 -38 -118 -64Z', {
    fill: cloth,
    line: contour(cloth),
    width: 4.5,
  });
};

const straw: DrawHat = (sketch, colour) => {
  sketch.path('M-62 -70Q-66 -148 0 -152Q66 -148 62 -70Z', {
    fill: '#eccf86',
    line: '#92703a',
    width: 4.5,
  });
  sketch.path('M-63 -74Q0 -58 63 -74L64 -100Q0 -86 -64 -100Z', { fill: colour });
  sketch.path('M-132 -66Q-60 -96 0 -76Q60 -96 132 -66Q80 -38 0 -42Q-80 -38 -132 -66Z', {
    fill: '#f2dc9d',
    line: '#92703a',
    width: 4.5,
  });
  const weave = 'M-104 -66Q0 -46 104 -66M-46 -126Q0 -136 46 -126M-54 -110Q0 -120 54 -110';
  sketch.path(weave, { line: '#cfae66', width: 3 });
  const petals = [0, 72, 144, 216, 288].map((degrees) => {
    const angle = (degrees * Math.PI) / 180;
    return ellipse(46 + Math.cos(angle) * 14, -84 + Math.sin(angle) * 14, 10);
  });
  sketch.path(petals.join(''), { fill: '#fffaf0', line: contour(colour), width: 2.5 });
  sketch.path(ellipse(46, -84, 9), { fill: '#f2b33d' });
};

const beret: DrawHat = (sketch, colour) => {
  sketch.path(
    'M-70 -58Q-128 -96 -96 -126Q-40 -164 44 -146Q104 -128 96 -86Q90 -58 70 -56Q0 -86 -70 -58Z',
    { fill: colour, line: contour(colour), width: 4.5 },
  );
  sketch.path('M-74 -52Q0 -82 74 -50L76 -62Q0 -94 -76 -64Z', { fill: darker(colour, 0.35) });
  sketch.path('M-6 -148Q-10 -166 -2 -174L8 -172Q2 -162 6 -148Z', {
    fill: colour,
    line: contour(colour),
    width: 3.5,
  });
  sketch.path('M-70 -112Q-20 -138 36 -130', { line: lighter(colour, 0.4), width: 6, opacity: 0.7 });
};

const chef: DrawHat = (sketch, colour) => {
  sketch.path(
    'M-60 -84Q-122 -108 -100 -152Q-84 -180 -54 -172Q-38 -210 4 -206Q44 -206 56 -172Q92 -176 102 -148Q112 -108 60 -84Z',
    { fill: '#fdfbf7', line: '#8d8791', width: 4.5 },
  );
  sketch.path('M-30 -96Q-38 -130 -30 -158M4 -94L4 -166M36 -96Q44 -130 38 -156', {
    line: '#d9d4d8',
    width: 4,
  });
  sketch.path('M-64 -50Q0 -78 64 -50L62 -96Q0 -116 -62 -96Z', {
    fill: '#f3eff0',
    line: '#8d8791',
    width: 4.5,
  });
  sketch.path('M-64 -56Q0 -84 64 -56L64 -68Q0 -96 -64 -68Z', { fill: colour });
};

const cowboy: DrawHat = (sketch, colour) => {
  const felt = '#a9713f';
  sketch.path('M-62 -72Q-76 -150 -42 -166Q-16 -172 0 -154Q16 -172 42 -166Q76 -150 62 -72Z', {
    fill: felt,
    line: '#573517',
    width: 4.5,
  });
  sketch.path('M-64 -78Q0 -60 64 -78L66 -102Q0 -86 -66 -102Z', { fill: colour });
  sketch.path('M-142 -100Q-116 -40 0 -42Q116 -40 142 -100Q96 -66 0 -72Q-96 -66 -142 -100Z', {
    fill: lighter(felt, 0.1),
    line: '#573517',
    width: 4.5,
  });
};

const crown: DrawHat = (sketch, colour) => {
  sketch.path('M-62 -62L-78 -148L-38 -108L0 -164L38 -108L78 -148L62 -62Q0 -84 -62 -62Z', {
    fill: '#f4c542',
    line: '#8f6a15',
    width: 4.5,
  });
  sketch.path('M-64 -68Q0 -90 64 -68L66 -80Q0 -104 -66 -80Z', { fill: '#fbe08a' });
  const gems = ellipse(0, -112, 10, 12) + ellipse(-40, -98, 7) + ellipse(40, -98, 7);
  sketch.path(gems, { fill: colour, line: '#8f6a15', width: 2.5 });
  sketch.path(ellipse(-78, -150, 8) + ellipse(0, -168, 9) + ellipse(78, -150, 8), {
    fill: '#fff2c2',
    line: '#8f6a15',
    width: 3,
  });
};

const hats: Readonly<Record<HatName, DrawHat>> = {
  party,
  beanie,
  top,
  wizard,
  straw,
  beret,
  chef,
  cowboy,
  crown,
};

/** Draws a hat in head coordinates. */
export function drawHat(sketch: Sketch, name: HatName, random: Random): void {
  hats[name](sketch, random.pick(cheerful));
}

/** The bright colours things are made in. */
export const brightColours = cheerful;
