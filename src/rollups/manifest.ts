import type { Hour, LogFile } from './ports.js';

/** What was there of one partition when it was looked at. */
export interface Manifest {
  readonly files: readonly LogFile[];
  /** Bytes as stored. */
  readonly bytes: number;
  /** sha256 of keys, sizes and etags; an empty partition has one as well. */
  readonly hash: string;
}

type Sha256 = (text: string) => string;

/** The manifest of some files, whatever order they come in. */
export function manifestOf(files: readonly LogFile[], sha256: Sha256): Manifest {
  const sorted = [...files].sort((a, b) => (a.key < b.key ? -1 : 1));
  const text = sorted.map(({ key, size, etag }) => `${key}\0${size}\0${etag}\n`).join('');
  return {
    files: sorted,
    bytes: sorted.reduce((sum, { size }) => sum + size, 0),
    hash: sha256(text),
  };
}

/** Manifests of the hours that have files. */
export function manifestsByHour(
  files: readonly LogFile[],
  sha256: Sha256,
): ReadonlyMap<Hour, Manifest> {
  const byHour = new Map<Hour, LogFile[]>();
  for (const file of files) {
    const its = byHour.get(file.hour);
    if (its) its.push(file);
    else byHour.set(file.hour, [file]);
  }
  return new Map([...byHour].map(([hour, its]) => [hour, manifestOf(its, sha256)]));
}
