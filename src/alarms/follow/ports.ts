import type { AlarmState } from '../alarm.js';

/** What a follower knows of an alarm: its state, and since when (milliseconds since the epoch). */
export interface Known {
  readonly state: AlarmState;
  readonly since: number;
}

/** A change told from the state alone, which history may still bring. */
export interface Early {
  readonly name: string;
  readonly to: AlarmState;
  readonly at: number;
}

/** What a follower needs to go on where it was: nothing missed, nothing told twice. */
export interface FollowMemory {
  /** Name of the source it is about. */
  readonly source: string;
  /** Where the next look into history begins, milliseconds since the epoch. */
  readonly from: number;
  /** Changes told that such a look brings again, by id, with when they happened. */
  readonly told: readonly (readonly [id: string, at: number])[];
  readonly early: readonly Early[];
  readonly known: readonly (readonly [name: string, known: Known])[];
}

/**
 * The place to go on from, on disk. One follower at a time has it. Throws `local-store-unwritable`,
 * `format-too-new`.
 */
export interface FollowCursor {
  /** Null where none was ever kept. */
  read(): Promise<FollowMemory | null>;
  /** Replaces it as a whole; durable when it returns. */
  write(memory: FollowMemory): Promise<void>;
}

/** What runs now: the release, such as `0.1.0+4faa961`; null when nobody knows. It never throws. */
export type CurrentRelease = (signal: AbortSignal) => Promise<string | null>;
