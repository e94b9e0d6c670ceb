import type { ImageFilter, ImageOrder, ShownImage } from '../images/store.js';

/** A picture of an account, whether the public may see it or not. */
export interface Upload extends ShownImage {
  readonly accountId: string;
  readonly subId: string | null;
  /** As its owner called it, at most 100 characters. */
  readonly originalFilename: string | null;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** Whether the public may see it. */
  readonly approved: boolean;
}

/** An upload by its id, and whose it must be. */
export interface UploadRef {
  readonly accountId: string;
  readonly id: string;
}

/** What is asked of the uploads of one account. ASC and DESC are by their time. */
export interface UploadAsk {
  readonly accountId: string;
  readonly filter: ImageFilter;
  /** Null: only those without one; undefined: all. */
  readonly subId: string | null | undefined;
  readonly originalFilename: string | undefined;
  readonly order: ImageOrder;
  readonly limit: number;
  readonly page: number;
}

/** One breed of an upload. */
export interface UploadBreed extends UploadRef {
  readonly breedId: string;
}

/**
 * Uploads in the database. What was removed is in no answer. Every change is in the sequence of
 * changes, in the same transaction; nothing of another account is seen or changed.
 */
export interface UploadStore {
  /**
   * Takes an id before its file is written. Until it is added the picture counts as removed, so its
   * file is swept if its process ends in between. False when the id is taken; another one may be free.
   */
  reserve(upload: Upload): Promise<boolean>;
  /** Gives an id back whose file is somebody else's, so that it is never swept. */
  release(ref: UploadRef): Promise<void>;
  /**
   * Says for good that nothing comes of it, so that its file can go. False when it was added, also by an
   * add of which the answer was lost and that had not ended yet: it is waited for.
   */
  giveUp(ref: UploadRef): Promise<boolean>;
  /** Makes it durable; false when its id is not reserved, and then nothing is changed. */
  add(upload: Upload): Promise<boolean>;
  find(ref: UploadRef): Promise<Upload | undefined>;
  /** One page, and how many there are on all of them. */
  list(ask: UploadAsk): Promise<{ readonly rows: readonly Upload[]; readonly total: number }>;
  /** Hides it from everybody for good. The upload it was; undefined when there is none. */
  remove(ref: UploadRef, now: number): Promise<Upload | undefined>;
  /** Safe to repeat; false when there is no such upload. */
  attachBreed(breed: UploadBreed, now: number): Promise<boolean>;
  /** False when there is no such upload, or it has not that breed. */
  detachBreed(breed: UploadBreed, now: number): Promise<boolean>;
}
