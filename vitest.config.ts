import { defineConfig } from 'vitest/config';

/** Test sizes: `fast` is one process in memory; `stories` are several real processes; `browser` is real Chromium. */
export default defineConfig({
  test: {
    globalSetup: 'test/support/cluster.ts',
    projects: [
      {
        test: {
          name: 'fast',
          include: ['test/**/*.test.ts', 'test/setup/*.test.mjs'],
          exclude: ['test/stories/**', 'test/browser/**'],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'stories',
          include: ['test/stories/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
