import type { Random } from '../../random.js';
import { darker, lighter } from '../colour.js';
import { box, ellipse, polygon } from '../outline.js';
import type { Sketch } from '../sketch.js';

/** A thing a cat sits in: what is behind the cat, and what is in front of it. */
export interface Container {
  /** Half the width at the edge the cat looks over, which is near y = 0. */
  readonly halfWidth: number;
  /** The height of that edge where the paws lie. */
  readonly rim: number;
  behind(sketch: Sketch): void;
  front(sketch: Sketch): void;
}

const cardboard: readonly [string, ...string[]] = ['#c99a63', '#d2a871', '#bd8d57'];

type Print = (sketch: Sketch, x: number, y: number, ink: string) => void;

const fishPrint: Print = (sketch, x, y, ink) => {
  const fish = `M${x - 44} ${y}Q${x - 14} ${y - 32} ${x + 20} ${y}L${x + 42} ${y - 20}L${x + 36} ${y}L${x + 42} ${y + 20}L${x + 20} ${y}Q${x - 14} ${y + 32} ${x - 44} ${y}Z`;
  sketch.path(fish, { fill: ink });
  sketch.path(ellipse(x - 24, y - 5, 4), { fill: '#fff3df' });
};

const pawPrint: Print = (sketch, x, y, ink) => {
  const toes = (
    [
      [-28, -10],
      [-10, -26],
      [12, -26],
      [30, -10],
    ] as const
  ).map(([dx, dy]) => ellipse(x + dx, y + dy, 9, 12));
  sketch.path(`${ellipse(x, y + 12, 22, 18)}${toes.join('')}`, { fill: ink });
};

const arrowPrint: Print = (sketch, x, y, ink) => {
  const arrow = (at: number): string =>
    polygon([
      [at, y - 30],
      [at + 20, y - 6],
      [at + 8, y - 6],
      [at + 8, y + 24],
      [at - 8, y + 24],
      [at - 8, y - 6],
      [at - 20, y - 6],
    ]);
  sketch.path(arrow(x - 26) + arrow(x + 26) + box(x - 50, y + 32, 100, 7), { fill: ink });
};

/** A cardboard box with open flaps. */
export function someBox(random: Random): Container {
  const fill = random.pick(cardboard);
  const [halfWidth, tall] = [random.between(168, 200), random.between(130, 175)];
  const line = darker(fill, 0.5);
  const print = random.pick([fishPrint, pawPrint, arrowPrint]);
  const open = random.between(24, 40);
  return {
    halfWidth,
    rim: 0,
    behind(sketch) {
      sketch.path(
        polygon([
          [-halfWidth, 0],
          [halfWidth, 0],
          [halfWidth - 26, -58],
          [-halfWidth + 26, -58],
        ]),
        { fill: darker(fill, 0.42), line, width: 4 },
      );
      sketch.path(
        polygon([
          [-halfWidth + 26, -58],
          [halfWidth - 26, -58],
          [halfWidth - 42, -92],
          [-halfWidth + 42, -92],
        ]),
        { fill: lighter(fill, 0.12), line, width: 4 },
      );
    },
    front(sketch) {
      const side = (sign: number): string =>
        polygon([
          [sign * halfWidth, 0],
          [sign * (halfWidth - 26), -58],
          [sign * (halfWidth + 44), -58 - open],
          [sign * (halfWidth + 70), -open + 8],
        ]);
      sketch.path(side(-1) + side(1), { fill: lighter(fill, 0.16), line, width: 4 });
      sketch.path(box(-halfWidth, 0, halfWidth * 2, tall), { fill, line, width: 4.5 });
      sketch.path(box(-halfWidth + 2, 2, halfWidth * 2 - 4, 18), {
        fill: darker(fill, 0.3),
        opacity: 0.3,
      });
      sketch.path(
        polygon([
          [-halfWidth, 0],
          [halfWidth, 0],
          [halfWidth - 12, 46],
          [-halfWidth + 12, 46],
        ]),
        { fill: lighter(fill, 0.22), line, width: 4 },
      );
      sketch.path(box(-20, 46, 40, tall - 48), { fill: lighter(fill, 0.34), opacity: 0.6 });
      print(sketch, halfWidth * 0.56, 46 + (tall - 46) / 2, darker(fill, 0.5));
    },
  };
}

/** The end of a tap over the basin: chrome, with a drop. */
function drawTap(sketch: Sketch, x: number, metal: string): void {
  const line = darker(metal, 0.5);
  sketch.path(
    `M${x - 15} 6L${x - 15} -150Q${x - 12} -212 ${x - 70} -210Q${x - 116} -206 ${x - 116} -158L${x - 90} -158Q${x - 92} -186 ${x - 66} -186Q${x - 44} -184 ${x - 43} -150L${x - 43} 6Z`,
    { fill: metal, line, width: 4.5 },
  );
  sketch.path(`M${x - 50} -150L${x - 50} -20`, { line: lighter(metal, 0.7), width: 5 });
  sketch.path(box(x - 20, -126, 46, 15, 7) + ellipse(x + 32, -119, 14), {
    fill: metal,
    line,
    width: 4,
  });
  const drop = `M${x - 103} -142Q${x - 92} -122 ${x - 103} -116Q${x - 114} -122 ${x - 103} -142Z`;
  sketch.path(drop, { fill: '#7cc4ee', line: '#3f87b5', width: 2.5 });
}

