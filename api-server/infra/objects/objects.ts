import type { Readable } from 'node:stream';
import type { BytePart } from '../../ports.js';

/** What an object is, beside its bytes. */
export interface ObjectKind {
  readonly contentType: string;
  /** Told to whoever fetches it from there, and kept beside it; nothing when not said. */
  readonly cacheControl?: string;
}

/** One object in a listing. */
export interface ListedObject {
  readonly key: string;
  readonly bytes: number;
  /** When it was put there or relabelled, milliseconds since the epoch; undefined when not said. */
  readonly changedAt: number | undefined;
}

/**
 * Immutable objects by key, such as `access/dt=2018-11-15/hour=21/a.json.gz`. Every failure that is
 * not told by a result rejects, within bounded time, with an error that holds no credential.
 */
export interface Objects {
  /** The whole object; undefined when there is none. */
  read(key: string, signal?: AbortSignal): Promise<Buffer | undefined>;
  /**
   * Resolves when the object is durable: true when this call put it there, false when there is one
   * of that key, which stays as it is. It appears whole or not at all, also when the process is
   * killed. Safe to repeat; after a lost answer it may say false for its own object.
   */
  put(key: string, body: Buffer, kind: ObjectKind, signal?: AbortSignal): Promise<boolean>;
  /**
   * Says anew what an object is; its bytes stay. Safe to repeat: nothing happens when there is none, or
   * where nothing is kept beside the bytes.
   */
  relabel(key: string, kind: ObjectKind, signal?: AbortSignal): Promise<void>;
  /** Removes an object for good. Safe to repeat: nothing happens when there is none. */
  remove(key: string, signal?: AbortSignal): Promise<void>;
  /** An object as it is read, or a part of it; undefined when there is none. */
  stream(key: string, part?: BytePart, signal?: AbortSignal): Promise<Readable | undefined>;
  /** Bytes of an object; undefined when there is none. */
  size(key: string, signal?: AbortSignal): Promise<number | undefined>;
  /** Objects whose key begins so, ordered by key. */
  list(prefix: string, signal?: AbortSignal): AsyncIterable<ListedObject>;
  /** Removes what processes left half made that were killed while they put. */
  tidy(): Promise<void>;
}

const part = /^(?!\.)[A-Za-z0-9=_.-]{1,200}$/;

/** Whether a key is one of ours: plain parts, none of which is hidden or leads elsewhere. */
export function isObjectKey(key: string): boolean {
  return key.length <= 900 && key.split('/').every((each) => part.test(each));
}

/** Throws for a key that is none: a mistake of ours, as keys never come from a client. */
export function checkKey(key: string): void {
  if (!isObjectKey(key)) throw new TypeError('That is no key of an object.');
}
