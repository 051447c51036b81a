import { beforeAll, beforeEach, expect, test } from 'vitest';
import { raiseAlert } from '../gateway/support/alerts.ts';
import { PASSWORD } from '../gateway/support/city.ts';
import { browserOrSkip } from '../support/browser.ts';
import { drag, field, saved } from './form-steps.ts';
import { browserOrNone, faults, startTestConsole, type TestConsole } from './support.ts';

let world: TestConsole;
beforeEach((context) => void browserOrSkip(context));
beforeAll(async () => {
  const executablePath = browserOrNone();
  if (executablePath !== null) world = await startTestConsole(executablePath);
}, 120_000);

test('the city’s name and the middle of its map are set', async () => {
  const { openAs } = world;
  const { page, complaints } = await openAs('admin', { fragment: '#/settings/city' });
  await page.locator('input[name=name-vi]').fill('Thành phố Thử');
  await page.locator('form.card', { hasText: 'Thành phố và bản đồ' }).locator('.button-main').click();
  await page.locator('.brand-text', { hasText: 'Thành phố Thử' }).waitFor();
  expect(await faults(page)).toEqual([]);
  expect(complaints).toEqual([]);
});

test('the audit log is filtered by who, what, to what and when, in words, as far back as one goes', async () => {
  const { openAs, gateway } = world;
  await gateway.database.query(
    `insert into audit (at, username, action, subject, detail, address)
     select now() - n * interval '1 hour', 'police', 'camera.look', 'cam-north', '{}', '10.0.0.3' from generate_series(1, 130) n`,
  );
  const { page, complaints } = await openAs('admin', { fragment: '#/settings/audit' });
  const rows = page.locator('.audit-table tbody tr');
  await rows.first().waitFor();
  await page.locator('.audit-filter select').selectOption('looks');
  await expect.poll(() => rows.count()).toBe(100);
  expect(await rows.first().textContent()).toMatch(/police\s+Xem camera\s+Cổng chợ/);
  await page.getByRole('button', { name: 'Xem các mục cũ hơn' }).click();
  await expect.poll(() => rows.count()).toBe(130);
  await page.getByText('Đã hết các mục').waitFor();
  const who = page.locator('.audit-filter input[list]');
  await who.fill('admin');
  await who.press('Enter');
  await page.getByText('Không có mục nào như vậy').waitFor();
  await page.getByRole('button', { name: 'Bỏ lọc' }).click();
  await rows.first().waitFor();
  await page.locator('.audit-filter select').selectOption('camera.look');
  await page.locator('.audit-filter input[type=date]').last().fill('2020-01-01');
  await page.getByText('Không có mục nào như vậy').waitFor();
  // The same is read by whoever is sent the address.
  await page.reload();
  await page.getByText('Không có mục nào như vậy').waitFor();
  await page.locator('.audit-filter input[type=date]').last().fill('');
  await expect.poll(() => rows.count()).toBe(100);
  expect(new URL(page.url()).hash).toMatch(/^#\/settings\/audit\?(at=[^&]+&)?did=camera\.look$/);
  await page.getByRole('button', { name: 'Camera', exact: true }).click();
  await page.locator('.audit-table').waitFor({ state: 'detached' });
  await page.goBack();
  await rows.first().waitFor();
  expect(await faults(page)).toEqual([]);
  expect(complaints).toEqual([]);
});

test('an alert is kept for a case with a reason, which everybody sees on it, and let go with another', async () => {
  const { openAs, gateway } = world;
  const id = await raiseAlert(gateway.database, { ward: 'south' });
  const { page, complaints } = await openAs('admin', { fragment: `#/map?alert=${id}` });
  const hold = page.locator('.hold');
  await hold.locator('summary').click();
  await hold.locator('textarea').fill('Vụ án 12/2026');
  await hold.locator('form .button').click();
  await page.locator('.hold[data-held=true]', { hasText: 'Vụ án 12/2026' }).waitFor();
  expect(await faults(page)).toEqual([]);
  const other = await openAs('planner', { fragment: `#/map?alert=${id}` });
  await other.page.locator('.hold[data-held=true]', { hasText: 'Vụ án 12/2026' }).waitFor();
  expect(await other.page.locator('.hold form').count()).toBe(0);
  await hold.locator('summary').click();
  await hold.locator('textarea').fill('Đã xét xử');
  await hold.locator('form .button').click();
  await page.locator('.hold[data-held=false]').waitFor();
  expect(complaints).toEqual([]);
});

test('for how long what is kept is set, for all and for one ward', async () => {
  const { openAs, gateway } = world;
  const { page, complaints } = await openAs('admin', { fragment: '#/settings/retention' });
  await page.locator('input[name="clip "]').fill('365');
  await page.locator('.retention .modal-foot select').selectOption('north');
  await page.locator('input[name="clip north"]').waitFor();
  await page.locator('input[name="clip "]').fill('365');
  await page.locator('input[name="observation north"]').fill('800');
  page.on('dialog', (dialog) => void dialog.accept());
  await page.locator('.retention .button-main').click();
  await expect
    .poll(
      async () => (await gateway.database.query("select value from setting where key = 'retention'")).rows[0]?.value,
    )
    .toMatchObject({ clip: 365, observation: 400, areas: [{ areaId: 'north', days: { observation: 800 } }] });
  expect(complaints).toEqual([]);
});

test('the holidays of a year are entered as the law has them, one is moved, and all are stored with the factors', async () => {
  const { openAs, gateway } = world;
  const { page, complaints } = await openAs('admin', { fragment: '#/settings/planning' });
  await page.locator('.planning-warning').waitFor();
  await page.locator('.planning .button', { hasText: 'Đưa vào các ngày nghỉ lễ theo luật' }).click();
  // Where Tết has a weekend in it, as many days more are free: how many, is another in each year.
  const rows = page.locator('.planning-holidays li');
  const names = () => rows.evaluateAll((all) => all.map((one) => one.querySelector('input')?.value));
  await expect.poll(names).toContain('Tết Nguyên đán');
  const row = rows.nth((await names()).indexOf('Tết Nguyên đán'));
  const free = Number.parseInt((await row.getByText(/^\d+ ngày$/).textContent()) ?? '', 10);
  expect(free).toBeGreaterThanOrEqual(5);
  expect(await faults(page)).toEqual([]);
  // All within one frame, as where the page draws late: no change may undo the one before.
  await row.evaluate((entry) => {
    const change = (input: HTMLInputElement | null, value: (before: string) => string) => {
      input?.focus();
      if (input) input.value = value(input.value);
      input?.dispatchEvent(new Event('change', { bubbles: true }));
    };
    change(entry.querySelector('input[type=date]'), (day) =>
      new Date(Date.parse(day) - 2 * 86_400_000).toISOString().slice(0, 10),
    );
    change(document.querySelector('input[name="unit truck"]'), () => '2.5');
    entry.closest('form')?.requestSubmit();
  });
  await saved(page);
  const { rows: stored } = await gateway.database.query<{ tet: number; truck: number }>(
    `select (select count(*)::int from jsonb_array_elements(value->'holidays') d where d->'name'->>'vi' = 'Tết Nguyên đán') as tet,
            (value->'carUnits'->>'truck')::float8 as truck from setting where key = 'planning'`,
  );
  expect(stored).toEqual([{ tet: free + 2, truck: 2.5 }]);
  expect(complaints).toEqual([]);
});

test('a ward is drawn on the map, put right by pasted GeoJSON, and merged into another', async () => {
  const { openAs, gateway } = world;
  const { page, complaints } = await openAs('admin', { fragment: '#/settings/areas/new' });
  await field(page, 'Tên tiếng Việt').fill('Phường Mới');
  await field(page, 'Tên tiếng Anh').fill('New Ward');
  await page.getByRole('button', { name: 'Vẽ ranh giới' }).click();
  const map = await page.locator('.picker').boundingBox();
  if (!map) throw new Error('no map');
  const corners = [
    [0.3, 0.3],
    [0.7, 0.3],
    [0.6, 0.7],
  ] as const;
  for (const [i, [x, y]] of corners.entries()) {
    await page.mouse.click(map.x + map.width * x, map.y + map.height * y);
    await expect.poll(() => page.locator('.outline-corner').count()).toBe(i + 1);
  }
  await page.mouse.click(map.x + map.width * 0.3, map.y + map.height * 0.3);
  await page.locator('.outline-handle').nth(2).waitFor();
  await drag(page, '.outline-handle >> nth=2', -30, 20);
  await page.locator('.outline-middle').first().click();
  await expect.poll(() => page.locator('.outline-handle').count()).toBe(4);
  expect(await faults(page)).toEqual([]);
  // One corner is dragged over the opposite side, and back.
  const [right, down] = [map.width * 0.5, map.height * 0.2];
  await drag(page, '.outline-handle >> nth=0', right, down);
  await page.locator('.field-fault', { hasText: 'Các cạnh của ranh giới cắt nhau tại 105' }).waitFor();
  expect(await page.locator('.outline-wrong').count()).toBe(1);
  expect(await page.locator('.draft .button-main').isDisabled()).toBe(true);
  await drag(page, '.outline-handle >> nth=0', -right, -down);
  await expect.poll(() => page.locator('.outline-wrong').count()).toBe(0);
  await page.locator('.draft .button-main').click();
  await saved(page);
  const outline = async () =>
    (
      await gateway.database.query<{ outline: { coordinates: number[][][][] }; valid_to: Date | null; into: string }>(
        "select outline, valid_to, successor_id as into from area where id = 'phuong-moi'",
      )
    ).rows;
  expect((await outline())[0]?.outline.coordinates[0]?.[0]).toHaveLength(5);

  await page.locator('.link', { hasText: 'Phường Mới' }).click();
  await page.locator('.paste-box summary').click();
  await page.fill('.paste-box textarea', '{"type":"Point","coordinates":[1,2]}');
  await page.getByRole('button', { name: 'Dùng ranh giới này' }).click();
  await page.locator('.field-fault', { hasText: 'Không đọc được' }).waitFor();
  const ring = [
    [105.55, 21.23],
    [105.65, 21.23],
    [105.65, 21.35],
    [105.55, 21.23],
  ];
  await page.fill('.paste-box textarea', JSON.stringify({ type: 'Polygon', coordinates: [ring] }));
  await page.getByRole('button', { name: 'Dùng ranh giới này' }).click();
  // It claims ground of two wards that are there: said, and stored all the same.
  await page
    .locator('.area-overlap', { hasText: /chồng lên .* km²/ })
    .first()
    .waitFor();
  await page.locator('.draft .button-main').click();
  await saved(page);
  await page.locator('.area-overlaps li', { hasText: 'Phường Mới' }).first().waitFor();
  expect(await faults(page)).toEqual([]);
  await expect.poll(async () => (await outline()).map((one) => one.outline.coordinates)).toEqual([[[ring]]]);

  await page.locator('.link', { hasText: 'Phường Mới' }).click();
  await page.locator('.end-form select').selectOption('north');
  page.once('dialog', (dialog) => void dialog.accept());
  await page.locator('.end-form button').click();
  await page.locator('tr', { hasText: 'sáp nhập vào' }).waitFor();
  expect((await outline())[0]?.into).toBe('north');
  expect(complaints).toEqual([]);
});

test('a unit is added, a rule is for it, and its alerts are offered to it first', async () => {
  const { openAs, gateway } = world;
  const { page, complaints } = await openAs('admin', { fragment: '#/settings/units/new' });
  await field(page, 'Tên tiếng Việt').fill('Công an phường Bắc');
  await field(page, 'Tên tiếng Anh').fill('North ward police');
  await field(page, 'Điện thoại').fill('0211 3861 234');
  expect(await faults(page)).toEqual([]);
  await page.locator('.draft .button-main').click();
  await saved(page);
  await page.evaluate(() => {
    location.hash = '#/settings/rules/night';
  });
  await page.locator('.field', { hasText: 'Báo cho ai' }).locator('select').selectOption('unit:cong-an-phuong-bac');
  await expect
    .poll(() => page.locator('.rule-reading').textContent())
    .toContain('→ cảnh báo nghiêm trọng cho Công an phường Bắc');
  await page.locator('.draft .button-main').click();
  await saved(page);
  await gateway.database.query("update account set unit_id = 'cong-an-phuong-bac' where username = 'police-south'");
  const id = await raiseAlert(gateway.database);
  const theirs = await openAs('police-south');
  const row = theirs.page.locator(`.inbox [data-alert="${id}"]`);
  await row.locator('.chip', { hasText: 'Cho bạn' }).waitFor();
  await row.locator('button').first().click();
  await theirs.page.keyboard.press('d');
  const first = theirs.page.locator('dialog input[type=radio]').first();
  expect(await first.getAttribute('value')).toBe('unit:cong-an-phuong-bac');
  expect(await first.isChecked()).toBe(true);
  expect(await faults(theirs.page)).toEqual([]);
  expect([...complaints, ...theirs.complaints]).toEqual([]);
});

test('one’s own password is changed, and every other session ends', async () => {
  const { openAs, gateway } = world;
  const { page } = await openAs('planner');
  const other = await openAs('planner');
  await page.locator('.menu summary').click();
  await page.getByRole('button', { name: 'Đổi mật khẩu' }).click();
  const fill = async (current: string, next: string, again: string) => {
    await page.fill('dialog input[name=current]', current);
    await page.fill('dialog input[name=next]', next);
    await page.fill('dialog input[name=again]', again);
    await page.locator('dialog .button-main').click();
  };
  await fill(PASSWORD, 'another password', 'another passwort');
  await page.locator('dialog .field-fault', { hasText: 'không giống nhau' }).waitFor();
  expect(await faults(page)).toEqual([]);
  await fill('not it at all', 'another password', 'another password');
  await page.locator('dialog .field-fault', { hasText: 'không đúng' }).waitFor();
  await fill(PASSWORD, 'another password', 'another password');
  await page.locator('.toast', { hasText: 'Đã đổi mật khẩu' }).waitFor();
  await other.page.waitForSelector('.door');
  await page.waitForSelector('.link-sign[data-link=live]');
  await page.reload();
  await page.waitForSelector('.link-sign[data-link=live]');
  const { rows } = await gateway.database.query("select count(*)::int as n from session where username = 'planner'");
  expect(rows).toEqual([{ n: 1 }]);
});
