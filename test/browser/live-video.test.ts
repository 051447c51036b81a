import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { startRtspServer } from '../../demo/cameras/rtsp-server.ts';
import { saveCamera } from '../../store/cameras.ts';
import { openFilmStudio } from '../demo/cameras/synthetic-film.ts';
import { someEnvironment, startTestAgent } from '../edge-agent/agent.ts';
import { startFramesEnd } from '../edge-agent/far-end.ts';
import { raiseAlert } from '../gateway/support/alerts.ts';
import { aCamera, buildCity, PLACES } from '../gateway/support/city.ts';
import { anybody, startTestBroker } from '../support/broker.ts';
import { browserOrSkip } from '../support/browser.ts';
import { undoLater } from '../support/cleanup.ts';
import { tempDir } from '../support/places.ts';
import { until } from '../support/until.ts';
import { aPicture, browserOrNone, faults, startTestConsole, type TestConsole } from './support.ts';

/** Real camera, agent, broker, gateway and browser; the film shows its own seconds. */
let world: TestConsole;
let agentUrl = '';
let alertId = 0;
beforeEach((context) => void browserOrSkip(context));
beforeAll(async () => {
  const executablePath = browserOrNone();
  if (executablePath === null) return;
  const studio = await openFilmStudio();
  undoLater(() => studio.close());
  const film = await studio.film('seconds', { seconds: 8, fps: 10, keyframeEvery: 10 });
  const quiet = { info: () => {}, warn: () => {} };
  const rtsp = await startRtspServer({
    port: 0,
    cameras: [
      { path: 'cam', film, fps: 10, startOffsetS: 0 },
      { path: 'foreign', film, fps: 10, startOffsetS: 4, saysInterleaved: true },
    ],
    log: quiet,
  });
  undoLater(rtsp.stop);
  const broker = await startTestBroker();
  const mqttUrl = broker.urlFor(anybody);
  world = await startTestConsole(executablePath, buildCity, { CITYWATCH_MQTT_URL: mqttUrl });
  await saveCamera(world.gateway.database, aCamera({ url: rtsp.urlOf('cam') }), new Date());
  const south = aCamera({ id: 'cam-south', name: 'Bến xe', place: PLACES.south, url: rtsp.urlOf('foreign') });
  await saveCamera(world.gateway.database, south, new Date());
  const frames = await startFramesEnd();
  const agent = await startTestAgent({
    ...someEnvironment(frames.url, mqttUrl, await tempDir()),
    CITYWATCH_AGENT_ID: 'agent-1',
  });
  agentUrl = `http://127.0.0.1:${agent.port}`;
  // Its clip shows seconds before and after: the other test runs meanwhile.
  await until(() => frames.of('cam-north').length > 0, 'the first frame');
  alertId = await raiseAlert(world.gateway.database, { snapshot: await aPicture() });
}, 150_000);

const openStreams = async (): Promise<number> => {
  const text = await (await fetch(`${agentUrl}/metrics`)).text();
  return Number(/^citywatch_agent_live_streams (\d+)$/m.exec(text)?.[1]);
};
const isLive = (page: Page) => page.waitForSelector('watched-camera[data-playing=true]', { timeout: 30_000 });
const widthOf = (video: Element) => (video as HTMLVideoElement).videoWidth; // the class is a video's alone
const word = (page: Page) => page.locator('.watch-word').textContent();
const film = (page: Page) =>
  page.evaluate(() => {
    const video = document.querySelector<HTMLVideoElement>('.watch-video');
    return { at: video?.currentTime ?? 0, frames: video?.getVideoPlaybackQuality().totalVideoFrames ?? 0 };
  });

test('a camera plays live in its panel; a second viewer shares the one stream from the edge; it ends when nobody watches', async () => {
  const { openAs } = world;
  const { page, complaints } = await openAs('operator', { fragment: '#/map?camera=cam-north' });
  await isLive(page);
  const first = await film(page);
  await expect.poll(async () => (await film(page)).at).toBeGreaterThan(first.at + 0.5);
  await expect.poll(async () => (await film(page)).frames).toBeGreaterThan(first.frames);
  expect(await page.locator('.watch-clock').textContent()).toMatch(/^\d\d:\d\d:\d\d$/);
  expect(await word(page)).toMatch(/^(?:Trực tiếp|Trễ \d+ giây)$/);
  expect(await faults(page)).toEqual([]);
  const kept = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Chụp ảnh' }).click();
  const picture = await sharp(await (await kept).path()).metadata();
  expect([picture.format, picture.width]).toEqual(['jpeg', await page.locator('.watch-video').evaluate(widthOf)]);
  const { rows } = await world.gateway.database.query("select from audit where action = 'camera.capture'");
  expect(rows).toHaveLength(1);
  await page.getByRole('button', { name: 'Toàn màn hình' }).click();
  await expect.poll(() => page.evaluate(() => document.fullscreenElement?.className)).toBe('watch');
  await page.getByRole('button', { name: 'Toàn màn hình' }).click();
  await expect.poll(() => page.evaluate(() => document.fullscreenElement)).toBeNull();

  const second = await openAs('police', { fragment: '#/wall?wall=1&cams=cam-north' });
  await isLive(second.page);
  expect((await film(second.page)).frames).toBeGreaterThan(0);
  expect(await openStreams()).toBe(1);
  expect(await faults(second.page)).toEqual([]);

  await page.keyboard.press('Escape');
  await page.waitForSelector('watched-camera', { state: 'detached' });
  await isLive(second.page);
  expect(await openStreams()).toBe(1);
  await second.page.close();
  await expect.poll(openStreams, { timeout: 15_000 }).toBe(0);
  expect([...complaints, ...second.complaints]).toEqual([]);
});

