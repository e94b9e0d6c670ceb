import { defineConfig } from 'vitest/config';
import { LongestFirst } from './.ci/longest-first.js';

// What sends load and judges when something happened: alone on the machine, or it measures its neighbours.
const byTimes = [
  'commands/loadtest.e2e.test.ts',
  'src/adapters/autocannon/{hostile-targets,load-generator}.int.test.ts',
];
// What judges how much happened waits more than it works: beside others of its kind, and of no other.
const byCounts = [
  'src/adapters/autocannon/{pacing,reply-watch,round-sender}.int.test.ts',
  'src/loadtest/*.int.test.ts',
];
const underLoad = [...byTimes, ...byCounts];

// Files leave nothing behind in their modules: sharing them halves the work of importing.
const common = { globals: false, restoreMocks: true, isolate: false } as const;

export default defineConfig({
  test: {
    globalSetup: ['.ci/test-setup.ts'],
    sequence: { sequencer: LongestFirst },
    // What was made ready for one project is so for the others, and for the next run, by its content.
    experimental: { fsModuleCache: true },
    projects: [
      {
        test: {
          ...common,
          name: 'unit',
          // One a core: vitest itself leaves one core to itself, which is half of a machine of two.
          maxWorkers: '100%',
          testTimeout: 30_000,
          include: ['**/*.test.{ts,tsx}'],
          exclude: ['**/*.{int,e2e,live}.test.{ts,tsx}', 'node_modules/**', 'dist*/**'],
        },
      },
      {
        test: {
          ...common,
          name: 'integration',
          include: ['**/*.int.test.{ts,tsx}'],
          exclude: [...underLoad, 'node_modules/**', 'dist*/**'],
          // They wait more than they work.
          maxWorkers: 4,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        // Whole processes, which wait for each other: two for each core of a CI machine.
        test: {
          ...common,
          name: 'end-to-end',
          include: ['**/*.e2e.test.{ts,tsx}'],
          exclude: [...underLoad, 'node_modules/**', 'dist*/**'],
          maxWorkers: 4,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          ...common,
          name: 'load-by-counts',
          // What one file has begun disturbs no other.
          isolate: true,
          include: byCounts,
          maxWorkers: 3,
          maxConcurrency: 3,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 3 },
        },
      },
      {
        test: {
          ...common,
          name: 'load',
          isolate: true,
          include: byTimes,
          fileParallelism: false,
          // For the tests of a file that say that they may run beside others.
          maxConcurrency: 3,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 4 },
        },
      },
      {
        // Real accounts, when credentials are set: npm run live.
        test: {
          ...common,
          name: 'live',
          include: ['**/*.live.test.ts'],
          exclude: ['node_modules/**', 'dist*/**'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 5 },
        },
      },
    ],
  },
});
