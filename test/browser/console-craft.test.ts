import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { raiseAlert } from '../gateway/support/alerts.ts';
import { sensorSays } from '../gateway/support/devices.ts';
import { browserOrSkip } from '../support/browser.ts';
import { startGate } from '../support/gate.ts';
import { aPicture, browserOrNone, faults, startTestConsole, type TestConsole } from './support.ts';

let world: TestConsole;
beforeEach((context) => void browserOrSkip(context));
beforeAll(async () => {
  const executablePath = browserOrNone();
  if (executablePath !== null) world = await startTestConsole(executablePath);
}, 120_000);

describe('everybody can use it', () => {
  test.each(['night', 'day'] as const)(
    'axe finds no fault at the door, in the list, in an alert, a sensor and the dialogs: %s',
    async (theme) => {
      const { openAs, gateway } = world;
      const id = await raiseAlert(gateway.database, { snapshot: await aPicture() });
      await sensorSays(gateway.database, 'water-north', 3.2);
      const door = await openAs('', { stranger: true });
      await door.page.waitForSelector('.door');
      await door.page.evaluate(
        (value) => localStorage.setItem('citywatch.preferences', JSON.stringify({ theme: value })),
        theme,
      );
      await door.page.reload();
      await door.page.waitForSelector('.door');
      expect(await faults(door.page)).toEqual([]);

      const { page } = await openAs('operator', { fragment: '#/map?at=21.4,105.6,14' });
      if (theme === 'day') await page.getByRole('button', { name: 'Đổi nền' }).click();
      await page.locator(`.inbox [data-alert="${id}"]`).waitFor();
      expect(await faults(page), 'list').toEqual([]);
      await page.locator(`.inbox [data-alert="${id}"] button`).click();
      await page.waitForSelector('.picture[data-load=ready]');
      await page.waitForSelector('.steps');
      expect(await faults(page), 'alert').toEqual([]);
      // By day only one of the dialogs: they share their colours.
      for (const key of theme === 'day' ? ['d'] : ['d', 'f', 'r', 'h', '?']) {
        await page.keyboard.press(key);
        await page.waitForSelector('dialog[open]');
        expect(await faults(page), `dialog of ${key}`).toEqual([]);
        await page.keyboard.press('Escape');
        await page.waitForSelector('dialog', { state: 'detached' });
      }
      await page.evaluate(() => {
        location.hash = '#/map?sensor=water-north';
      });
      await page.waitForSelector('.device-state');
      expect(await faults(page), 'sensor').toEqual([]);
    },
  );

  test('the language is switched in place, kept by the browser, and told to the account', async () => {
    const { openAs, gateway } = world;
    const { page } = await openAs('police-south');
    expect(await page.locator('html').getAttribute('lang')).toBe('vi');
    await page.getByRole('button', { name: 'EN English' }).click();
    await page.getByRole('button', { name: 'Open', exact: false }).first().waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    await page.reload();
    await page.waitForSelector('.link-sign[data-link=live]');
    expect(await page.locator('.inbox-tabs').textContent()).toContain('Closed');
    const { rows } = await gateway.database.query("select locale from account where username = 'police-south'");
    expect(rows).toEqual([{ locale: 'en' }]);
    const elsewhere = await openAs('police-south');
    expect(await elsewhere.page.locator('html').getAttribute('lang')).toBe('en');
  });

  test('on a phone the list and the map take turns, and an alert fills the screen', async () => {
    const { openAs, gateway } = world;
    const id = await raiseAlert(gateway.database);
    const { page } = await openAs('operator', {
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
    });
    await page.locator(`.inbox [data-alert="${id}"] button`).waitFor();
    expect(await faults(page), 'list').toEqual([]);
    await page.locator(`.inbox [data-alert="${id}"] button`).tap();
    const panel = await page.locator('.panel').boundingBox();
    expect(panel).toMatchObject({ x: 0, y: 0, width: 390, height: 844 });
    await page.locator('[data-step=acknowledged]').tap();
    await page.locator('.panel .chip[data-state=acknowledged]').waitFor();
    await page.locator('.panel-head .button-icon').tap();
    await page.locator('.phone-nav button').nth(1).tap();
    await page.locator('.map').waitFor({ state: 'visible' });
    expect(await faults(page), 'map').toEqual([]);
    expect(await page.locator('.inbox').isVisible()).toBe(false);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  });
});

