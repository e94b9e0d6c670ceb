/** The workgroup that queries run in, as it is set up. */
export interface WorkGroup {
  readonly name: string;
  readonly enabled: boolean;
  /** Whether its settings hold whatever a client asks for. */
  readonly enforced: boolean;
  /** A query that would read more is stopped; null when nothing stops it. */
  readonly cutOffBytes: number | null;
  /** `Athena engine version 3`. */
  readonly engine: string | null;
  /** `s3://bucket/prefix/`, `managed` where Athena keeps results itself; null when not set. */
  readonly results: string | null;
}

/** A table as the catalogue holds it. Names are lower case. */
export interface CatalogTable {
  /** Types as the catalogue writes them, `bigint`, without the partition columns. */
  readonly columns: Readonly<Record<string, string>>;
  readonly partitions: readonly string[];
  /** `s3://bucket/prefix/`; null when it is not told. */
  readonly location: string | null;
}

/** Where tables are declared and queries run. Each method fails with a CatopsError. */
export interface TableCatalog {
  /** For people: `Athena, workgroup catops, database catops`. */
  readonly place: string;
  /** Null when there is none. */
  workGroup(signal: AbortSignal): Promise<WorkGroup | null>;
  hasDatabase(name: string, signal: AbortSignal): Promise<boolean>;
  /** Null when there is none. */
  table(database: string, name: string, signal: AbortSignal): Promise<CatalogTable | null>;
  /** Runs one statement to its end; safe to repeat when the statement is. */
  apply(statement: string, signal: AbortSignal): Promise<void>;
}
