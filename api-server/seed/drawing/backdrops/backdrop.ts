import type { Random } from '../../random.js';
import type { Sketch } from '../sketch.js';
import type { Thing } from '../thing.js';

/** The canvas a backdrop fills. */
export interface Stage {
  readonly width: number;
  readonly height: number;
  /** Where the ground begins. */
  readonly floor: number;
  readonly random: Random;
}

/** Paints what is behind the cat and says what can be seen in it. */
export type Backdrop = (sketch: Sketch, stage: Stage) => readonly Thing[];
