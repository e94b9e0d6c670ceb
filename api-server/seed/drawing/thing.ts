import type { Edges } from './geometry.js';

/** Something that can be seen in a drawing, and where, when it has a place. */
export interface Thing {
  readonly name: string;
  readonly parents: readonly string[];
  /** The rectangles it fills, in pixels of the picture. */
  readonly places: readonly Edges[];
}

/** A thing without a place of its own, such as the kind of scenery. */
export function scenery(name: string, ...parents: string[]): Thing {
  return { name, parents, places: [] };
}
