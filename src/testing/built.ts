/**
 * A file of the build, such as `generator-thread.js`: tests run the threads and processes that
 * users run. The set-up of the tests builds `dist`; CATOPS_TEST_DIST names another build.
 */
export function builtFile(name: string): URL {
  const other = process.env['CATOPS_TEST_DIST'];
  const dist = other ? new URL(`file://${other}/`) : new URL('../../dist/', import.meta.url);
  return new URL(name, dist);
}
