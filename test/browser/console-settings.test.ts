import type { Page } from 'playwright-core';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { discovery, inspection } from '../../contracts/api-camera-setup.ts';
import type { Calibration } from '../../contracts/devices.ts';
import { ruleTrial } from '../../contracts/rule-trial.ts';
import { raiseAlert } from '../gateway/support/alerts.ts';
import { browserOrSkip } from '../support/browser.ts';
import { drag, field, saved } from './form-steps.ts';
import { aPicture, browserOrNone, faults, startTestConsole, type TestConsole } from './support.ts';

let world: TestConsole;
beforeEach((context) => void browserOrSkip(context));
beforeAll(async () => {
  const executablePath = browserOrNone();
  if (executablePath !== null) world = await startTestConsole(executablePath);
}, 120_000);

/** The control under exactly this label. */
const named = (page: Page, label: string) =>
  page.locator('.field', { has: page.locator(`> span:text-is("${label}")`) }).locator('input, select');

test('a camera is added: named, addressed, dragged to its place and turned; it stands on the map at once', async () => {
  const { openAs, gateway } = world;
  const { page, complaints } = await openAs('admin', { fragment: '#/settings/cameras/new' });
  await field(page, 'Tên').fill('Cổng trường Hội Hợp');
  await field(page, 'Địa chỉ luồng hình').fill('rtsp://admin:s3cret@10.0.0.9:554/stream1');
  await page.waitForSelector('.pick-pin');
  await drag(page, '.pick-pin', 60, 40);
  await drag(page, '.pick-tip', 50, 60);
  expect(await faults(page)).toEqual([]);
  await page.locator('.draft .button-main').click();
  await saved(page);
  const { rows } = await gateway.database.query<{ settings: { headingDeg: number; place: { lat: number } } }>(
    "select to_jsonb(camera) as settings from camera where id = 'cong-truong-hoi-hop'",
  );
  expect(rows).toHaveLength(1);
  await page.locator('.link', { hasText: 'Cổng trường Hội Hợp' }).click();
  const heading = Number(await field(page, 'Hướng nhìn').inputValue());
  expect(heading).toBeGreaterThan(90);
  expect(heading).toBeLessThan(180);
  // The password is not shown again, and saving without touching it keeps it.
  expect(await field(page, 'Địa chỉ luồng hình').inputValue()).not.toContain('s3cret');
  await field(page, 'Tên').fill('Cổng trường');
  await page.locator('.draft .button-main').click();
  await page.locator('.link', { hasText: /^\s*Cổng trường\s*$/ }).waitFor();
  expect(complaints).toEqual([]);
});

test("a zone is drawn by mouse on the camera's picture, bent by keyboard, and used by a rule that reads as a sentence", async () => {
  const { openAs, gateway } = world;
  await raiseAlert(gateway.database, { snapshot: await aPicture() });
  const { page, complaints } = await openAs('admin', { fragment: '#/settings/cameras/cam-north/zones/new' });
  await page.waitForSelector('.editor-picture img');
  await expect
    .poll(() => page.locator('.editor-picture img').evaluate((image: HTMLImageElement) => image.naturalWidth))
    .toBe(320);
  const picture = await page.locator('.editor-picture').boundingBox();
  if (!picture) throw new Error('no picture');
  for (const [x, y] of [
    [0.2, 0.3],
    [0.7, 0.25],
    [0.6, 0.8],
    [0.2, 0.3],
  ] as const) {
    await page.mouse.click(picture.x + picture.width * x, picture.y + picture.height * y);
  }
  await page.getByRole('button', { name: 'Góc 2' }).focus();
  await page.keyboard.press('ArrowRight');
  await field(page, 'Tên').fill('Sân kho');
  expect(await faults(page)).toEqual([]);
  await page.locator('.draft .button-main').click();
  await saved(page);
  const { rows } = await gateway.database.query<{ polygon: number[][] }>(
    "select shape->'polygon' as polygon from zone where id = 'san-kho'",
  );
  expect(rows[0]?.polygon).toHaveLength(3);
  expect(rows[0]?.polygon[1]?.[0]).toBeCloseTo(0.71, 1);

  await page.evaluate(() => {
    location.hash = '#/settings/rules/new';
  });
  await field(page, 'Tên').fill('Xe trong sân kho');
  await page.locator('.choice', { hasText: 'Sân kho' }).click();
  await page.locator('.choice', { hasText: /^\s*người\s*$/ }).click();
  await page.locator('.choice', { hasText: 'xe tải' }).click();
  await field(page, 'Kéo dài').fill('30');
  await field(page, 'Kéo dài').press('Tab');
  await expect
    .poll(() => page.locator('.rule-reading').textContent())
    .toContain('Xe tải ở trong vùng Sân kho hơn 30 giây → cảnh báo cần chú ý');
  expect(await faults(page)).toEqual([]);
  await page.locator('.draft .button-main').click();
  await saved(page);
  await page.locator('.entry', { hasText: 'Xe trong sân kho' }).waitFor();
  expect(complaints).toEqual([]);
});

