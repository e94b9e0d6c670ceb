import { answer, deny, invalid, type Json } from './call.js';
import type { Operation } from './query-calls.js';
import type { AthenaState, Executed } from './state.js';

const catalogName = 'AwsDataCatalog';

/** Operations on workgroups and on what the catalogue holds. */
export const catalogCalls: Readonly<Record<string, Operation>> = {
  GetWorkGroup: (state, body) => {
    const group = state.workGroups.find(({ name }) => name === body['WorkGroup']);
    if (!group) throw invalid('WorkGroup is not found.');
    return answer('GetWorkGroup', {
      WorkGroup: {
        Name: group.name,
        State: group.enabled ? 'ENABLED' : 'DISABLED',
        Configuration: {
          EnforceWorkGroupConfiguration: group.enforced,
          EngineVersion: { SelectedEngineVersion: 'AUTO', EffectiveEngineVersion: group.engine },
          ...(group.cutOffBytes === null ? {} : { BytesScannedCutoffPerQuery: group.cutOffBytes }),
          ...(group.results === null
            ? {}
            : { ResultConfiguration: { OutputLocation: group.results } }),
        },
      },
    });
  },
  GetDatabase: (state, body) => {
    databaseOf(state, body);
    return answer('GetDatabase', { Database: { Name: String(body['DatabaseName']) } });
  },
  GetTableMetadata: (state, body) => {
    const name = String(body['TableName']);
    const table = databaseOf(state, body).get(name);
    if (!table) throw missing(`Entity Not Found (Table ${name})`);
    const columns = Object.entries(table.columns);
    return answer('GetTableMetadata', {
      TableMetadata: {
        Name: name,
        TableType: 'EXTERNAL_TABLE',
        Columns: columns.map(([column, type]) => ({ Name: column, Type: type })),
        PartitionKeys: table.partitions.map((column) => ({ Name: column, Type: 'string' })),
        Parameters: table.location === null ? {} : { location: table.location },
      },
    });
  },
};

function databaseOf(state: AthenaState, body: Json) {
  if (body['CatalogName'] !== catalogName) throw missing('Catalog not found');
  const name = String(body['DatabaseName']);
  const database = state.databases.get(name);
  if (!database) throw missing(`Entity Not Found (Database ${name})`);
  return database;
}

/** "MetadataException: An exception that Athena received when it called a custom metastore." */
function missing(message: string) {
  return deny('MetadataException', message);
}

const nothing: Executed = { columns: [], rows: [], scannedBytes: 0 };

/** Does a statement that changes the catalogue, as far as catops writes such; null for others. */
export function changeCatalog(state: AthenaState, sql: string): Executed | null {
  const database = /^CREATE DATABASE IF NOT EXISTS `?(\w+)`?$/.exec(sql)?.[1];
  if (database !== undefined) {
    if (!state.databases.has(database)) state.databases.set(database, new Map());
    return nothing;
  }
  const table = tablePattern.exec(sql)?.groups;
  if (table) return createTable(state, table as unknown as TableText);
  const added = /^ALTER TABLE `?(\w+)`?\.`?(\w+)`? ADD COLUMNS \(([^)]*)\)$/.exec(sql);
  if (added) {
    const found = state.databases.get(String(added[1]))?.get(String(added[2]));
    if (!found) throw new Error('FAILED: SemanticException table not found');
    Object.assign(found.columns, columnsOf(String(added[3])));
    return nothing;
  }
  return null;
}

interface TableText {
  readonly database: string;
  readonly name: string;
  readonly columns: string;
  readonly partitions: string;
  readonly location: string;
  readonly properties: string;
}

const tablePattern =
  /^CREATE EXTERNAL TABLE IF NOT EXISTS `?(?<database>\w+)`?\.`?(?<name>\w+)`? \((?<columns>[^)]*)\)\s+PARTITIONED BY \((?<partitions>[^)]*)\)[\s\S]*\bLOCATION '(?<location>[^']*)'\s+TBLPROPERTIES \((?<properties>[\s\S]*)\)$/;

function createTable(state: AthenaState, text: TableText): Executed {
  const tables = state.databases.get(text.database);
  if (!tables) throw new Error(`FAILED: SemanticException [Error 10072]: Database does not exist`);
  const partitions = Object.keys(columnsOf(text.partitions));
  checkProjection(partitions, text.properties);
  if (!text.location.endsWith('/')) throw new Error('LOCATION must end in a slash');
  const table = { columns: columnsOf(text.columns), partitions, location: text.location };
  if (!tables.has(text.name)) tables.set(text.name, table);
  return nothing;
}

/** "Set up partition projection": each partition column has its type, and a place in the template. */
function checkProjection(partitions: readonly string[], properties: string): void {
  const set = new Map(
    [...properties.matchAll(/'([^']+)'\s*=\s*'([^']*)'/g)].map(([, k, v]) => [k, v]),
  );
  if (set.get('projection.enabled') !== 'true') throw new Error('projection is not enabled');
  const template = set.get('storage.location.template') ?? '';
  for (const column of partitions) {
    if (!set.has(`projection.${column}.type`) || !set.has(`projection.${column}.range`))
      throw new Error(`INVALID_TABLE_PROPERTY: ${column} is missing projection configuration`);
    if (!template.includes(`\${${column}}`))
      throw new Error(
        "INVALID_TABLE_PROPERTY: The 'storage.location.template' table property must contain templates for all partition columns!",
      );
  }
  if (!template.endsWith('/')) throw new Error('the template must end in a slash');
}

function columnsOf(text: string): Record<string, string> {
  const each = text.split(',').map((column) => column.trim().replaceAll('`', '').split(/\s+/));
  return Object.fromEntries(each.map(([name = '', type = '']) => [name, type]));
}
