import type { RenditionName } from '../images/index.js';
import type { ImageRecord } from '../images/store.js';

/** What jobs must know of a picture, whoever may see it. */
export interface StoredPicture extends Pick<ImageRecord, 'id' | 'extension' | 'width'> {
  /** Its smaller copies are made. */
  readonly isResized: boolean;
  /** Everybody is shown it. */
  readonly isPublic: boolean;
  /** Nobody is shown it any more, and its files are to go. */
  readonly isRemoved: boolean;
}

/** Pictures as jobs change them. Every change is in the sequence of changes. */
export interface PictureStore {
  /** Also one that was removed; undefined when there never was one, or its account was erased. */
  find(id: string): Promise<StoredPicture | undefined>;
  /** Of these ids, those that it has a row of, and whether that says that the picture is removed. */
  areRemoved(ids: readonly string[]): Promise<ReadonlyMap<string, boolean>>;
  /**
   * Forgets the ids that were reserved before that time for uploads of which nothing came; only those
   * that begin with one of these characters. Their files must be gone: nobody looks for them any more.
   */
  forgetCutOff(firsts: readonly string[], before: number): Promise<void>;
  /** Says which copies are made. Safe to repeat; false when the picture is not there any more. */
  resized(id: string, made: readonly RenditionName[], now: number): Promise<boolean>;
  /**
   * Removes pictures for good that were rejected before that time, so many at most: each with a row
   * that says so, and a job that removes its files. Answers how many.
   */
  removeRejected(before: number, now: number, atMost: number): Promise<number>;
}