test('each kind of rule begins with what is usual for it, and carries nothing of another unit', async () => {
  const { openAs } = world;
  const { page, complaints } = await openAs('admin', { fragment: '#/settings/rules/new' });
  await field(page, 'Tên').fill('Thử từng loại');
  const kind = (value: string) => named(page, 'Khi nào').selectOption(value);
  const behaviour = (value: string) => named(page, 'Hành vi').selectOption(value);
  const severity = () => named(page, 'Mức độ').inputValue();
  const chosen = () => page.locator('.choice:has(input:checked)').allTextContents();
  const reading = () => page.locator('.rule-reading').textContent();
  await kind('behaviour');
  await expect.poll(() => named(page, 'Ít nhất (giây)').inputValue()).toBe('60');
  expect((await chosen()).join()).toMatch(/xe máy[^]*ô tô/);
  await page
    .locator('.choice', { hasText: /^\s*Kho · / })
    .first()
    .click();
  await behaviour('crowd-density');
  await expect.poll(reading).toContain('Mật độ từ 100 người/100 m² trong vùng Kho → cảnh báo nghiêm trọng');
  // Nothing is to be chosen about people: the class that was there is gone, the zone is not.
  expect(await page.locator('.choice', { hasText: 'ô tô' }).count()).toBe(0);
  expect(await named(page, 'Từ (người/100 m²)').getAttribute('max')).toBe('1000');
  await behaviour('crowd');
  await expect.poll(reading).toContain('Đám đông từ 20 người trong vùng Kho → cảnh báo cần chú ý');
  await named(page, 'Mức độ').selectOption('info');
  await behaviour('left-behind');
  await expect.poll(reading).toMatch(/(?:Ba lô|ba lô).* bị bỏ lại trong vùng Kho hơn 2 phút/);
  // What somebody chose themselves stays.
  expect(await severity()).toBe('info');
  await behaviour('wrong-way');
  await expect.poll(() => page.locator('.field', { hasText: 'Ít nhất' }).count()).toBe(0);
  await kind('sensor-threshold');
  expect(await named(page, 'Ngưỡng').inputValue()).toBe('');
  await page.locator('.choice', { hasText: 'Mực nước' }).first().click();
  expect(await page.locator('.draft .button-main').isDisabled()).toBe(true);
  await named(page, 'Ngưỡng').fill('3');
  await named(page, 'Coi là hết khi về tới').fill('2.5');
  await named(page, 'Coi là hết khi về tới').press('Tab');
  await expect.poll(() => page.locator('.draft .button-main').isEnabled()).toBe(true);
  expect(await faults(page)).toEqual([]);
  expect(complaints).toEqual([]);
});

test('a rule that is tried shows how far it is and what it would have raised, strange names and all', async () => {
  const { openAs } = world;
  const { page, complaints } = await openAs('admin', { fragment: '#/settings/rules/night' });
  const at = new Date().toISOString();
  const alert = {
    at,
    lastAt: at,
    repeats: 2,
    clearedAt: null,
    deviceKind: 'camera',
    deviceId: 'gone',
    zoneId: 'zone-north',
  };
  const more = { areaId: null, class: 'person', value: null, unit: null, detail: null, pictureAt: null };
  const id = '4b7c2f6e-0d0a-4c0e-9d53-6f7c8a1b2c3d';
  const trial = (change: object) => ruleTrial.parse({ id, state: 'running', progress: 0.4, result: null, ...change });
  let isDone = false;
  const result = {
    from: at,
    to: at,
    alertCount: 1,
    alerts: [{ ...alert, ...more }],
    facts: 3,
    isCut: false,
    places: [{ zoneId: 'zone-north', basis: 'tracks' }],
  };
  await page.route('**/api/rules/trial*', (route) =>
    route.fulfill({ json: isDone ? trial({ state: 'done', progress: 1, result }) : trial({}) }),
  );
  await page.route('**/api/rules/trials/*', (route) =>
    route.fulfill({ json: isDone ? trial({ state: 'done', progress: 1, result }) : trial({}) }),
  );
  await page.getByRole('button', { name: 'Thử trên 24 giờ qua' }).click();
  await page.locator('.rule-trial progress').waitFor();
  expect(await faults(page), 'running').toEqual([]);
  isDone = true;
  await page.locator('.trial-alerts li').waitFor();
  expect(await faults(page), 'done').toEqual([]);
  expect(complaints).toEqual([]);
});

