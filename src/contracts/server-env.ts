/** Environment variables of the API processes that the CLI sets. */
export const serverEnv = {
  dataDir: 'CATOPS_DATA_DIR',
  host: 'CATOPS_HOST',
  port: 'CATOPS_PORT',
  privatePort: 'CATOPS_PRIVATE_PORT',
  objects: 'CATOPS_OBJECTS',
  diagnosticsToken: 'CATOPS_DIAGNOSTICS_TOKEN',
  /** Only read by `api-server/drill.ts`: JSON array of route names to serve without their cache. */
  drillUncache: 'CATOPS_DRILL_UNCACHE',
} as const;

/** Request header that carries the diagnostics token. */
export const diagnosticsHeader = 'x-catops-diagnostics';
