import type { Edges } from './geometry.js';
import type { Sketch } from './sketch.js';

/** Where the neck is, for what is tied around it. */
export interface Neck {
  readonly x: number;
  readonly y: number;
  /** Half the width of the neck. */
  readonly half: number;
  /** How far something may hang down the chest. */
  readonly drop: number;
}

/** The part of the body a garment covers. */
export interface Torso {
  readonly outline: string;
  readonly area: Edges;
  /** Seen from the front, or from the side. */
  readonly view: 'front' | 'side';
  readonly neck: Neck;
  /** Where the garment ends: below it from the front, behind it from the side. */
  readonly hem: number;
}

/** What a cat has on. Each piece is drawn at its turn while the cat is. */
export interface Wear {
  /** Over the torso, under the head. */
  readonly torso?: (sketch: Sketch, torso: Torso) => void;
  /** Colours of sleeves on front legs, when a garment has them. */
  readonly sleeve?: { readonly fill: string; readonly cuff: string };
  /** Around the neck, under the chin. */
  readonly neck?: (sketch: Sketch, neck: Neck) => void;
  /** Over the finished head, in head coordinates. */
  readonly head?: (sketch: Sketch) => void;
}
