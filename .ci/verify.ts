// `npm run verify`: every check that needs no server, side by side, each with its own verdict.
// Ends with `N passed, N failed`.
import { spawn } from 'node:child_process';
import { checkDocs } from './check-docs.ts';
import { checkPlants, typeChecker } from './check-plants.ts';
import { checkSince } from './check-since.ts';
import { checkSql } from './check-sql.ts';
import { checkGenerated } from './generate.ts';

interface Check {
  readonly name: string;
  /** Problems found, one a line; none when all is well. */
  run(): Promise<readonly string[]>;
}

/** A tool of node_modules/.bin: its output is the problem when it does not end with 0. */
function tool(name: string, command: string, ...args: string[]): Check {
  return {
    name,
    run: () =>
      new Promise((resolve) => {
        const child = spawn(`node_modules/.bin/${command}`, args, {
          stdio: ['ignore', 'pipe', 'pipe'],
        });
        let output = '';
        child.stdout.on('data', (chunk) => (output += String(chunk)));
        child.stderr.on('data', (chunk) => (output += String(chunk)));
        child.on('error', (error) => resolve([`${command} cannot be started: ${error.message}`]));
        child.on('close', (code) => resolve(code === 0 ? [] : [output.trim() || `exit ${code}`]));
      }),
  };
}

const checks: readonly Check[] = [
  tool('format and lint', 'biome', 'ci', '--error-on-warnings', '--colors=off', '.'),
  tool('types', typeChecker, '-p', '.'),
  tool(
    'import boundaries',
    'depcruise',
    '--config',
    '.dependency-cruiser.mjs',
    'src',
    'commands',
    'api-server',
  ),
  tool('dead code', 'knip'),
  { name: 'planted violations are caught', run: checkPlants },
  { name: 'generated files are up to date', run: checkGenerated },
  { name: 'documents point at things that exist', run: checkDocs },
  { name: 'SQL is the same for both engines', run: checkSql },
  { name: 'new routes carry their date and are on probation', run: checkSince },
];

const started = performance.now();
const results = await Promise.all(
  checks.map(async (check) => {
    const problems = await check.run().catch((error: unknown) => [String(error)]);
    const mark = problems.length === 0 ? 'ok  ' : 'FAIL';
    console.log(`${mark} ${check.name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
    for (const problem of problems) console.log(problem.replace(/^/gm, '     '));
    return problems.length === 0;
  }),
);
const passed = results.filter(Boolean).length;
console.log(`${passed} passed, ${results.length - passed} failed`);
process.exitCode = passed === results.length ? 0 : 1;
