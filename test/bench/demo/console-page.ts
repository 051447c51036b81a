import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

/** Why browser tests cannot run here, or null when there is a browser. Set-up leaves both in the environment. */
export function noBrowserReason(): string | null {
  if (process.env['CITYWATCH_BROWSER']) return null;
  return process.env['CITYWATCH_BROWSER_REASON'] ?? 'CITYWATCH_BROWSER names no browser';
}

/** The installed Chromium, without a window and without looking for its maker's servers. */
export function openBrowser(executablePath = process.env['CITYWATCH_BROWSER'] ?? ''): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}

/** A console as one person sees it, signed in by its own form. Each call is a browser session of its own. */
export async function openConsole(
  browser: Browser,
  url: string,
  { username, password }: { readonly username: string; readonly password: string },
): Promise<{ readonly page: Page; readonly context: BrowserContext }> {
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 }, locale: 'vi-VN' });
  const page = await context.newPage();
  await page.goto(url);
  await page.fill('input[name=username]', username);
  await page.fill('input[name=password]', password);
  await page.click('form button[type=submit], form .door-submit');
  await page.waitForSelector('.leaflet-container');
  return { page, context };
}
