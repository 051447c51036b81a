import { describe, expect, test } from 'vitest';
import { createCoverageCounts } from '../../../ingest/core/coverage-counts.ts';
import { createRefusalCounts } from '../../../ingest/core/refusal-counts.ts';
import { aCamera } from './a-city.ts';

const MINUTE = 1_799_999_940_000;

describe('coverage', () => {
  test('counts frames by camera, minute and what became of them, and how much of each was looked at', () => {
    const counts = createCoverageCounts();
    const camera = aCamera();
    counts.received(camera, MINUTE);
    counts.received(camera, MINUTE + 59_999);
    counts.received(camera, MINUTE + 60_000);
    counts.looked(camera, MINUTE, undefined);
    counts.looked(camera, MINUTE + 5, 0.25);
    counts.dropped(camera, MINUTE + 1, 'stale');
    counts.dropped(camera, MINUTE + 60_000, 'duplicate');
    expect(counts.take()).toEqual([
      {
        cameraId: 'cam',
        areaId: 'ward-1',
        minute: MINUTE,
        received: 2,
        looked: 2,
        lookedParts: 1,
        lookedArea: 1.25,
        dropped: { stale: 1 },
      },
      {
        cameraId: 'cam',
        areaId: 'ward-1',
        minute: MINUTE + 60_000,
        received: 1,
        looked: 0,
        lookedParts: 0,
        lookedArea: 0,
        dropped: { duplicate: 1 },
      },
    ]);
  });

  test('what was taken is not counted again', () => {
    const counts = createCoverageCounts();
    counts.received(aCamera(), MINUTE);
    counts.take();
    counts.looked(aCamera(), MINUTE, undefined);
    expect(counts.take()).toMatchObject([{ received: 0, looked: 1, lookedArea: 1 }]);
    expect(counts.take()).toEqual([]);
  });

  test('is bounded when nobody takes it, and says how much it could not count', () => {
    const counts = createCoverageCounts();
    for (let n = 0; n < 100_005; n++) counts.received(aCamera(), MINUTE + n * 60_000);
    expect(counts.lost()).toBe(5);
    expect(counts.take()).toHaveLength(100_000);
  });
});

describe('refusals', () => {
  test('are counted by source and reason, with the latest case in words', () => {
    const counts = createRefusalCounts();
    counts.refused('agent:gate', 'stale', 'first', 1);
    counts.refused('agent:gate', 'stale', 'second', 2);
    counts.refused('agent:gate', 'damaged', null, 3, 4);
    expect(counts.take()).toEqual([
      { source: 'agent:gate', reason: 'stale', count: 2, detail: 'second', lastAt: 2 },
      { source: 'agent:gate', reason: 'damaged', count: 4, detail: null, lastAt: 3 },
    ]);
    expect(counts.take()).toEqual([]);
  });

  test('of thousands of invented names are counted together', () => {
    const counts = createRefusalCounts();
    for (let n = 0; n < 2_500; n++) counts.refused(`device:invented-${n}`, 'unknown-sensor', null, n);
    const taken = counts.take();
    expect(taken).toHaveLength(2_001);
    expect(taken.find(({ source }) => source === 'device:others')).toMatchObject({ count: 500 });
  });

  test('keep no more of what was sent than fits and the database can hold', () => {
    const counts = createRefusalCounts();
    counts.refused('agent:gate', 'not-json', `\0${'x'.repeat(5_000)}`, 1);
    expect(counts.take()[0]?.detail).toBe('x'.repeat(299));
  });
});
