// What a server is made of, found in what the build wrote: for `catops env bundle`, which puts
// nothing else into a bundle.
import { isBuiltin } from 'node:module';

/** What production starts, as processes and threads. A drill is for one's own machine only. */
const entries = [
  ...['supervisor', 'worker', 'job-worker', 'admin'],
  ...['sqlite-thread', 'log-shipper-thread', 'vision-thread'],
];

/** `catops.release/v1`, see src/contracts/release.ts; `at` is the folder in the metafile's paths. */
export function describeRelease({ outputs }, at, { version, commit, committedAt }) {
  const files = new Set();
  const packages = new Set();
  const visit = (file) => {
    if (files.has(file)) return;
    files.add(file);
    for (const { path, external } of outputs[file].imports) {
      if (!external) visit(path);
      else if (!isBuiltin(path)) packages.add(packageOf(path));
    }
  };
  for (const entry of entries) visit(`${at}/${entry}.js`);
  return {
    schema: 'catops.release/v1',
    version: commit === '' ? version : `${version}+${commit}`,
    commit: commit === '' ? null : commit.replace(/-dirty$/, ''),
    isClean: commit !== '' && !commit.endsWith('-dirty'),
    committedAt: committedAt === '' ? null : new Date(committedAt).toISOString(),
    files: [...files].map((file) => file.slice(at.length + 1)).sort(),
    packages: [...packages].sort(),
  };
}

/** `@scope/name/file` is of the package `@scope/name`. */
function packageOf(specifier) {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
