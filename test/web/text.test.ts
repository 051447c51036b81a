import { expect, test } from 'vitest';
import { readCondition, readRule, type RuleNames } from '../../web/core/rule-reading.ts';
import { dictionaryOf, failureText } from '../../web/core/text/dictionary.ts';
import { createFormat } from '../../web/core/text/format.ts';
import { NOON } from './builders.ts';

const vi = dictionaryOf('vi');
const en = dictionaryOf('en');
const f = createFormat('vi', vi);
const names: RuleNames = {
  zone: (id) => ({ store: 'Kho', gate: 'Cổng' })[id] ?? id,
  camera: (id) => id,
  sensor: () => ({ name: 'Mực nước Đầm Vạc', unit: 'm' }),
  recipient: ({ id }) => ({ 'cong-an': 'Công an phường Vĩnh Yên' })[id] ?? id,
};

test('times are those of the city, whatever the machine thinks', () => {
  expect(f.clock(NOON)).toBe('10:00:00');
  expect(f.full(NOON)).toBe('23/11/2026 10:00:00');
  expect(f.moment(NOON - 86_400_000, NOON)).toBe('22/11 10:00');
});

test('durations are read the way people say them', () => {
  expect([43, 1234, 12_000, 192_000, 7_500_000, 100_000_000].map(f.duration)).toEqual([
    '43 ms',
    '1,2 s',
    '12 s',
    '3 phút 12 giây',
    '2 giờ 5 phút',
    '1 ngày 4 giờ',
  ]);
});

test('how long ago, then when', () => {
  expect([0, 12, 90, 7200].map((s) => f.ago(NOON - s * 1000, NOON))).toEqual([
    'vừa xong',
    '12 giây trước',
    '1 phút trước',
    '08:00',
  ]);
});

test('a rule reads as a sentence', () => {
  const rule = {
    id: 'r',
    name: 'Kho ban đêm',
    severity: 'critical',
    enabled: true,
    condition: { kind: 'zone-presence', zoneIds: ['store'], classes: ['person'], forS: 5 },
    hours: { days: [1, 2, 3, 4, 5, 6, 7], from: '22:00', to: '05:00' },
    recipient: { kind: 'unit', id: 'cong-an' },
  } as const;
  const mutable = structuredClone(rule) as unknown as Parameters<typeof readRule>[0];
  expect(readRule(mutable, names, vi, f)).toBe(
    'Người ở trong vùng Kho hơn 5 giây từ 22:00 đến 05:00 → cảnh báo nghiêm trọng cho Công an phường Vĩnh Yên',
  );
  expect(readRule({ ...mutable, recipient: null }, names, en, createFormat('en', en))).toBe(
    'Person in zone Kho for more than 5 s from 22:00 to 05:00 → critical alert',
  );
});

test('every kind of condition has a reading', () => {
  const threshold = {
    kind: 'sensor-threshold',
    sensorIds: ['level'],
    side: 'above',
    limit: 6.4,
    clearAt: 6.2,
    forS: 0,
    clearForS: 60,
  } as const;
  expect(readCondition({ ...threshold, sensorIds: ['level'] }, names, vi, f)).toBe('Mực nước Đầm Vạc từ 6,4 m trở lên');
  expect(
    readCondition(
      { kind: 'camera-health', cameraIds: [], conditions: ['offline'], forS: 30, clearForS: 0 },
      names,
      vi,
      f,
    ),
  ).toBe('Camera bất kỳ: mất hình hơn 30 giây');
});

test('a code nobody has words for is still a sentence', () => {
  expect(failureText(vi, 'made-up')).toBe(vi.failure.internal);
});

test('both languages say something for every key', () => {
  const empty: string[] = [];
  const walk = (value: unknown, path: string) => {
    if (typeof value === 'string' && value === '' && !path.endsWith('either') && !path.includes('dayNames'))
      empty.push(path);
    if (typeof value === 'object' && value !== null)
      for (const [key, inner] of Object.entries(value)) walk(inner, `${path}.${key}`);
  };
  walk(vi, 'vi');
  walk(en, 'en');
  expect(empty).toEqual([]);
});
