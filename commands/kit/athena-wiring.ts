import type { ObjectLocation } from '../../src/contracts/object-location.js';
import { CatopsError } from '../../src/platform/errors.js';
import type { Host } from '../../src/platform/host.js';
import type { ScanEngine } from '../../src/rollups/ports.js';
import type { CliSettings } from './settings.js';
import type { TableCatalogs } from './wiring.js';

type Places = Readonly<Record<'logs' | 'rollups', ObjectLocation>>;

/** Athena itself ends a query after so long. */
const queryMs = 30 * 60_000;

/** Athena as the engine; the log has to be in a bucket. */
export async function athenaEngine(
  { clock }: Host,
  settings: CliSettings,
  { logs }: Pick<Places, 'logs'>,
): Promise<{ engine: ScanEngine; priceOf: (bytes: number) => number }> {
  s3Place(logs, 'log', 'CATOPS_LOGS');
  const [{ createAthenaEngine }, { priceOf }] = await Promise.all([
    import('../../src/adapters/athena/scan-engine.js'),
    import('../../src/adapters/athena/price.js'),
  ]);
  const { athenaUsdPerTb: usdPerTb, maxScanBytes } = settings;
  const engine = createAthenaEngine({
    ...accessOf(settings),
    ...{ usdPerTb, mostBytes: maxScanBytes ?? null, timeoutMs: queryMs },
    ...{ clock, random: Math.random },
  });
  return { engine, priceOf: (bytes) => priceOf(bytes, usdPerTb) };
}

/** The catalogue that tables are declared in, and where their objects are. */
export async function tableCatalogs(
  { clock }: Host,
  settings: CliSettings,
  { logs, rollups }: Places,
): Promise<TableCatalogs> {
  const { workGroup, database } = accessOf(settings);
  const places = {
    ...{ workGroup, database },
    logs: s3Place(logs, 'log', 'CATOPS_LOGS'),
    rollups: s3Place(rollups, 'tables', 'CATOPS_ROLLUPS'),
  };
  const { createTableCatalog } = await import('../../src/adapters/athena/table-catalog.js');
  const catalog = createTableCatalog({ ...accessOf(settings), clock, random: Math.random });
  return { catalog, places };
}

/** Where queries run. Region and credentials come from where the AWS CLI finds them. */
export function accessOf({ athenaWorkGroup, athenaDatabase }: CliSettings) {
  return { workGroup: athenaWorkGroup, database: athenaDatabase };
}

function s3Place(place: ObjectLocation, what: string, variable: string): string {
  if (place.kind === 's3') return s3Text(place);
  throw new CatopsError(
    'config-invalid',
    `Athena reads a bucket, and the ${what} would be in the directory ${place.path}.`,
    { hint: `set ${variable} to s3://bucket/prefix; DuckDB reads directories` },
  );
}

/** `s3://bucket/prefix`. */
export function s3Text({ bucket, prefix }: Extract<ObjectLocation, { kind: 's3' }>): string {
  return `s3://${bucket}/${prefix}`.replace(/\/$/, '');
}
