import { defineConfig } from 'vitest/config';

const common = { globals: false, restoreMocks: true } as const;

export default defineConfig({
  test: {
    globalSetup: ['.ci/test-setup.ts'],
    projects: [
      {
        test: {
          ...common,
          name: 'unit',
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
          exclude: ['node_modules/**', 'dist*/**'],
          // They wait more than they work.
          maxWorkers: 3,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        // Whole processes: mostly waiting, and judged by counts, so three at a time do not disturb.
        test: {
          ...common,
          name: 'end-to-end',
          include: ['**/*.e2e.test.{ts,tsx}'],
          exclude: ['node_modules/**', 'dist*/**'],
          maxWorkers: 3,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 2 },
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
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
