import { parseObjectLocation } from '../../src/contracts/object-location.js';
import { serverEnv } from '../../src/contracts/server-env.js';
import { parseDuration } from '../../src/platform/duration.js';
import { setting } from '../../src/platform/settings.js';
import { parseSize } from '../../src/platform/size.js';

/** Settings of rollups: where the log lies, where its tables go, and what scans it. */
export const rollupSettings = {
  objects: setting.parsed({
    env: serverEnv.objects,
    parse: parseObjectLocation,
    doc: 'Where finished access logs go: a directory or `s3://bucket/prefix` (default `objects` of the data directory)',
  }),
  logs: setting.parsed({
    env: 'CATOPS_LOGS',
    flag: 'logs',
    key: 'rollups.logs',
    parse: parseObjectLocation,
    doc: 'Finished files of the access log: a directory or `s3://bucket/prefix` (default `access/` of `CATOPS_OBJECTS`)',
  }),
  rollups: setting.parsed({
    env: 'CATOPS_ROLLUPS',
    key: 'rollups.tables',
    parse: parseObjectLocation,
    doc: 'Rolled-up tables: a directory or `s3://bucket/prefix` (default `rollups` of the data directory)',
  }),
  engine: setting.parsed({
    env: 'CATOPS_ROLLUP_ENGINE',
    flag: 'engine',
    key: 'rollups.engine',
    fallback: 'duckdb' as const,
    parse: (text): 'duckdb' | 'athena' => {
      if (text === 'duckdb' || text === 'athena') return text;
      throw new RangeError(`"${text}" is none of duckdb, athena`);
    },
    doc: 'What scans the log: `duckdb` on this machine, `athena` in the cloud',
  }),
  lateMs: setting.parsed({
    env: 'CATOPS_ROLLUP_LATE',
    flag: 'late',
    key: 'rollups.late',
    fallback: 48 * 3_600_000,
    parse: (text) => {
      const ms = parseDuration(text);
      if (ms === undefined) throw new RangeError(`"${text}" is not a time such as 48h`);
      return ms;
    },
    doc: 'How long after an hour its late lines still change it, such as `48h`',
  }),
  maxScanBytes: setting.parsed({
    env: 'CATOPS_MAX_SCAN',
    flag: 'maxScan',
    key: 'rollups.maxScan',
    parse: parseSize,
    doc: "What one scan may read, such as `20GB`; on Athena the workgroup's cut-off holds too",
  }),
  duckdbMemory: setting.parsed({
    env: 'CATOPS_DUCKDB_MEMORY',
    key: 'rollups.memory',
    fallback: '256MB',
    parse: (text) => {
      if (parseSize(text) >= 64e6) return text;
      throw new RangeError(`"${text}" is less than 64MB`);
    },
    doc: "DuckDB's buffers, but for compacting: that has 200MB; the process takes some 200 MB more",
  }),
  rawLogDays: setting.integer({
    env: 'CATOPS_RAW_LOG_DAYS',
    key: 'rollups.rawLogDays',
    fallback: 30,
    min: 1,
    max: 3650,
    doc: 'Days that raw log files are kept before `catops rollup purge` removes them',
  }),
  athenaWorkGroup: setting.text({
    env: 'CATOPS_ATHENA_WORKGROUP',
    key: 'athena.workgroup',
    fallback: 'catops',
    doc: 'Workgroup of Athena; never `primary`',
  }),
  athenaDatabase: setting.text({
    env: 'CATOPS_ATHENA_DATABASE',
    key: 'athena.database',
    fallback: 'catops',
    doc: 'Database of the Glue catalogue that holds `access_log`',
  }),
  athenaUsdPerTb: setting.parsed({
    env: 'CATOPS_ATHENA_USD_PER_TB',
    key: 'athena.usdPerTb',
    fallback: 5,
    parse: (text) => {
      const usd = Number(text);
      if (text.trim() !== '' && usd >= 0 && usd <= 1000) return usd;
      throw new RangeError(`"${text}" is not a price in US dollars from 0 to 1000`);
    },
    doc: "Your region's price of a terabyte that Athena reads, US dollars",
  }),
} as const;
