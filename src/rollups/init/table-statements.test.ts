import { describe, expect, it } from 'vitest';
import { tables } from '../tables.js';
import { databaseStatement, declaredTables } from './table-statements.js';

const places = {
  database: 'catops',
  logs: 's3://cat-logs/access',
  rollups: 's3://cat-logs/rollups/',
  since: '2018-01-01',
};

const statementOf = (name: string) =>
  declaredTables(places).find((table) => table.name === name)?.statement;

describe('the tables for Athena', () => {
  it('are the raw log and every table that is stored', () => {
    const names = declaredTables(places).map(({ name }) => name);
    expect(names).toEqual(['access_log', ...Object.keys(tables)]);
  });

  it('read the raw log by day and hour, and take a torn line for nulls', () => {
    expect(
      statementOf('access_log'),
    ).toBe(`CREATE EXTERNAL TABLE IF NOT EXISTS \`catops\`.\`access_log\` (
  \`v\` int,
  \`ts\` string,
  \`method\` string,
  \`route\` string,
  \`status\` int,
  \`latency_ms\` double,
  \`bytes\` bigint,
  \`api_key_id\` string,
  \`cache\` string,
  \`db_queries\` int,
  \`cause\` string,
  \`image_id\` string
)
PARTITIONED BY (\`dt\` string, \`hour\` string)
ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' WITH SERDEPROPERTIES ('ignore.malformed.json' = 'true')
LOCATION 's3://cat-logs/access/'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.dt.type' = 'date',
  'projection.dt.format' = 'yyyy-MM-dd',
  'projection.dt.range' = '2018-01-01,NOW',
  'projection.hour.type' = 'integer',
  'projection.hour.range' = '0,23',
  'projection.hour.digits' = '2',
  'storage.location.template' = 's3://cat-logs/access/dt=\${dt}/hour=\${hour}/'
)`);
  });

  it('read each rolled-up table from its own folder, a folder a day', () => {
    expect(
      statementOf('images_day'),
    ).toBe(`CREATE EXTERNAL TABLE IF NOT EXISTS \`catops\`.\`images_day\` (
  \`image_id\` string,
  \`n\` bigint
)
PARTITIONED BY (\`dt\` string)
STORED AS PARQUET
LOCATION 's3://cat-logs/rollups/images_day/'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.dt.type' = 'date',
  'projection.dt.format' = 'yyyy-MM-dd',
  'projection.dt.range' = '2018-01-01,NOW',
  'storage.location.template' = 's3://cat-logs/rollups/images_day/dt=\${dt}/'
)`);
  });

  it.each([
    { database: "x'; DROP" },
    { logs: '/var/log' },
    { rollups: "s3://cat-logs/o'clock" },
    { since: 'yesterday' },
  ])('are not declared with %j', (given) => {
    const declare = () => [
      databaseStatement({ ...places, ...given }),
      declaredTables({ ...places, ...given }),
    ];
    expect(declare).toThrow(expect.objectContaining({ code: 'config-invalid' }));
  });
});