describe('the map', () => {
  test('is drawn without asking anybody else, and says that it is no survey', async () => {
    const { openAs } = world;
    const { page, complaints } = await openAs('operator', { fragment: '#/map?at=21.3085,105.604,14' });
    await page.waitForSelector('canvas.leaflet-tile-loaded');
    const colours = await page.evaluate(() => {
      const seen = new Set<number>();
      for (const tile of document.querySelectorAll<HTMLCanvasElement>('canvas.leaflet-tile')) {
        const data = tile.getContext('2d')?.getImageData(0, 0, tile.width, tile.height).data ?? [];
        for (let i = 0; i < data.length; i += 4 * 97)
          seen.add(((data[i] ?? 0) << 16) | ((data[i + 1] ?? 0) << 8) | (data[i + 2] ?? 0));
      }
      return seen.size;
    });
    expect(colours).toBeGreaterThan(20);
    expect(await page.locator('.leaflet-control-attribution').textContent()).toContain('không phải bản đồ đo đạc');
    expect(complaints).toEqual([]);
  });

  test('a click on a camera opens it', async () => {
    const { openAs } = world;
    const { page } = await openAs('operator', { fragment: '#/map?at=21.4,105.6,17' });
    const map = await page.locator('.map').boundingBox();
    if (!map) throw new Error('no map');
    await page.mouse.click(map.x + map.width / 2, map.y + map.height / 2);
    await page.waitForSelector('.panel .device-state');
    expect(page.url()).toMatch(/(camera=cam|sensor=water)-north/);
  });

  test('what is looked at is in the address: opened elsewhere, it is the same', async () => {
    const { openAs, gateway } = world;
    const id = await raiseAlert(gateway.database);
    const first = await openAs('operator');
    await first.page.locator(`.inbox [data-alert="${id}"] button`).click();
    await first.page.locator('.toggle[data-severity=critical]').click();
    await expect.poll(() => new URL(first.page.url()).hash).toContain('severity=critical');
    const { hash } = new URL(first.page.url());
    const second = await openAs('police', { fragment: hash });
    await second.page.waitForSelector('.panel .clock');
    expect(await second.page.locator('.toggle[data-severity=critical]').getAttribute('aria-pressed')).toBe('true');
  });

  test('"dam vac" finds Đầm Vạc', async () => {
    const { openAs } = world;
    const { page } = await openAs('operator');
    await page.keyboard.press('/');
    await page.keyboard.type('dam vac');
    await page
      .locator('.found-name', { hasText: /^Đầm Vạc$/ })
      .first()
      .waitFor();
    await page.locator('.found button', { hasText: 'Mực nước' }).first().click();
    await page.waitForSelector('.panel .device-state');
  });
});

