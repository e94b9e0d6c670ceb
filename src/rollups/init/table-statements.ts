import type { AccessLogRecord } from '../../contracts/access-log.js';
import { CatopsError } from '../../platform/errors.js';
import type { Day } from '../ports.js';
import { type ColumnType, tables } from '../tables.js';

/** Where the tables are declared, and where their objects are. */
export interface TablePlaces {
  /** Letters, digits and underscores; lower case. */
  readonly database: string;
  /** `s3://bucket/access`, the finished log files. */
  readonly logs: string;
  /** `s3://bucket/rollups`, the rolled-up tables. */
  readonly rollups: string;
  /** First day that is ever asked about. A wide range costs nothing: every question names days. */
  readonly since: Day;
}

/** A table as it should be declared. Types as the catalogue writes them. */
export interface DeclaredTable {
  readonly name: string;
  readonly columns: Readonly<Record<string, string>>;
  readonly partitions: readonly string[];
  /** Ends in a slash. */
  readonly location: string;
  readonly statement: string;
}

// A new field of the record is a new column: this does not compile until it is named.
const logColumns: Readonly<Record<keyof AccessLogRecord, string>> = {
  v: 'int',
  ts: 'string',
  method: 'string',
  route: 'string',
  status: 'int',
  latency_ms: 'double',
  bytes: 'bigint',
  api_key_id: 'string',
  cache: 'string',
  db_queries: 'int',
  cause: 'string',
  image_id: 'string',
};

const hiveTypes: Readonly<Record<ColumnType, string>> = {
  varchar: 'string',
  integer: 'int',
  bigint: 'bigint',
};

/** Makes the database; safe to repeat. */
export function databaseStatement({ database }: Pick<TablePlaces, 'database'>): string {
  return `CREATE DATABASE IF NOT EXISTS \`${checkedName(database)}\``;
}

/** All tables, the raw log first. Not yet run on AWS. */
export function declaredTables(places: TablePlaces): readonly DeclaredTable[] {
  return [accessLog(places), ...Object.keys(tables).map((name) => rolledUp(places, name))];
}

function accessLog(places: TablePlaces): DeclaredTable {
  // A line that is no JSON becomes a row of nulls, and is counted; without this it fails the query.
  const format = `ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' WITH SERDEPROPERTIES ('ignore.malformed.json' = 'true')`;
  return declared(places, {
    name: 'access_log',
    columns: logColumns,
    partitions: ['dt', 'hour'],
    location: folder(places.logs),
    format,
  });
}

function rolledUp(places: TablePlaces, name: string): DeclaredTable {
  const { columns } = tables[name as keyof typeof tables];
  // The files hold `dt` too: columns of Parquet go by name, and this one comes from the folder.
  const stored = Object.entries(columns).filter(([column]) => column !== 'dt');
  return declared(places, {
    name,
    columns: Object.fromEntries(stored.map(([column, type]) => [column, hiveTypes[type]])),
    partitions: ['dt'],
    location: `${folder(places.rollups)}${name}/`,
    format: 'STORED AS PARQUET',
  });
}

function declared(
  { database, since }: TablePlaces,
  { format, ...table }: Omit<DeclaredTable, 'statement'> & { readonly format: string },
): DeclaredTable {
  const { name, columns, partitions, location } = table;
  const typed = Object.entries(columns).map(([column, type]) => `\`${column}\` ${type}`);
  const template = partitions.map((column) => `${column}=\${${column}}/`).join('');
  const properties = {
    'projection.enabled': 'true',
    // Texts, not numbers: an hour of two digits matches its folder only as a text.
    'projection.dt.type': 'date',
    'projection.dt.format': 'yyyy-MM-dd',
    'projection.dt.range': `${checkedDay(since)},NOW`,
    ...(partitions.includes('hour')
      ? {
          'projection.hour.type': 'integer',
          'projection.hour.range': '0,23',
          'projection.hour.digits': '2',
        }
      : {}),
    'storage.location.template': `${location}${template}`,
  };
  const set = Object.entries(properties).map(([key, value]) => `'${key}' = '${value}'`);
  return {
    ...table,
    statement: [
      `CREATE EXTERNAL TABLE IF NOT EXISTS \`${checkedName(database)}\`.\`${name}\` (`,
      `  ${typed.join(',\n  ')}`,
      ')',
      `PARTITIONED BY (${partitions.map((column) => `\`${column}\` string`).join(', ')})`,
      format,
      `LOCATION '${location}'`,
      `TBLPROPERTIES (\n  ${set.join(',\n  ')}\n)`,
    ].join('\n'),
  };
}

/** Gives a table of an older release the columns it lacks; its objects stay as they are. */
export function addColumnsStatement(
  { database }: Pick<TablePlaces, 'database'>,
  { name, columns }: DeclaredTable,
  lacking: readonly string[],
): string {
  const typed = lacking.map((column) => `\`${column}\` ${columns[column]}`);
  return `ALTER TABLE \`${checkedName(database)}\`.\`${name}\` ADD COLUMNS (${typed.join(', ')})`;
}

function checkedName(name: string): string {
  if (/^[a-z0-9_]{1,128}$/.test(name)) return name;
  throw new CatopsError('config-invalid', `"${name}" is no name for a database of Athena.`, {
    hint: 'use lower-case letters, digits and underscores',
  });
}

function checkedDay(day: Day): Day {
  if (/^\d{4}-\d\d-\d\d$/.test(day)) return day;
  throw new CatopsError('config-invalid', `"${day}" is no day.`, { hint: 'write 2018-01-01' });
}

/** "Use a trailing slash": a location without one is a file name. */
function folder(place: string): string {
  if (/^s3:\/\/[a-z0-9.-]+(\/[A-Za-z0-9!_.*()=-]+)*\/?$/.test(place))
    return place.replace(/\/?$/, '/');
  throw new CatopsError('config-invalid', `"${place}" is no place in S3 that Athena can read.`, {
    hint: 'write it as s3://bucket/prefix',
  });
}