test('the clip of an alert plays, begins before its moment, and can be sought in', async () => {
  const { openAs, gateway } = world;
  const { page, complaints } = await openAs('operator', { fragment: `#/map?alert=${alertId}` });
  await page.locator('[data-tab=clip]').click();
  await page.waitForSelector('.clip[data-load=ready]', { timeout: 60_000 });
  const clip = (what: (video: HTMLVideoElement) => number | Promise<number>) =>
    // The class is a video's alone.
    page.locator('.clip-video').evaluate(what as (element: Element) => number | Promise<number>);
  expect(await clip((video) => video.duration)).toBeGreaterThan(8);
  const begins = await clip((video) => video.play().then(() => video.currentTime));
  await expect.poll(() => clip((video) => video.currentTime)).toBeGreaterThan(begins + 0.5);
  const sought = await clip(
    (video) =>
      new Promise<number>((resolve) => {
        video.addEventListener('seeked', () => resolve(video.currentTime), { once: true });
        video.currentTime = video.duration - 2;
      }),
  );
  expect(sought).toBeCloseTo((await clip((video) => video.duration)) - 2, 0);
  expect(await clip((video) => video.getVideoPlaybackQuality().totalVideoFrames)).toBeGreaterThan(0);
  await page.locator('[data-act=jump]').click();
  await expect.poll(() => clip((video) => video.currentTime)).toBeLessThan(sought);
  const { rows } = await gateway.database.query("select subject from audit where action = 'clip.look'");
  expect(rows).toEqual([{ subject: String(alertId) }]);
  expect(complaints).toEqual([]);
});

test('a picture that stays behind is no longer called live: it says by how much, then of when it is', async () => {
  const { page } = await world.openAs('operator', {
    fragment: '#/wall?wall=1&cams=cam-north',
    // The server's clock, as this page knows it, runs away: for what is said that is the same as pictures that come late.
    before: () => {
      const real = Date.now.bind(Date);
      Object.assign(window, { lateMs: 0 });
      Date.now = () => real() + (window as unknown as { lateMs: number }).lateMs;
    },
  });
  await isLive(page);
  const late = (ms: number) => page.evaluate((lateMs) => void Object.assign(window, { lateMs }), ms);
  await late(20_000);
  await expect.poll(() => word(page)).toMatch(/^Trễ [12]\d giây$/);
  expect(await page.locator('watched-camera[data-word=live]').count()).toBe(0);
  await late(300_000);
  await expect.poll(() => word(page)).toMatch(/^Hình lúc \d\d:\d\d:\d\d$/);
  await page.close();
});

test('a camera that only ffmpeg can read says that it has no live video, and shows stills with their time', async () => {
  const { page, complaints } = await world.openAs('operator', { fragment: '#/map?camera=cam-south' });
  await page.waitForSelector('watched-camera[data-word=no-video][data-still=shown]', { timeout: 30_000 });
  expect(await word(page)).toBe('Ảnh tĩnh · camera này không có hình trực tiếp');
  await expect.poll(() => page.locator('.watch-clock').textContent()).toMatch(/\d\d:\d\d:\d\d$/);
  expect(complaints).toEqual([]);
  await page.close();
});

test('H.265 in a browser that cannot play it is said, and stills are shown', async () => {
  const { page, complaints } = await world.openAs('operator');
  // This browser plays H.264 only: the film's name is changed on its way.
  await page.routeWebSocket(/\/api\/live\/cameras\//, (near) => {
    const far = near.connectToServer();
    far.onMessage((message) =>
      near.send(typeof message === 'string' ? message.replace(/"avc1\.[^"]+"/, '"hvc1.1.6.L93.B0"') : message),
    );
  });
  await page.evaluate(() => void (location.hash = '#/map?camera=cam-north'));
  await page.waitForSelector('watched-camera[data-word=no-hevc][data-still=shown]', { timeout: 30_000 });
  expect(await word(page)).toBe('Ảnh tĩnh · trình duyệt không phát được H.265');
  expect(complaints).toEqual([]);
  await page.close();
});