test('cameras found on the network may call themselves anything: it is text, and bursts nothing', async () => {
  const { openAs } = world;
  const evil = `<img src=x onerror=alert(1)>"' שלום\u202Eمرحبا 👨‍👩‍👧‍👦`;
  const name = `${evil}${'W'.repeat(200 - evil.length)}`;
  const found = {
    is: 'answered',
    answer: {
      found: [
        { endpoint: name, address: 'http://10.0.0.7/onvif/device_service', name, hardware: name, location: name },
        { endpoint: 'urn:uuid:2', address: 'http://[fd00::1]:8080/x', name: null, hardware: null, location: null },
      ],
      ignored: 1,
    },
  };
  const stream = { token: name, name, codec: name, width: 1920, height: 1080, fps: 25, url: 'rtsp://10.0.0.7/one' };
  const inspected = {
    is: 'answered',
    answer: {
      manufacturer: name,
      model: name,
      firmware: name,
      serial: name,
      clockAheadMs: 86_400_000,
      streams: [stream],
    },
  };
  for (const viewport of [
    { width: 1366, height: 768 },
    { width: 390, height: 844 },
  ]) {
    const { page, complaints } = await openAs('admin', { fragment: '#/settings/cameras/new', viewport });
    const ran: string[] = [];
    page.on('dialog', (dialog) => {
      ran.push(dialog.message());
      void dialog.dismiss();
    });
    await page.route('**/discover', (route) => route.fulfill({ json: discovery.parse(found) }));
    await page.route('**/inspect', (route) => route.fulfill({ json: inspection.parse(inspected) }));
    await page.locator('.finder .button', { hasText: 'Tìm trên mạng' }).click();
    await page.locator('.finder .entry').first().click();
    await page.locator('.finder-login button').click();
    await page.locator('.finder-stream').waitFor();
    expect(await faults(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(viewport.width);
    expect(await page.locator('.page').evaluate((one) => one.scrollWidth - one.clientWidth)).toBe(0);
    await page.locator('.finder-stream button').click();
    // As a name it is taken without what turns the writing round.
    expect(await field(page, 'Tên').inputValue()).not.toMatch(/[\u202a-\u202e]/);
    expect(await field(page, 'Địa chỉ luồng hình').inputValue()).toBe('rtsp://10.0.0.7/one');
    expect(ran).toEqual([]);
    expect(complaints).toEqual([]);
  }
});

test('a rule about what is usual is written by form and read in plain words', async () => {
  const { openAs } = world;
  const { page, complaints } = await openAs('admin', { fragment: '#/settings/rules/new' });
  await field(page, 'Tên').fill('Đông bất thường');
  await page.locator('.field', { hasText: 'Khi nào' }).locator('select').selectOption('deviation');
  await page.locator('.field', { hasText: 'Đếm gì' }).locator('select').selectOption('entered');
  await page.locator('.choices .choice').first().click();
  await field(page, 'Từ (lần)').fill('2.5');
  await field(page, 'Từ (lần)').press('Tab');
  await expect
    .poll(() => page.locator('.rule-reading').textContent())
    .toContain('gấp từ 2,5 lần mức thường của giờ đó, và ít nhất 20 lượt → cảnh báo cần chú ý');
  expect(await faults(page)).toEqual([]);
  await page.locator('.draft .button-main').click();
  await saved(page);
  await page.locator('.entry', { hasText: 'Đông bất thường' }).waitFor();
  expect(complaints).toEqual([]);
});

test('a camera is calibrated by clicking its four points on the map, beside typing them; the error bar follows', async () => {
  const { openAs, gateway } = world;
  const { page, complaints } = await openAs('admin', { fragment: '#/settings/cameras/cam-north/calibration' });
  await page.getByRole('button', { name: 'Bắt đầu hiệu chuẩn' }).click();
  const bar = () => page.locator('.calibration-errors p').first().textContent();
  const measured = await bar();
  await page.getByRole('button', { name: 'Chỉ trên bản đồ' }).click();
  await page.waitForSelector('.ground-map .ground-point');
  expect(await bar()).not.toBe(measured);
  /** The page moves when a button below the map is pressed. */
  const mapBox = async () => {
    await page.locator('.ground-map').scrollIntoViewIfNeeded();
    return (await page.locator('.ground-map .picker').boundingBox()) ?? expect.fail('no map');
  };
  // Far left, far right, near right, near left, as the camera looks east.
  const corners = [
    [0.8, 0.2],
    [0.8, 0.8],
    [0.45, 0.7],
    [0.45, 0.3],
  ] as const;
  for (const [i, [x, y]] of corners.entries()) {
    await page.getByRole('button', { name: `Chọn điểm ${i + 1} ` }).click();
    const map = await mapBox();
    await page.mouse.click(map.x + map.width * x, map.y + map.height * y);
  }
  for (const [i, [x, y]] of corners.entries()) {
    const map = await mapBox();
    const box = await page.locator('.ground-map .ground-point').nth(i).boundingBox();
    expect(((box?.x ?? 0) + 13 - map.x) / map.width).toBeCloseTo(x, 1);
    expect(((box?.y ?? 0) + 13 - map.y) / map.height).toBeCloseTo(y, 1);
  }
  const lon = page.locator('.ground-places .field-row').first().locator('input').nth(1);
  const before = Number(await lon.inputValue());
  await page.getByRole('button', { name: 'Điểm 1 trên bản đồ' }).focus();
  await page.keyboard.press('Shift+ArrowRight');
  await expect.poll(async () => Number(await lon.inputValue())).toBeGreaterThan(before + 0.00002);
  await lon.fill(before.toFixed(7));
  await lon.press('Tab');
  expect(await faults(page)).toEqual([]);
  await page.locator('.draft .button-main').click();
  await saved(page);
  const { rows } = await gateway.database.query<{ calibration: Calibration }>(
    "select calibration from camera where id = 'cam-north'",
  );
  const stored = rows[0]?.calibration;
  expect(stored?.origin).toEqual({ lat: 21.4, lon: 105.6 });
  const [farLeft, , , nearLeft] = stored?.points ?? [];
  // Metres east of the camera: what was clicked farther to the right is farther away.
  expect(farLeft?.groundM[0]).toBeGreaterThan((nearLeft?.groundM[0] ?? Infinity) + 1);
  expect(complaints).toEqual([]);
});

test('a zone whose sides cross cannot be saved, and is said to be wrong', async () => {
  const { openAs } = world;
  const { page } = await openAs('admin', { fragment: '#/settings/cameras/cam-south/zones/new' });
  await field(page, 'Tên').fill('Chéo');
  const picture = await page.locator('.editor-picture').boundingBox();
  if (!picture) throw new Error('no picture');
  for (const [x, y] of [
    [0.2, 0.2],
    [0.8, 0.8],
    [0.8, 0.3],
    [0.2, 0.6],
  ] as const) {
    await page.mouse.click(picture.x + picture.width * x, picture.y + picture.height * y);
  }
  await page.getByRole('button', { name: 'Khép vùng' }).click();
  await page.locator('.field-fault', { hasText: 'cắt nhau' }).waitFor();
  expect(await page.locator('.draft .button-main').isDisabled()).toBe(true);
});

test('what the gateway refuses is said at the field it is about', async () => {
  const { openAs } = world;
  const { page } = await openAs('admin', { fragment: '#/settings/cameras/cam-south' });
  await field(page, 'Địa chỉ luồng hình').fill('http://10.0.0.5/not-rtsp');
  await page.locator('.draft .button-main').click();
  await page.locator('.field[data-fault]', { hasText: 'Địa chỉ luồng hình' }).waitFor();
});

test('the settings are not for others, and an operator is not led to them', async () => {
  const { openAs } = world;
  const { page } = await openAs('operator', { fragment: '#/settings/cameras' });
  await page.locator('.page', { hasText: 'Chỉ quản trị viên' }).waitFor();
  expect(await page.locator('.rail-item', { hasText: 'Cài đặt' }).count()).toBe(0);
});

test('the state of the system, the lists, accounts and the audit log have no faults', async () => {
  const { openAs } = world;
  const { page, complaints } = await openAs('admin', { fragment: '#/system' });
  await page.waitForSelector('.verdict');
  expect(await faults(page), 'system').toEqual([]);
  for (const section of [
    'cameras',
    'sensors',
    'rules',
    'areas',
    'units',
    'accounts',
    'accounts/police',
    'agents',
    'city',
    'retention',
    'audit',
  ]) {
    await page.evaluate((where) => {
      location.hash = `#/settings/${where}`;
    }, section);
    await page.locator('.sections [aria-current=page]').waitFor();
    await page.waitForSelector('.page [aria-busy=true]', { state: 'detached' });
    expect(await faults(page), section).toEqual([]);
  }
  expect(complaints).toEqual([]);
});
