import type { Random } from '../../random.js';
import type { Colour } from '../colour.js';
import type { FacePlan } from '../face.js';
import { placed } from '../geometry.js';
import { box, ellipse } from '../outline.js';
import type { Sketch } from '../sketch.js';

const lenses: Readonly<Record<string, string>> = {
  round: ellipse(0, 0, 37, 36),
  square: box(-40, -29, 80, 58, 16),
  aviator: 'M-38 -28Q0 -36 38 -26Q44 6 22 30Q0 42 -22 28Q-42 8 -38 -28Z',
  heart: 'M0 38Q-46 8 -40 -16Q-34 -38 -14 -34Q-4 -31 0 -20Q4 -31 14 -34Q34 -38 40 -16Q46 8 0 38Z',
  cat: 'M-34 -14Q0 -30 54 -42Q52 2 34 20Q6 36 -22 22Q-38 8 -34 -14Z',
};

const frames: readonly [Colour, ...Colour[]] = [
  '#2d2730',
  '#b8342f',
  '#f3f0ea',
  '#d9a520',
  '#2f6f8f',
  '#d6608c',
];

/** Draws sunglasses over the eyes of a face, in head coordinates. */
export function drawSunglasses(sketch: Sketch, plan: FacePlan, random: Random): void {
  const name = random.pick(['round', 'square', 'aviator', 'heart', 'cat']);
  const frame = random.pick(frames);
  const lens = lenses[name] ?? ellipse(0, 0, 37, 36);
  const tint = random.pick(['#2b2a38', '#2b2a38', '#3b2f2a', '#22384a']);
  const x = Math.max(plan.eyeX, 41) + 1;
  const arms = `M${-x - 36} ${plan.eyeY - 6}L-104 ${plan.eyeY - 16}M${x + 36} ${plan.eyeY - 6}L104 ${plan.eyeY - 16}`;
  sketch.path(arms, { line: frame, width: 8 });
  sketch.path(`M${-x + 34} ${plan.eyeY - 7}Q0 ${plan.eyeY - 20} ${x - 34} ${plan.eyeY - 7}`, {
    line: frame,
    width: 9,
  });
  for (const side of [-1, 1] as const) {
    sketch.within(placed(side * x, plan.eyeY + 1, 1, 0, side === -1), () => {
      sketch.path(lens, { fill: tint, line: frame, width: 8 });
    });
    sketch.within(placed(side * x, plan.eyeY + 1), () => {
      sketch.path('M-18 10L4 -18L14 -18L-10 14Z', { fill: '#ffffff', opacity: 0.42 });
    });
  }
}
