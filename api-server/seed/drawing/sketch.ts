import type { Colour } from './colour.js';
import { compose, type Edges, identity, type Matrix, scaleOf, union } from './geometry.js';
import { trace } from './path.js';

/** How a path is inked. Without a fill it is a line. */
export interface Ink {
  readonly fill?: Colour;
  readonly line?: Colour;
  readonly width?: number;
  readonly opacity?: number;
}

/** A radial fade from a colour to nothing, used as a fill. */
export interface Glow {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly colour: Colour;
  readonly opacity?: number;
}

/**
 * Collects SVG and, at the same time, the rectangle everything so far occupies. All maps are
 * applied to the points before they are written, so that what is measured is what is drawn.
 */
export class Sketch {
  readonly #parts: string[] = [];
  #matrix: Matrix = identity;
  #edges: Edges | undefined;
  #measuring = true;
  #definitions = 0;

  readonly #prefix: string;

  /** Two sketches of one document need different prefixes, or their definitions collide. */
  constructor(prefix = 'a') {
    this.#prefix = prefix;
  }

  /** Draws a path given in the current coordinates. */
  path(data: string, ink: Ink): void {
    const { data: text, edges } = trace(data, this.#matrix, this.#measuring);
    const width = ink.line ? (ink.width ?? 3) * scaleOf(this.#matrix) : 0;
    if (this.#measuring) this.#grow(edges, width / 2);
    this.#parts.push(`<path d="${text}"${inkOf(ink, width)}/>`);
  }

  /** Fills a path with a soft spot of colour. */
  glow(data: string, glow: Glow): void {
    const id = this.#define();
    const { data: text, edges } = trace(data, this.#matrix, this.#measuring);
    const centre = compose(this.#matrix, [1, 0, 0, 1, glow.x, glow.y]);
    const radius = glow.radius * scaleOf(this.#matrix);
    if (this.#measuring) this.#grow(edges, 0);
    const stop = (offset: number, opacity: number): string =>
      `<stop offset="${offset}" stop-color="${glow.colour}" stop-opacity="${opacity}"/>`;
    const strength = glow.opacity ?? 1;
    this.#parts.push(
      `<radialGradient id="${id}" gradientUnits="userSpaceOnUse" cx="${centre[4].toFixed(1)}"`,
      ` cy="${centre[5].toFixed(1)}" r="${radius.toFixed(1)}">${stop(0.45, strength)}${stop(1, 0)}`,
      `</radialGradient><path d="${text}" fill="url(#${id})"/>`,
    );
  }

  /** Everything drawn inside is mapped by the matrix first. */
  within(matrix: Matrix, draw: () => void): void {
    const before = this.#matrix;
    this.#matrix = compose(before, matrix);
    draw();
    this.#matrix = before;
  }

  /** Everything drawn inside shows only within the path, and does not count when measuring. */
  clipped(data: string, draw: () => void): void {
    const id = this.#define();
    const { data: text } = trace(data, this.#matrix, false);
    this.#parts.push(
      `<clipPath id="${id}"><path d="${text}"/></clipPath><g clip-path="url(#${id})">`,
    );
    this.unmeasured(draw);
    this.#parts.push('</g>');
  }

  /** Draws without widening the measured rectangle: shadows, for example, are not the cat. */
  unmeasured(draw: () => void): void {
    const before = this.#measuring;
    this.#measuring = false;
    draw();
    this.#measuring = before;
  }

  /** The rectangle of what is drawn inside alone. */
  measured(draw: () => void): Edges | undefined {
    const outer = this.#edges;
    this.#edges = undefined;
    draw();
    const inner = this.#edges as Edges | undefined;
    this.#edges = union(outer, inner);
    return inner;
  }

  /** The same, without counting it to what is around it: a hat does not make a cat taller. */
  apart(draw: () => void): Edges | undefined {
    const outer = this.#edges;
    const inner = this.measured(draw);
    this.#edges = outer;
    return inner;
  }

  /** Counts a rectangle as drawn, for things that show only through a clip. */
  claim({ left, top, right, bottom }: Edges): void {
    const corners = `M${left} ${top}L${right} ${top}L${right} ${bottom}L${left} ${bottom}Z`;
    this.#grow(trace(corners, this.#matrix, true).edges, 0);
  }

  /** Everything drawn so far, as the inside of an SVG document. */
  markup(): string {
    return this.#parts.join('');
  }

  /** Puts another finished sketch into this one. */
  place(other: Sketch, x: number, y: number, scale: number): void {
    const transform = `translate(${x.toFixed(1)} ${y.toFixed(1)}) scale(${scale.toFixed(4)})`;
    this.#parts.push(`<g transform="${transform}">${other.markup()}</g>`);
  }

  #define(): string {
    this.#definitions += 1;
    return `${this.#prefix}${this.#definitions}`;
  }

  #grow(edges: Edges, by: number): void {
    const { left, top, right, bottom } = edges;
    this.#edges = union(this.#edges, {
      left: left - by,
      top: top - by,
      right: right + by,
      bottom: bottom + by,
    });
  }
}

/** Opacity goes on the fill and the line: on the element it costs an off-screen layer each time. */
function inkOf({ fill = 'none', line, opacity }: Ink, width: number): string {
  const see = (kind: string): string =>
    opacity === undefined ? '' : ` ${kind}-opacity="${opacity}"`;
  const inside = ` fill="${fill}"${fill === 'none' ? '' : see('fill')}`;
  if (!line) return inside;
  const pen = ` stroke="${line}" stroke-width="${width.toFixed(1)}"${see('stroke')}`;
  return `${inside}${pen} stroke-linecap="round" stroke-linejoin="round"`;
}