describe('when things go wrong', () => {
  test('connection lost and back: the age of what is seen is said, and the alert raised meanwhile is there', async () => {
    const { openAs, gateway } = world;
    const gate = await startGate(gateway.url);
    const { page } = await openAs('operator', { url: new URL(gate.url).origin });
    gate.cut();
    await page.waitForSelector('.banner[data-tone=bad]');
    expect(await page.locator('.banner[data-tone=bad]').textContent()).toMatch(/dữ liệu cũ \d+ giây/);
    const id = await raiseAlert(gateway.database);
    await expect
      .poll(() => page.locator('.banner[data-tone=bad]').textContent(), { timeout: 20_000 })
      .toMatch(/cũ [3-9] giây/);
    gate.open();
    await page.waitForSelector('.link-sign[data-link=live]', { timeout: 60_000 });
    await page.locator(`.inbox [data-alert="${id}"]`).waitFor();
    await page.waitForSelector('.banner[data-tone=bad]', { state: 'detached' });
  });

  test('a clock that is wrong by a day: ages are right, and the showing is recorded in the time of the server', async () => {
    const { openAs, gateway } = world;
    const before = () => {
      const real = Date.now.bind(Date);
      Date.now = () => real() + 86_400_000;
    };
    const { page } = await openAs('operator', { before });
    const id = await raiseAlert(gateway.database);
    await page.locator(`.inbox [data-alert="${id}"]`).waitFor();
    const shown = async () => {
      const { rows } = await gateway.database.query<{ late: number | null }>(
        'select extract(epoch from shown_at - raised_at)::float8 as late from alert where id = $1',
        [id],
      );
      return rows[0]?.late ?? null;
    };
    await expect.poll(shown).not.toBeNull();
    expect(Math.abs((await shown()) ?? Infinity)).toBeLessThan(60);
    expect(await page.locator(`.inbox [data-alert="${id}"] .row-time`).textContent()).toMatch(/vừa xong|giây/);
  });

  test('hostile texts are texts', async () => {
    const { openAs, gateway } = world;
    const id = await raiseAlert(gateway.database);
    const { page, complaints } = await openAs('operator', { fragment: `#/map?alert=${id}` });
    const hostile = `<img src=x onerror=alert(1)><script>alert(2)</script> \u202Eđảo ngược 👨‍👩‍👧‍👦 ${'dài'.repeat(1200)}`;
    page.on('dialog', () => {
      throw new Error('a script ran');
    });
    await page.waitForSelector('.comment textarea');
    await page.fill('.comment textarea', hostile);
    await page.locator('.comment button').click();
    const said = page.locator('.step-text').last();
    await expect.poll(() => said.textContent()).toContain('<script>alert(2)</script>');
    const width = await page.locator('.panel').evaluate((panel) => panel.scrollWidth - panel.clientWidth);
    expect(width).toBe(0);
    expect(complaints).toEqual([]);
  });

  test('a session that ends leads back to the door, and from there to where one was', async () => {
    const { openAs, gateway } = world;
    const id = await raiseAlert(gateway.database);
    const { page } = await openAs('admin', { fragment: `#/map?alert=${id}` });
    await page.waitForSelector('.panel .clock');
    await gateway.database.query("delete from session where username = 'admin'");
    // The console may have heard of it before, and then there is nothing left to click.
    await page.evaluate(() => document.querySelector<HTMLElement>('[data-step=acknowledged]')?.click());
    await page.waitForSelector('.door');
    expect(await page.locator('.door-failure').textContent()).toContain('đăng nhập lại');
    expect(page.url()).toContain(`alert=${id}`);
  });

  test('silence cannot be forgotten: it is said across the screen, and can be ended there', async () => {
    const { openAs } = world;
    const { page } = await openAs('operator');
    await page.keyboard.press('m');
    await page.locator('.banner', { hasText: 'Đã tắt âm' }).waitFor();
    await page.getByRole('button', { name: 'Bật âm ngay' }).first().click();
    await page.locator('.banner', { hasText: 'Đã tắt âm' }).waitFor({ state: 'detached' });
  });
});

