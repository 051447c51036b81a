import { defineConfig } from 'vitest/config';

/** For every project; they inherit nothing from the root. */
const common = {
  // Files share what is loaded: loading it for each of them anew would cost minutes.
  isolate: false,
  setupFiles: 'test/support/file-end.ts',
  // Readers by cursor wait for every transaction on the server, those of other files' tests too.
  expect: { poll: { timeout: 20_000 } },
  // Where nobody is at hand to look: once more on a machine that others use as well.
  retry: process.env['CI'] === undefined ? 0 : 1,
};

/** Of those with several processes to a file. Each uses about one core; the two projects share their workers. */
const several = { sequence: { groupOrder: 1 }, maxWorkers: 2, testTimeout: 120_000, hookTimeout: 120_000 };

/**
 * Test sizes: `fast` is one part by itself, with the real database, broker or ffmpeg it uses; after it come `stories`,
 * which are several of our processes, and `browser`, which is real Chromium.
 */
export default defineConfig({
  test: {
    globalSetup: 'test/support/once-per-run.ts',
    // Most tests wait for other processes more than they compute: more of them than cores.
    maxWorkers: 3,
    // Where a test loads ONNX Runtime by itself: it reports to nobody.
    env: { ORT_DISABLE_TELEMETRY: '1' },
    projects: [
      {
        test: {
          ...common,
          name: 'fast',
          include: ['test/**/*.test.ts', 'test/setup/*.test.mjs'],
          exclude: ['test/stories/**', 'test/browser/**'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...common,
          name: 'stories',
          include: ['test/stories/**/*.test.ts'],
          ...several,
        },
      },
      {
        test: {
          ...common,
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          ...several,
        },
      },
    ],
  },
});
