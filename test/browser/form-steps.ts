import type { Page } from 'playwright-core';

/** The console says that what was sent is stored: anew, not still of what was stored before. */
export async function saved(page: Page): Promise<void> {
  const told = page.locator('.toast:not([data-heard])', { hasText: 'Đã lưu' }).first();
  await told.evaluate((toast) => toast.setAttribute('data-heard', ''));
}

/** The first control whose label holds this text. */
export const field = (page: Page, label: string) =>
  page.locator('.field', { hasText: label }).locator('input, select').first();

/** Drags something by so many pixels. */
export async function drag(page: Page, selector: string, dx: number, dy: number): Promise<void> {
  const box = await page.locator(selector).boundingBox();
  if (!box) throw new Error(`no ${selector}`);
  const from = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + dx, from.y + dy, { steps: 6 });
  await page.mouse.up();
}
