import type { Point } from './geometry.js';

const at = (points: readonly Point[], index: number): Point =>
  points[(index + points.length) % points.length] ?? [0, 0];

const pair = ([x, y]: Point): string => `${x.toFixed(1)} ${y.toFixed(1)}`;

/** The other half of a symmetrical outline: give the right side from top to bottom. */
export function mirrored(right: readonly Point[]): Point[] {
  const left = right
    .filter(([x]) => x !== 0)
    .map(([x, y]): Point => [-x, y])
    .reverse();
  return [...right, ...left];
}

function handles(points: readonly Point[], index: number, pull: number): [Point, Point] {
  const [before, from] = [at(points, index - 1), at(points, index)];
  const [to, after] = [at(points, index + 1), at(points, index + 2)];
  return [
    [from[0] + (to[0] - before[0]) * pull, from[1] + (to[1] - before[1]) * pull],
    [to[0] - (after[0] - from[0]) * pull, to[1] - (after[1] - from[1]) * pull],
  ];
}

/** A closed, smooth outline through the points. */
export function blob(points: readonly Point[], pull = 1 / 6): string {
  const curves = points.map((_, index) => {
    const [first, second] = handles(points, index, pull);
    return `C${pair(first)} ${pair(second)} ${pair(at(points, index + 1))}`;
  });
  return `M${pair(at(points, 0))}${curves.join('')}Z`;
}

/** Straight lines through the points, closed. */
export function polygon(points: readonly Point[]): string {
  return `M${points.map(pair).join('L')}Z`;
}

/** An ellipse as a path, so that it can be turned and measured like everything else. */
export function ellipse(x: number, y: number, rx: number, ry = rx): string {
  const [kx, ky] = [rx * 0.5523, ry * 0.5523];
  return [
    `M${x - rx} ${y}`,
    `C${x - rx} ${y - ky} ${x - kx} ${y - ry} ${x} ${y - ry}`,
    `C${x + kx} ${y - ry} ${x + rx} ${y - ky} ${x + rx} ${y}`,
    `C${x + rx} ${y + ky} ${x + kx} ${y + ry} ${x} ${y + ry}`,
    `C${x - kx} ${y + ry} ${x - rx} ${y + ky} ${x - rx} ${y}Z`,
  ].join('');
}

/** A rectangle with rounded corners. */
export function box(x: number, y: number, width: number, height: number, round = 0): string {
  const [right, bottom] = [x + width, y + height];
  return [
    `M${x + round} ${y}L${right - round} ${y}Q${right} ${y} ${right} ${y + round}`,
    `L${right} ${bottom - round}Q${right} ${bottom} ${right - round} ${bottom}`,
    `L${x + round} ${bottom}Q${x} ${bottom} ${x} ${bottom - round}`,
    `L${x} ${y + round}Q${x} ${y} ${x + round} ${y}Z`,
  ].join('');
}

/** Points evenly spaced in parameter along the smooth outline `blob` would draw. */
function sampled(points: readonly Point[], perSide: number): Point[] {
  return points.flatMap((from, index) => {
    const to = at(points, index + 1);
    const [first, second] = handles(points, index, 1 / 6);
    return Array.from({ length: perSide }, (_, step): Point => {
      const t = step / perSide;
      const [u, v, w, z] = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t ** 3];
      return [
        u * from[0] + v * first[0] + w * second[0] + z * to[0],
        u * from[1] + v * first[1] + w * second[1] + z * to[1],
      ];
    });
  });
}

/** How the edge of a coat looks. */
export type EdgeKind = 'smooth' | 'tufts' | 'curls';

/**
 * The same outline with a furry edge. Tufts point outwards and a little down, as hair hangs;
 * curls are round bumps. The points must run clockwise.
 */
export function furry(points: readonly Point[], kind: EdgeKind, depth: number): string {
  if (kind === 'smooth') return blob(points);
  const rim = sampled(points, kind === 'tufts' ? 2 : 3);
  const curves = rim.map((from, index) => {
    const to = at(rim, index + 1);
    const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
    const size = Math.hypot(dx, dy) || 1;
    const [outX, outY] = [dy / size, -dx / size];
    const [middleX, middleY] = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
    if (kind === 'curls') {
      return `Q${pair([middleX + outX * depth * 1.3, middleY + outY * depth * 1.3])} ${pair(to)}`;
    }
    // Every other tuft is long: an even fringe looks like a cogwheel.
    const long = depth * (index % 2 === 0 ? 1 : 0.55);
    const tip: Point = [
      middleX + outX * long + dx * 0.25,
      middleY + outY * long + dy * 0.25 + long * 0.35,
    ];
    const bulge: Point = [from[0] + outX * long * 0.6, from[1] + outY * long * 0.6];
    return `Q${pair(bulge)} ${pair(tip)}L${pair(to)}`;
  });
  return `M${pair(at(rim, 0))}${curves.join('')}Z`;
}

/** A centre line as one cubic curve. */
export type Curve = readonly [Point, Point, Point, Point];

function onCurve([p0, p1, p2, p3]: Curve, t: number): { point: Point; normal: Point } {
  const s = 1 - t;
  const value = (axis: 0 | 1): number =>
    s ** 3 * p0[axis] + 3 * t * s * s * p1[axis] + 3 * t * t * s * p2[axis] + t ** 3 * p3[axis];
  const slope = (axis: 0 | 1): number =>
    s * s * (p1[axis] - p0[axis]) +
    2 * s * t * (p2[axis] - p1[axis]) +
    t * t * (p3[axis] - p2[axis]);
  const [dx, dy] = [slope(0), slope(1)];
  const size = Math.hypot(dx, dy) || 1;
  return { point: [value(0), value(1)], normal: [dy / size, -dx / size] };
}

/** The outline points of a band along a curve: tails, limbs, scarves and the stripes on them. */
export function ribbon(
  curve: Curve,
  radius: (share: number) => number,
  from = 0,
  to = 1,
  steps = 7,
): Point[] {
  const shares = Array.from(
    { length: steps + 1 },
    (_, index) => from + ((to - from) * index) / steps,
  );
  const side =
    (sign: 1 | -1) =>
    (share: number): Point => {
      const { point, normal } = onCurve(curve, share);
      const reach = radius(share) * sign;
      return [point[0] + normal[0] * reach, point[1] + normal[1] * reach];
    };
  const cap = (share: number, push: number): Point => {
    const { point, normal } = onCurve(curve, share);
    const reach = radius(share) * push;
    return [point[0] - normal[1] * reach, point[1] + normal[0] * reach];
  };
  const rounded: Point[] = to === 1 ? [cap(1, 0.9)] : [];
  return [...shares.map(side(1)), ...rounded, ...[...shares].reverse().map(side(-1))];
}
