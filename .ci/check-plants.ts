// A tool that passes blind is worse than none: one violation of each rule is planted in a copy of
// the tree, and each must be caught, by the rule that is meant to, in the file it was planted in.
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * From `node_modules/.bin`. TypeScript 7, which needs a third of the time; dependency-cruiser needs the
 * compiler's API of 6, whose `tsc` has the same name there.
 */
export const typeChecker = '../typescript-native/bin/tsc';

interface Plant {
  readonly file: string;
  readonly text: string;
  /** What the tool's report must say of this file. */
  readonly rule: string;
}

const boundaries: readonly Plant[] = [
  {
    rule: 'commands-start-the-api-as-a-process',
    file: 'commands/plant-a.ts',
    text: "export { apiSettings } from '../api-server/config.js';",
  },
  {
    rule: 'src-imports-neither-side',
    file: 'src/loadtest/plant-b.ts',
    text: "export { apiSettings } from '../../api-server/config.js';",
  },
  {
    rule: 'api-server-uses-contracts-and-platform-only',
    file: 'api-server/http/plant-c.ts',
    text: "export * from '../../src/loadtest/plant-n.js';",
  },
  {
    rule: 'capability-imports-no-package-but-zod',
    file: 'src/loadtest/plant-d.ts',
    text: "import { readFileSync } from 'node:fs';\nexport const plantD = readFileSync;",
  },
  {
    rule: 'capability-imports-no-package-but-zod',
    file: 'src/loadtest/plant-e.ts',
    text: "import { parse } from 'yaml';\nexport const plantE = parse;",
  },
  {
    rule: 'capability-imports-no-real-process',
    file: 'src/loadtest/plant-f.ts',
    text: "export { systemClock } from '../platform/node-host.js';",
  },
  {
    rule: 'only-wiring-imports-adapters',
    file: 'commands/kit/plant-g.ts',
    text: "export * from '../../src/adapters/plant-x/plant-h.js';",
  },
  {
    rule: 'one-adapter-never-imports-another',
    file: 'src/adapters/plant-y/plant-i.ts',
    text: "export * from '../plant-x/plant-h.js';",
  },
  {
    rule: 'a-feature-has-one-door',
    file: 'api-server/http/plant-j.ts',
    text: "export * from '../features/plant-z/plant-k.js';",
  },
  {
    rule: 'a-feature-reaches-another-by-its-door',
    file: 'api-server/features/plant-w/index.ts',
    text: "export * from '../plant-z/plant-k.js';",
  },
  {
    rule: 'only-wiring-and-entries-import-infra',
    file: 'api-server/http/plant-l.ts',
    text: "export * from '../infra/plant-m.js';",
  },
  {
    rule: 'nothing-imports-the-drill',
    file: 'api-server/http/plant-o.ts',
    text: "export * from '../drill.js';",
  },
  {
    rule: 'commands-load-lazily',
    file: 'commands/plant-p.ts',
    text: "import { plantN } from '../src/loadtest/plant-n.js';\nexport const plantP = plantN;",
  },
  {
    rule: 'ink-stays-in-views',
    file: 'commands/kit/plant-q.ts',
    text: "export { render } from 'ink';",
  },
  {
    rule: 'charts-are-drawn-in-their-adapter',
    file: 'commands/kit/plant-za.ts',
    text: "import { scaleLinear } from 'd3-scale';\nexport const plantZa = scaleLinear;",
  },
  {
    rule: 'testing-stays-in-tests',
    file: 'src/platform/plant-r.ts',
    text: "export * from './testing/plant-s.js';",
  },
  {
    rule: 'charts-are-drawn-in-their-adapter',
    file: 'commands/kit/plant-za.ts',
    text: "import { scaleLinear } from 'd3-scale';\nexport const plantZa = scaleLinear;",
  },
  {
    rule: 'testing-stays-in-tests',
    file: 'api-server/http/plant-w.ts',
    text: "export { testAccount } from '../../src/testing/loopback-s3/state.js';",
  },
  {
    rule: 'no-cycles',
    file: 'src/platform/plant-t.ts',
    text: "import { plantU } from './plant-u.js';\nexport const plantT = () => plantU;",
  },
  {
    rule: 'nothing-unresolved',
    file: 'src/platform/plant-v.ts',
    text: "export * from './no-such-file.js';",
  },
];

const lint: readonly Plant[] = [
  {
    rule: 'lint/style/noRestrictedGlobals',
    file: 'src/platform/lint-a.ts',
    text: 'export const lintA = process.pid;',
  },
  {
    rule: 'lint/style/noRestrictedGlobals',
    file: 'src/platform/lint-b.ts',
    text: "export const lintB = () => fetch('x:');",
  },
  {
    rule: 'lint/style/noRestrictedGlobals',
    file: 'src/platform/lint-c.ts',
    text: 'export const lintC = () => setTimeout(() => 0, 1);',
  },
  {
    rule: 'lint/suspicious/noConsole',
    file: 'src/platform/lint-d.ts',
    text: "export const lintD = () => console.log('x');",
  },
  { rule: 'plugin', file: 'src/platform/lint-e.ts', text: 'export const lintE = Date.now();' },
  { rule: 'plugin', file: 'src/platform/lint-f.ts', text: 'export const lintF = new Date();' },
  { rule: 'plugin', file: 'src/platform/lint-g.ts', text: 'export const lintG = Math.random();' },
  {
    rule: 'plugin',
    file: 'src/platform/lint-h.test.ts',
    text: "import { vi } from 'vitest';\n\nvi.mock('x', () => ({}));",
  },
  {
    rule: 'lint/style/noEnum',
    file: 'src/platform/lint-i.ts',
    text: 'export enum LintI {\n  A = 1,\n}',
  },
  { rule: 'lint/style/noDefaultExport', file: 'src/platform/lint-j.ts', text: 'export default 1;' },
  {
    rule: 'lint/suspicious/noExplicitAny',
    file: 'src/platform/lint-k.ts',
    text: 'export const lintK: any = 1;',
  },
  { rule: 'format', file: 'src/platform/lint-l.ts', text: 'export const lintL = "x"' },
];

