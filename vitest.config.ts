import { defineConfig } from 'vitest/config';

/** For every project; they inherit nothing from the root. */
const patience = {
  // Readers by cursor wait for every transaction on the server, those of other files' tests too.
  expect: { poll: { timeout: 20_000 } },
  // Where nobody is at hand to look: once more on a machine that others use as well.
  retry: process.env['CI'] === undefined ? 0 : 1,
};

const PURE = ['test/*/core/**/*.test.ts', 'test/web/**/*.test.ts', 'test/contracts/**/*.test.ts'];

/**
 * Test sizes, run one after the other: `fast` is one process in memory, `stories` are several real processes,
 * `browser` is real Chromium. `pure` tests touch nothing outside their function: they share what is loaded.
 */
export default defineConfig({
  test: {
    globalSetup: 'test/support/cluster.ts',
    // Most tests wait for other processes more than they compute: more of them than cores.
    maxWorkers: 3,
    // Where a test loads ONNX Runtime by itself: it reports to nobody.
    env: { ORT_DISABLE_TELEMETRY: '1' },
    projects: [
      {
        test: {
          ...patience,
          name: 'pure',
          include: PURE,
          isolate: false,
          testTimeout: 30_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...patience,
          name: 'fast',
          isolate: false,
          include: ['test/**/*.test.ts', 'test/setup/*.test.mjs'],
          exclude: ['test/stories/**', 'test/browser/**', ...PURE],
          testTimeout: 30_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...patience,
          name: 'stories',
          isolate: false,
          include: ['test/stories/**/*.test.ts'],
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          ...patience,
          name: 'browser',
          isolate: false,
          include: ['test/browser/**/*.test.ts'],
          sequence: { groupOrder: 2 },
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
