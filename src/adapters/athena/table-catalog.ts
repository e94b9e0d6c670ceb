import { CatopsError } from '../../platform/errors.js';
import type { CatalogTable, TableCatalog } from '../../rollups/init/ports.js';
import { type AthenaAccess, type AthenaCall, createAthenaCall } from './client.js';
import { followQuery } from './follow-query.js';
import { beforeQuery, patiently, type Waiting } from './patience.js';
import { createQueries } from './queries.js';
import { endError } from './query-end.js';
import { readWorkGroup } from './work-group.js';

/** Athena's name of the account's own Glue catalogue. */
const catalogName = 'AwsDataCatalog';
const statementMs = 120_000;

/** Databases and tables of the Glue catalogue, by way of Athena: one set of rights, one address. */
export function createTableCatalog(access: AthenaAccess & Waiting): TableCatalog {
  const call = createAthenaCall(access);
  const queries = createQueries(access, call, () => access.clock.now());
  // Statements of this kind read no data and are free.
  const following = { ...access, queries, usdPerTb: 0, timeoutMs: statementMs };
  const { workGroup } = access;
  const ask = <T>(signal: AbortSignal, work: () => Promise<T>) =>
    patiently(access, beforeQuery, signal, work);
  return {
    place: `Athena, workgroup ${workGroup}, database ${access.database}`,
    workGroup: (signal) => ask(signal, () => readWorkGroup(access, call, signal)),
    hasDatabase: (name, signal) => ask(signal, () => hasDatabase(access, call, name, signal)),
    table: (database, name, signal) =>
      ask(signal, () => readTable(access, call, { database, name }, signal)),
    apply: async (statement, signal) => {
      const start = { sql: statement, token: null, database: null };
      const { id } = await ask(signal, () => queries.start(start, new AbortController().signal));
      const look = await followQuery(following, id, Number.POSITIVE_INFINITY, signal);
      if (look.state !== 'SUCCEEDED') throw endError(look, workGroup, 0);
    },
  };
}

async function hasDatabase(
  { workGroup }: AthenaAccess,
  call: AthenaCall,
  name: string,
  signal: AbortSignal,
): Promise<boolean> {
  const found = await orNull(
    call(signal, (client, sdk, abortSignal) => {
      const input = { CatalogName: catalogName, DatabaseName: name, WorkGroup: workGroup };
      return client.send(new sdk.GetDatabaseCommand(input), { abortSignal });
    }),
  );
  return found !== null;
}

function readTable(
  { workGroup }: AthenaAccess,
  call: AthenaCall,
  { database, name }: { readonly database: string; readonly name: string },
  signal: AbortSignal,
): Promise<CatalogTable | null> {
  return orNull(
    call(signal, async (client, sdk, abortSignal) => {
      const command = new sdk.GetTableMetadataCommand({
        CatalogName: catalogName,
        DatabaseName: database,
        TableName: name,
        WorkGroup: workGroup,
      });
      const { TableMetadata: found } = await client.send(command, { abortSignal });
      const columns = found?.Columns ?? [];
      return {
        columns: Object.fromEntries(columns.map(({ Name = '', Type = '' }) => [Name, Type])),
        partitions: (found?.PartitionKeys ?? []).map(({ Name = '' }) => Name),
        location: found?.Parameters?.['location'] ?? null,
      };
    }),
  );
}

/** What the catalogue does not have comes as a MetadataException that says so in words. */
async function orNull<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    const { name = '', message = '' } = ((error as CatopsError).cause ?? {}) as Partial<Error>;
    const isMissing = /entity ?not ?found|not found|does not exist/i.test(message);
    if (error instanceof CatopsError && name === 'MetadataException' && isMissing) return null;
    throw error;
  }
}