describe('names that mean harm', () => {
  const NAME = `<img src=x onerror=alert(1)>"'\${1}{{2}} שלום مرحبا 👨‍👩‍👧‍👦${'W'.repeat(120)}`;
  const PAGES = [
    '#/map',
    '#/map?camera=cam-north',
    '#/map?sensor=water-north',
    '#/wall?wall=4&cams=cam-north,cam-south',
    '#/stats',
    '#/stats/alerts',
    '#/stats/sensors',
    '#/stats/search',
    '#/system',
    ...['', '/new', '/cam-north', '/cam-north/calibration', '/cam-north/masks', '/cam-north/zones/zone-north'].map(
      (rest) => `#/settings/cameras${rest}`,
    ),
    ...['', '/new', '/water-north'].map((rest) => `#/settings/sensors${rest}`),
    ...['', '/new', '/night'].map((rest) => `#/settings/rules${rest}`),
    ...['', '/new', '/north'].map((rest) => `#/settings/areas${rest}`),
    ...['', '/new', '/police-113'].map((rest) => `#/settings/units${rest}`),
    ...['', '/new', '/police'].map((rest) => `#/settings/accounts${rest}`),
    '#/settings/agents',
    '#/settings/city',
    '#/settings/audit',
  ];

  test.each([
    ['a desk', { width: 1366, height: 768 }],
    ['a phone', { width: 390, height: 844 }],
  ] as const)('are names on every page, and burst none of them: %s', async (_, viewport) => {
    const { openAs, gateway } = world;
    for (const statement of [
      ...['camera', 'sensor', 'zone', 'agent', 'rule', 'account'].map((table) => `update ${table} set name = $1`),
      ...['unit', 'area'].map((table) => `update ${table} set name_vi = $1, name_en = $1`),
    ])
      await gateway.database.query(statement, [NAME]);
    await gateway.database.query(
      `insert into refusal (source, reason, count, last_at, last_detail)
       values ('device:odd', 'unknown-sensor', 1, now(), $1) on conflict do nothing`,
      [NAME],
    );
    await gateway.database.query(
      `insert into report (month, area_id, language, state) values ('2026-01-01', 'north', 'vi', 'failed'), ('2026-02-01', 'north', 'en', 'done')`,
    );
    await raiseAlert(gateway.database);
    const { page, complaints } = await openAs('admin', { viewport });
    const ran: string[] = [];
    page.on('dialog', (dialog) => {
      ran.push(dialog.message());
      void dialog.dismiss();
    });
    const burst: string[] = [];
    for (const where of PAGES) {
      await page.evaluate((hash) => {
        location.hash = hash;
      }, where);
      await page.waitForSelector('[aria-busy=true]', { state: 'detached', timeout: 10_000 });
      // Menus hold names too: of places to choose, of reports to take.
      for (const menu of where === '#/stats' ? ['#filter-where', '#filter-export'] : []) {
        await page.locator(`${menu} summary`).click();
        await page.locator(`${menu} .menu-body`).waitFor();
        if (menu === '#filter-export') await page.locator('.export-reports li').nth(1).waitFor();
        const over = await page.locator(`${menu} .menu-body`).evaluate((one) => one.scrollWidth - one.clientWidth);
        if (over > 1) burst.push(`${menu}: ${over}`);
        // Open, it may lie over the next one's button.
        await page.keyboard.press('Escape');
      }
      const wide = await page.evaluate(() => {
        const root = document.documentElement;
        return ['.page', '.panel', '.inbox']
          .flatMap((one) => [...document.querySelectorAll(one)])
          .concat(root)
          .filter((one) => one.scrollWidth > one.clientWidth + 1)
          .map((one) => {
            const edge = one.getBoundingClientRect().left + one.clientWidth + 1;
            const out = [...one.querySelectorAll(':not(.leaflet-container *)')].findLast(
              (part) => part.getBoundingClientRect().right > edge,
            );
            return `${one.className || one.tagName} ${one.scrollWidth}>${one.clientWidth} by ${out?.outerHTML.slice(0, 80)}`;
          });
      });
      if (wide.length > 0) burst.push(`${where}: ${wide.join(', ')}`);
    }
    expect(burst).toEqual([]);
    expect(ran).toEqual([]);
    // No agent is there to be asked for pictures.
    expect(complaints.filter((one) => !one.includes('503'))).toEqual([]);
  });
});
