/** A breed as the wire sends it, but `image.url` is a path without a host. */
export interface BreedRecord {
  readonly id: string;
  readonly name: string;
  readonly image?: {
    readonly id: string;
    readonly width: number;
    readonly height: number;
    readonly url: string;
  };
  readonly [field: string]: unknown;
}

/** Breeds in the database, always in table order. */
export interface BreedStore {
  list(): Promise<readonly BreedRecord[]>;
  byId(id: string): Promise<BreedRecord | undefined>;
  /** Breeds whose name contains the text, whatever its case; `%` and `_` mean themselves. */
  searchByName(text: string): Promise<readonly BreedRecord[]>;
}
