import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import type { TestContext } from 'vitest';

const NAMES = ['chromium', 'google-chrome-stable', 'google-chrome', 'chromium-browser'];

/**
 * The Chromium that set-up found or installed (`CITYWATCH_BROWSER`); run without set-up, the one on PATH.
 * Where there is none, the test is reported as skipped with set-up's reason. For `beforeEach` or the test itself:
 * `const executablePath = browserOrSkip(context)`.
 */
export function browserOrSkip(context: TestContext): string {
  const found = process.env['CITYWATCH_BROWSER'] ?? onPath();
  if (found === undefined || found === '') {
    context.skip(process.env['CITYWATCH_BROWSER_REASON'] ?? 'no Chromium on PATH');
  }
  return found;
}

function onPath(): string | undefined {
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    for (const name of NAMES) {
      try {
        accessSync(path.join(folder, name), constants.X_OK);
        return path.join(folder, name);
      } catch {
        // not in this folder
      }
    }
  }
  return undefined;
}
