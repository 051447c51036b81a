import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { TestContext } from 'vitest';
import type { Database } from '../../store/database.ts';
import { openBrowser } from '../bench/demo/console-page.ts';
import { withSession } from '../gateway/support/browser.ts';
import { buildCity } from '../gateway/support/city.ts';
import { startTestGateway, type TestGateway } from '../gateway/support/gateway.ts';
import { browserOrSkip } from '../support/browser.ts';
import { undoLater } from '../support/cleanup.ts';
import { shared } from '../support/shared.ts';

/** A real gateway on a real database serving the console as it is built now, and a real Chromium to look at it. */
export interface TestConsole {
  readonly gateway: TestGateway;
  readonly browser: Browser;
  /** Folder of the console it serves. */
  readonly webDir: string;
  /** Opens the console as somebody who is signed in; everything the page complains about is collected. */
  readonly openAs: (username: string, options?: OpenOptions) => Promise<OpenPage>;
}

export interface OpenOptions extends BrowserContextOptions {
  /** Fragment of the address, e.g. `#/map?alert=3`. */
  readonly fragment?: string;
  /** Runs in the page before the console does. */
  readonly before?: () => void;
  /** Another way to the gateway than straight. */
  readonly url?: string;
  /** Nobody is signed in. */
  readonly stranger?: boolean;
}

export interface OpenPage {
  readonly page: Page;
  /** Console errors, exceptions, and requests to any other origin. */
  readonly complaints: readonly string[];
}

/** Starts everything and fills its store; all of it ends with the test file. */
export async function startTestConsole(
  executablePath: string,
  fill: (database: Database) => Promise<unknown> = buildCity,
  env: Readonly<Record<string, string>> = {},
): Promise<TestConsole> {
  const webDir = path.join(await shared('build'), 'web');
  const gateway = await startTestGateway({ ...env, CITYWATCH_WEB_DIR: webDir });
  await fill(gateway.database);
  const browser = await openBrowser(executablePath);
  undoLater(() => browser.close());
  return {
    gateway,
    browser,
    webDir,
    openAs: async (username, { fragment = '', before, stranger = false, url = gateway.url, ...options } = {}) => {
      const context = await browser.newContext({
        viewport: { width: 1366, height: 768 },
        locale: 'vi-VN',
        // It fetches the whole console once more; whoever tries it lets it in.
        serviceWorkers: 'block',
        ...options,
      });
      undoLater(() => context.close());
      if (!stranger) {
        const session = await withSession(gateway.url, gateway.database, username);
        const [name = '', value = ''] = (session.cookie() ?? '').split('=');
        await context.addCookies([{ name, value, url }]);
      }
      if (before) await context.addInitScript(before);
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error' && !/status of 4\d\d|WebSocket|ERR_CONNECTION/.test(message.text())) {
          complaints.push(message.text());
        }
      });
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('request', (request) => {
        const { origin, protocol } = new URL(request.url());
        if (protocol !== 'blob:' && origin !== url) complaints.push(`request to ${request.url()}`);
      });
      await page.goto(`${url}/${fragment}`);
      if (!stranger) await page.waitForSelector('.link-sign[data-link=live]');
      return { page, complaints };
    },
  };
}

/** What axe finds wrong with a page, as "rule: element". */
export async function faults(page: Page): Promise<readonly string[]> {
  // The page's own CSP forbids adding a script; the debugger may.
  await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  return page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: { run: (options: object) => Promise<{ violations: { id: string; nodes: { target: string[] }[] }[] }> };
    };
    const { violations } = await axe.run({ resultTypes: ['violations'] });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
  });
}

/** A small grey picture with a dark figure, as JPEG. */
export async function aPicture(): Promise<Buffer> {
  const { default: sharp } = await import('sharp');
  const figure = { create: { width: 40, height: 120, channels: 3, background: '#222' } } as const;
  const input = await sharp(figure).png().toBuffer();
  return sharp({ create: { width: 320, height: 240, channels: 3, background: '#888' } })
    .composite([{ input, left: 60, top: 60 }])
    .jpeg()
    .toBuffer();
}

/** The browser for `beforeAll`, where no test can be skipped yet; each test then skips itself by `browserOrSkip`. */
export function browserOrNone(): string | null {
  let missing = false;
  const skip = () => {
    missing = true;
  };
  // Only `skip` is used of a test's context.
  const found = browserOrSkip({ skip } as unknown as TestContext);
  return missing ? null : found;
}
