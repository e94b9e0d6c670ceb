import type { BuiltParts, BundleFile } from './bundle.js';

/** The build this program runs from. */
export interface BuiltRelease {
  /** Throws `release-invalid` when there is none, or one that was not built by this repository. */
  read(): Promise<BuiltParts>;
}

/** Bundles as files. */
export interface BundleArchive {
  /** The bytes of the bundle: of the same files the same ones, at any time and on any machine. */
  pack(files: readonly BundleFile[]): Uint8Array;
  /** SHA-256 in hexadecimal. */
  hash(content: Uint8Array): string;
  /** Puts the bundle in place as a whole; its absolute path. */
  write(file: string, content: Uint8Array): Promise<string>;
}
