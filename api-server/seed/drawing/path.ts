import type { Edges, Matrix } from './geometry.js';

/** Only absolute M, L, Q, C and Z are used, so a path is letters and pairs of numbers. */
const token = /[MLQCZ]|-?\d*\.?\d+(?:e-?\d+)?/g;

/** How many points follow each letter. */
const pointsAfter: Readonly<Record<string, number>> = { M: 1, L: 1, Q: 2, C: 3, Z: 0 };

/** Six points a curve keep the measured rectangle true to about a pixel. */
const shares = [1 / 6, 2 / 6, 3 / 6, 4 / 6, 5 / 6];

/** A path made concrete: its SVG text and the rectangle it fills. */
export interface Traced {
  readonly data: string;
  readonly edges: Edges;
}

/** The rectangle around a pen's way, kept in plain numbers because it is the busiest code here. */
class Extent {
  left = Infinity;
  top = Infinity;
  right = -Infinity;
  bottom = -Infinity;

  add(x: number, y: number): void {
    if (x < this.left) this.left = x;
    if (x > this.right) this.right = x;
    if (y < this.top) this.top = y;
    if (y > this.bottom) this.bottom = y;
  }

  /** A curve from the pen through the numbers that follow it. */
  addCurve(x: number, y: number, rest: readonly number[]): void {
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0, x3 = 0, y3 = 0] = rest;
    for (const t of rest.length > 2 ? shares : []) {
      const s = 1 - t;
      if (rest.length === 4) {
        this.add(s * s * x + 2 * s * t * x1 + t * t * x2, s * s * y + 2 * s * t * y1 + t * t * y2);
      } else {
        const [a, b, c, d] = [s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t];
        this.add(a * x + b * x1 + c * x2 + d * x3, a * y + b * y1 + c * y2 + d * y3);
      }
    }
    this.add(rest.at(-2) ?? x, rest.at(-1) ?? y);
  }
}

/** Maps a path into place and measures it. */
export function trace(data: string, [a, b, c, d, e, f]: Matrix, measure: boolean): Traced {
  const tokens = data.match(token) ?? [];
  const extent = new Extent();
  let text = '';
  let [penX, penY] = [0, 0];
  for (let index = 0; index < tokens.length; ) {
    const letter = tokens[index] ?? 'Z';
    const count = pointsAfter[letter] ?? 0;
    const mapped: number[] = [];
    for (let point = 0; point < count; point += 1) {
      const [x, y] = [Number(tokens[index + 1 + point * 2]), Number(tokens[index + 2 + point * 2])];
      mapped.push(
        Math.round((a * x + c * y + e) * 10) / 10,
        Math.round((b * x + d * y + f) * 10) / 10,
      );
    }
    text += letter + mapped.join(' ');
    index += 1 + count * 2;
    if (count === 0) continue;
    if (measure) extent.addCurve(penX, penY, mapped);
    penX = mapped.at(-2) ?? 0;
    penY = mapped.at(-1) ?? 0;
  }
  const { left, top, right, bottom } = extent;
  return { data: text, edges: { left, top, right, bottom } };
}
