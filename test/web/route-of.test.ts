import { expect, test } from 'vitest';
import { noticeOf } from '../../web/service-worker/notice.ts';
import { oldShells, routeOf } from '../../web/core/offline/route-of.ts';

const HERE = 'https://citywatch.example';
const read = (url: string, change: Partial<Parameters<typeof routeOf>[0]> = {}) =>
  routeOf({ method: 'GET', mode: 'cors', url: new URL(url, HERE).href, hasRange: false, ...change }, HERE);

test.each(['/', '/index', '/map/anything'])('the page itself is remembered: %s', (path) => {
  expect(read(path, { mode: 'navigate' })).toBe('page');
});

test.each(['/assets/index-1a2b3c.js', '/assets/vinh-yen-1a.geojson', '/icon-192.png', '/manifest.webmanifest'])(
  'a file of the build is remembered: %s',
  (path) => {
    expect(read(path)).toBe('file');
  },
);

test.each([
  ['/api/alerts', {}],
  ['/api/alerts/1/snapshot', { mode: 'no-cors' }],
  ['/api/exports/events', { mode: 'navigate' }],
  ['/socket.io/?EIO=4', {}],
  ['/metrics', { mode: 'navigate' }],
  ['/sw.js', {}],
  ['https://tiles.example/assets/1.png', {}],
  ['/assets/index-1a2b3c.js', { hasRange: true }],
  ['/', { mode: 'navigate', method: 'POST' }],
])('what is not the console is none of the worker’s business: %s', (path, change) => {
  expect(read(path, change)).toBe('network');
});

test('the build before this one is kept for tabs that are still open, older ones go', () => {
  expect(oldShells(['shell-a', 'other', 'shell-b', 'shell-c'], 'shell-c')).toEqual(['shell-a']);
  expect(oldShells(['shell-c'], 'shell-c')).toEqual([]);
});

test('a notice speaks the language of its reader and stands in for older ones of the same alert', () => {
  const push = {
    alertId: 7,
    kind: 'escalated',
    severity: 'critical',
    rule: 'Người trong kho',
    place: 'Cổng chợ · Kho',
    at: '2026-11-23T03:00:00.000Z',
    locale: 'vi',
  } as const;
  const notice = noticeOf(push);
  expect(notice.title).toBe('Nghiêm trọng: Người trong kho');
  expect(notice.options).toMatchObject({
    body: 'Chưa ai xử lý · Cổng chợ · Kho',
    tag: 'alert-7',
    renotify: true,
    requireInteraction: true,
  });
  expect(noticeOf({ ...push, locale: 'en', kind: 'raised' })).toMatchObject({
    title: 'Critical: Người trong kho',
    options: { renotify: false, lang: 'en' },
  });
});
