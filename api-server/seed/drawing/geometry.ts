/** A point in drawing units; y grows downwards. */
export type Point = readonly [x: number, y: number];

/** An affine map: x' = a·x + c·y + e, y' = b·x + d·y + f. */
export type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** A rectangle by its edges. */
export interface Edges {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The map that changes nothing. */
export const identity: Matrix = [1, 0, 0, 1, 0, 0];

/** Moves the origin, after scaling and turning (degrees, clockwise) around it. */
export function placed(x: number, y: number, scale = 1, degrees = 0, flip = false): Matrix {
  const angle = (degrees * Math.PI) / 180;
  const cos = Math.cos(angle) * scale;
  const sin = Math.sin(angle) * scale;
  return flip ? [-cos, -sin, -sin, cos, x, y] : [cos, sin, -sin, cos, x, y];
}

/** First the inner map, then the outer one. */
export function compose(outer: Matrix, inner: Matrix): Matrix {
  const [a, b, c, d, e, f] = outer;
  const [p, q, r, s, t, u] = inner;
  return [
    a * p + c * q,
    b * p + d * q,
    a * r + c * s,
    b * r + d * s,
    a * t + c * u + e,
    b * t + d * u + f,
  ];
}

/** By how much a map enlarges, which is also how much thicker its strokes become. */
export function scaleOf([a, b]: Matrix): number {
  return Math.hypot(a, b);
}

/** The smallest rectangle around both; either may be missing. */
export function union(one: Edges | undefined, other: Edges | undefined): Edges | undefined {
  if (!one || !other) return one ?? other;
  return {
    left: Math.min(one.left, other.left),
    top: Math.min(one.top, other.top),
    right: Math.max(one.right, other.right),
    bottom: Math.max(one.bottom, other.bottom),
  };
}

/** The part of a rectangle inside another, or undefined when nothing of it is. */
export function overlap(one: Edges, other: Edges): Edges | undefined {
  const left = Math.max(one.left, other.left);
  const top = Math.max(one.top, other.top);
  const right = Math.min(one.right, other.right);
  const bottom = Math.min(one.bottom, other.bottom);
  return left < right && top < bottom ? { left, top, right, bottom } : undefined;
}
