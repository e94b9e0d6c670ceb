// Builds dist/: the command line with its light dependencies inlined (fast start), and the API's
// processes. Heavy and native packages stay in node_modules and are loaded when they are needed.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import ts from 'typescript';
import { describeRelease } from './describe-release.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { version } = JSON.parse(await readFile(`${root}package.json`, 'utf8'));
// What a server says of itself in its log; a copy of the files without git has none.
const git = (...args) =>
  promisify(execFile)('git', args, { cwd: root }).then(
    ({ stdout }) => stdout.trim(),
    () => '',
  );
const commit = await git('describe', '--always', '--dirty', '--exclude', '*', '--abbrev=12');
// A fresh folder put in place by renames: a program that is running from dist never sees half a build.
const fresh = `${root}dist.${process.pid}.log`;

// Packages that are installed on demand, to the version of every one.
const analysis = 'api-server/infra/vision/packages';
const typed = [
  'commands/library/loadtest.ts',
  'commands/library/matchers.ts',
  'commands/library/vitest.ts',
  'src/contracts/loadtest-report.ts',
  'src/contracts/route-policy.ts',
];

const shared = {
  absWorkingDir: root,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  mainFields: ['module', 'main'],
  sourcemap: 'linked',
  sourcesContent: false,
  jsx: 'automatic',
  logLevel: 'warning',
  // Native code, files of their own, or what somebody else's test has loaded already.
  external: [
    ...['@duckdb/*', 'libsql', 'sharp', 'vitest', 'react-devtools-core'],
    // CommonJS that is imported while running: in a file of its own it would lose all its names.
    ...['@pagerduty/pdjs', '@sendgrid/mail'],
  ],
  // Bundled CommonJS needs a require of its own for Node's modules.
  banner: {
    js: "import { createRequire as catopsCreateRequire } from 'node:module'; const require = catopsCreateRequire(import.meta.url);",
  },
  define: {
    CATOPS_VERSION: JSON.stringify(version),
    CATOPS_COMMIT: JSON.stringify(commit),
    CATOPS_ANALYSIS: JSON.stringify(
      createHash('sha256')
        .update(await readFile(`${root}${analysis}/package-lock.json`))
        .digest('hex'),
    ),
  },
};

try {
  await build({
    ...shared,
    entryPoints: {
      catops: 'commands/main.ts',
      loadtest: 'commands/library/loadtest.ts',
      'loadtest-vitest': 'commands/library/vitest.ts',
      'generator-thread': 'src/adapters/autocannon/generator-thread.ts',
    },
    outdir: fresh,
    define: { ...shared.define, 'process.env.NODE_ENV': '"production"' },
  });
  const { metafile } = await build({
    ...shared,
    metafile: true,
    entryPoints: {
      supervisor: 'api-server/supervisor.ts',
      worker: 'api-server/worker.ts',
      'job-worker': 'api-server/job-worker.ts',
      drill: 'api-server/drill.ts',
      admin: 'api-server/admin.ts',
      'sqlite-thread': 'api-server/infra/sql/sqlite-thread.ts',
      'drill-sqlite-thread': 'api-server/infra/drill/drill-sqlite-thread.ts',
      'vision-thread': 'api-server/infra/vision/embedded/vision-thread.ts',
      'log-shipper-thread': 'api-server/infra/access-log/shipper-thread.ts',
    },
    outdir: `${fresh}/api-server`,
  });
  // The function of Lambda: one file, to be put into its archive beside the native packages it names.
  await build({
    ...shared,
    splitting: false,
    entryPoints: { jobs: 'api-server/lambda/jobs.ts' },
    outExtension: { '.js': '.mjs' },
    outdir: `${fresh}/lambda`,
  });
  const described = describeRelease(metafile, `${fresh}/api-server`.slice(root.length), {
    ...{ version, commit, committedAt: await git('log', '-1', '--format=%cI') },
  });
  await writeFile(`${fresh}/api-server/release.json`, `${JSON.stringify(described, null, 2)}\n`);
  // The types of what can be imported from a test; written without checking, which verify does.
  for (const file of typed) {
    const { outputText } = ts.transpileDeclaration(await readFile(`${root}${file}`, 'utf8'), {
      fileName: file,
      compilerOptions: { module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ES2023 },
    });
    const declaration = `${fresh}/types/${file.replace(/ts$/, 'd.ts')}`;
    await mkdir(dirname(declaration), { recursive: true });
    await writeFile(declaration, outputText);
  }
  await refuseNameless(`${fresh}/chunks`);
  // What the embedded image analysis needs, to the version of every package: installed on demand.
  await mkdir(`${fresh}/api-server/analysis`);
  for (const name of ['package.json', 'package-lock.json']) {
    await copyFile(`${root}${analysis}/${name}`, `${fresh}/api-server/analysis/${name}`);
  }
  // Which routes there are, for Tab.
  await copyFile(`${root}api-server/openapi.json`, `${fresh}/api-server/openapi.json`);
  await chmod(`${fresh}/catops.js`, 0o755);
  await rm(`${root}dist`, { recursive: true, force: true });
  await rename(fresh, `${root}dist`);
} finally {
  await rm(fresh, { recursive: true, force: true });
}

/** A CommonJS package that is imported while running must not be in a file of its own: all it exports there is `default`. */
async function refuseNameless(folder) {
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.js')) continue;
    const text = await readFile(`${folder}/${name}`, 'utf8');
    if (!/^export default require_\w+\(\);$/m.test(text)) continue;
    const [, file] = /^\/\/ (node_modules\/.*)$/m.exec(text) ?? [];
    throw new Error(`${file ?? name} is CommonJS and imported while running: make it external`);
  }
}
