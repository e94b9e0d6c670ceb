import { apply, type Edges, type Matrix, type Point } from './geometry.js';

const coordinate = /-?\d*\.?\d+(?:e-?\d+)?/g;
const piece = /([MLQCZ])([^MLQCZ]*)/g;

/** One step of a path: a letter and its points. Only absolute M, L, Q, C and Z are used. */
interface Step {
  readonly letter: string;
  readonly points: readonly Point[];
}

/** A path made concrete: its SVG text and the rectangle it fills. */
export interface Traced {
  readonly data: string;
  readonly edges: Edges;
}

const short = (value: number): number => Math.round(value * 10) / 10;

function stepsOf(data: string, matrix: Matrix): Step[] {
  return [...data.matchAll(piece)].map(([, letter = 'Z', text = '']) => {
    const numbers = (text.match(coordinate) ?? []).map(Number);
    const points: Point[] = [];
    for (let index = 0; index + 1 < numbers.length; index += 2) {
      points.push(apply(matrix, numbers[index] ?? 0, numbers[index + 1] ?? 0));
    }
    return { letter, points };
  });
}

/** The coordinate of a Bézier curve at a share of its length in parameter space. */
function along(values: readonly number[], share: number): number {
  if (values.length === 1) return values[0] ?? 0;
  const inner = values
    .slice(1)
    .map((value, index) => (values[index] ?? 0) * (1 - share) + value * share);
  return along(inner, share);
}

function widen(edges: Edges, [x, y]: Point): Edges {
  return {
    left: Math.min(edges.left, x),
    top: Math.min(edges.top, y),
    right: Math.max(edges.right, x),
    bottom: Math.max(edges.bottom, y),
  };
}

/** Curves are sampled: eight points a curve keep the rectangle true to about a pixel. */
function edgesOf(steps: readonly Step[]): Edges {
  let edges: Edges = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  let pen: Point = [0, 0];
  for (const { points } of steps) {
    const curve = [pen, ...points];
    const shares = points.length > 1 ? [0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875] : [];
    for (const share of shares) {
      edges = widen(edges, [
        along(
          curve.map(([x]) => x),
          share,
        ),
        along(
          curve.map(([, y]) => y),
          share,
        ),
      ]);
    }
    pen = points.at(-1) ?? pen;
    if (points.length > 0) edges = widen(edges, pen);
  }
  return edges;
}

/** Maps a path into place. Without `measure` the rectangle is left empty, which is faster. */
export function trace(data: string, matrix: Matrix, measure: boolean): Traced {
  const steps = stepsOf(data, matrix);
  const text = steps
    .map(
      ({ letter, points }) => letter + points.map(([x, y]) => `${short(x)} ${short(y)}`).join(' '),
    )
    .join('');
  return { data: text, edges: measure ? edgesOf(steps) : { left: 0, top: 0, right: 0, bottom: 0 } };
}