const types: readonly Plant[] = [
  {
    rule: 'error TS2322',
    file: 'src/platform/type-a.ts',
    text: "export const typeA: number = 'x';",
  },
  {
    rule: 'error TS6133',
    file: 'src/platform/type-b.ts',
    text: "import { parseDuration } from './duration.js';\nexport const typeB = 1;",
  },
  {
    rule: 'error TS',
    file: 'api-server/http/type-c.ts',
    text: "import { route } from './route.js';\nexport const typeC = route({ method: 'GET', path: '/v1/new', since: '2026-01-01' });",
  },
];

const dead: readonly Plant[] = [
  { rule: 'files', file: 'src/platform/dead-a.ts', text: 'const deadA = 1;\nvoid deadA;' },
  {
    rule: 'exports',
    file: 'src/platform/dead-b.ts',
    text: 'export const used = 1;\nexport const deadB = 2;',
  },
];

// What the plants above stand on; none of these is a violation itself.
const soil: Readonly<Record<string, string>> = {
  'src/loadtest/plant-n.ts': 'export const plantN = 1;',
  'src/adapters/plant-x/plant-h.ts': 'export const plantH = 1;',
  'api-server/features/plant-z/plant-k.ts': 'export const plantK = 1;',
  'api-server/infra/plant-m.ts': 'export const plantM = 1;',
  'src/platform/testing/plant-s.ts': 'export const plantS = 1;',
  'src/platform/plant-u.ts':
    "import { plantT } from './plant-t.js';\nexport const plantU = () => plantT;",
  'src/platform/dead-c.test.ts': "import { used } from './dead-b.js';\nvoid used;",
};

/** Problems: every planted violation that its tool let pass. */
export async function checkPlants(): Promise<string[]> {
  const field = await mkdtemp(join(tmpdir(), 'catops-plants-'));
  try {
    await copyTree(field);
    const texts = Object.entries(soil);
    for (const plant of [...boundaries, ...lint, ...types, ...dead])
      texts.push([plant.file, plant.text]);
    for (const [file, text] of texts) {
      await mkdir(dirname(join(field, file)), { recursive: true });
      await writeFile(join(field, file), `${text}\n`);
    }
    const missed = await Promise.all([
      missedBy(
        'depcruise',
        boundaries,
        await report(field, 'depcruise', [
          '--config',
          '.dependency-cruiser.mjs',
          '--output-type',
          'err',
          ...filesOf(boundaries),
        ]),
        dependencyLine,
      ),
      missedBy(
        'biome',
        lint,
        await report(field, 'biome', [
          'check',
          '--max-diagnostics=none',
          '--reporter=github',
          ...filesOf(lint),
        ]),
        biomeLine,
      ),
      missedBy(
        'tsc',
        types,
        await report(field, typeChecker, ['-p', '.']),
        (line, plant) => line.startsWith(plant.file) && line.includes(plant.rule),
      ),
      missedBy(
        'knip',
        dead,
        await report(field, 'knip', ['--reporter', 'compact']),
        (line, plant) => line.includes(plant.file),
      ),
    ]);
    return missed.flat();
  } finally {
    await rm(field, { recursive: true, force: true });
  }
}

async function copyTree(field: string): Promise<void> {
  const parts = [
    'src',
    'commands',
    'api-server',
    '.ci',
    'package.json',
    'tsconfig.json',
    'biome.json',
    'knip.json',
    'vitest.config.ts',
    '.dependency-cruiser.mjs',
    '.gitignore',
  ];
  await Promise.all(parts.map((part) => cp(part, join(field, part), { recursive: true })));
  await symlink(join(process.cwd(), 'node_modules'), join(field, 'node_modules'));
  await mkdir(join(field, '.git'));
}

function report(cwd: string, command: string, args: string[]): Promise<string> {
  const file = join(cwd, 'node_modules/.bin', command);
  return new Promise((resolve) => {
    execFile(file, args, { cwd, maxBuffer: 64 * 1024 * 1024 }, (_error, out, err) =>
      resolve(out + err),
    );
  });
}

/** These two judge a file by itself and what it imports: the rest of the tree was judged already. */
function filesOf(plants: readonly Plant[]): readonly string[] {
  return [...new Set(plants.map(({ file }) => file))];
}

function missedBy(
  command: string,
  plants: readonly Plant[],
  output: string,
  caught: (line: string, plant: Plant) => boolean,
): string[] {
  const lines = output.split('\n');
  return plants
    .filter((plant) => !lines.some((line) => caught(line, plant)))
    .map((plant) => `${command} did not report ${plant.rule} in ${plant.file}`);
}

function dependencyLine(line: string, plant: Plant): boolean {
  return line.includes(` ${plant.rule}: ${plant.file}`);
}

function biomeLine(line: string, plant: Plant): boolean {
  return line.includes(`title=${plant.rule},`) && line.includes(`/${plant.file},`);
}
