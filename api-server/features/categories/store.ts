export interface CategoryRecord {
  readonly id: number;
  readonly name: string;
}

/** Categories in the database, sorted by name. */
export interface CategoryStore {
  list(): Promise<readonly CategoryRecord[]>;
}
