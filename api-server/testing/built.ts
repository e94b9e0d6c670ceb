import { existsSync } from 'node:fs';

/**
 * A built file, such as `api-server/sqlite-thread.js`: threads and processes run what users run.
 * The set-up of the tests builds `dist`; CATOPS_TEST_DIST names another build.
 */
export function builtFile(path: string): URL {
  const other = process.env['CATOPS_TEST_DIST'];
  const dist = other ? new URL(`file://${other}/`) : new URL('../../dist/', import.meta.url);
  const file = new URL(path, dist);
  if (!existsSync(file)) throw new Error(`${file.pathname} is not there. Try: npm run build`);
  return file;
}