/** The cupboard a basin is set into; it hides the lower part of the bowl. */
function drawVanity(sketch: Sketch, half: number, fill: string): void {
  const line = darker(fill, 0.5);
  sketch.path(box(-half + 12, 118, half * 2 - 24, 170), { fill, line, width: 4.5 });
  const doors = box(-half + 36, 160, half - 52, 110, 6) + box(16, 160, half - 52, 110, 6);
  sketch.path(doors, { fill: lighter(fill, 0.14), line, width: 3.5 });
  sketch.path(ellipse(-30, 212, 7) + ellipse(30, 212, 7), { fill: '#f3e3b4', line, width: 3 });
  sketch.path(box(-half, 112, half * 2, 26, 6), { fill: lighter(fill, 0.55), line, width: 4.5 });
}

/** A washbasin with its tap. */
export function someSink(random: Random): Container {
  const fill = random.pick(['#fbfbfc', '#eaf4f4', '#f7efe4', '#e6eef8']);
  const halfWidth = random.between(196, 226);
  const line = darker(fill, 0.42);
  const wood = random.pick(['#b98a63', '#7d96a3', '#8ea58a', '#c9b08f']);
  const metal = random.pick(['#b9c3cd', '#b9c3cd', '#d5b06a']);
  return {
    halfWidth,
    rim: 44,
    behind(sketch) {
      drawTap(sketch, halfWidth - 6, metal);
      sketch.path(ellipse(0, 0, halfWidth - 6, 40), { fill: darker(fill, 0.16), line, width: 4.5 });
    },
    front(sketch) {
      const bowl = `M${-halfWidth} 0Q${-halfWidth * 0.92} 150 ${-halfWidth * 0.42} 172L${halfWidth * 0.42} 172Q${halfWidth * 0.92} 150 ${halfWidth} 0Q${halfWidth * 0.5} 46 0 46Q${-halfWidth * 0.5} 46 ${-halfWidth} 0Z`;
      sketch.path(bowl, { fill, line, width: 4.5 });
      sketch.path(
        `M${-halfWidth - 4} -6Q${-halfWidth * 0.5} 48 0 48Q${halfWidth * 0.5} 48 ${halfWidth + 4} -6L${halfWidth + 8} 10Q${halfWidth * 0.5} 74 0 74Q${-halfWidth * 0.5} 74 ${-halfWidth - 8} 10Z`,
        { fill: lighter(fill, 0.5), line, width: 4.5 },
      );
      sketch.path(`M${-halfWidth * 0.74} 66Q${-halfWidth * 0.62} 128 ${-halfWidth * 0.36} 148`, {
        line: '#ffffff',
        width: 12,
        opacity: 0.9,
      });
      sketch.path(
        `M${halfWidth * 0.4} 168Q${halfWidth * 0.84} 140 ${halfWidth * 0.9} 56Q${halfWidth * 0.7} 130 ${halfWidth * 0.2} 150Z`,
        { fill: darker(fill, 0.2), opacity: 0.5 },
      );
      drawVanity(sketch, halfWidth + 56, wood);
    },
  };
}

/** A flying saucer with a glass dome over its pilot. */
export function someSaucer(random: Random): Container {
  const fill = random.pick(['#9fa9bd', '#8fb5b0', '#b79cc4', '#c9a27a']);
  const line = darker(fill, 0.5);
  const dome = 'M-170 10Q-196 -300 0 -306Q196 -300 170 10Z';
  return {
    halfWidth: 250,
    rim: 6,
    behind(sketch) {
      sketch.path(dome, { fill: '#bfe6ff', opacity: 0.25 });
      sketch.path(ellipse(0, 12, 172, 26), { fill: darker(fill, 0.4) });
    },
    front(sketch) {
      sketch.path(
        'M-172 8Q0 44 172 8Q250 30 268 62Q150 126 0 126Q-150 126 -268 62Q-250 30 -172 8Z',
        { fill, line, width: 4.5 },
      );
      sketch.path('M-268 62Q0 132 268 62Q150 126 0 126Q-150 126 -268 62Z', {
        fill: darker(fill, 0.25),
      });
      const lamps = [-180, -92, 0, 92, 180].map((x) =>
        ellipse(x, 66 + 18 * (1 - (x / 190) ** 2), 14, 11),
      );
      sketch.path(lamps.join(''), { fill: '#ffe28a', line, width: 3.5 });
      sketch.path('M-70 124L-100 160M70 124L100 160M0 126L0 160', { line, width: 9 });
      sketch.path('M-170 10Q-196 -300 0 -306Q196 -300 170 10', { line: '#e3f3fc', width: 7 });
      sketch.path('M-134 -90Q-128 -228 -40 -262', { line: '#ffffff', width: 12, opacity: 0.7 });
    },
  };
}
