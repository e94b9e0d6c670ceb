/** A file of the build that the tests run against: `builtFile('generator-thread.js')`. */
export function builtFile(name: string): URL {
  return new URL(`../../dist/${name}`, import.meta.url);
}
