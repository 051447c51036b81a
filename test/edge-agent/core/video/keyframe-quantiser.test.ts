import { describe, expect, it } from 'vitest';

import { keyframeQuantiser } from '../../../../edge-agent/core/video/keyframe-quantiser.ts';
import { codedUnits, type CodedFilmRecipe } from './coded-film.ts';

const h265 = (quantiser: number): CodedFilmRecipe => ({
  codec: 'h265',
  size: '160x96',
  frames: 6,
  options: ['-x265-params', `log-level=none:repeat-headers=1:open-gop=0:bframes=0:ipratio=1:qp=${quantiser}`],
});
const h264 = (quantiser: number, ...options: string[]): CodedFilmRecipe => ({
  size: '160x96',
  frames: 6,
  options: ['-qp', String(quantiser), '-x264-params', 'ipratio=1', ...options],
});

describe('the quantiser of a keyframe', () => {
  it.each<readonly [string, CodedFilmRecipe, number]>([
    ['H.264 of high profile', h264(20), 20],
    ['H.264 of high profile, coarsely', h264(41), 41],
    ['H.264 of baseline profile', h264(33, '-profile:v', 'baseline'), 33],
    ['H.264 with pictures out of order', { ...h264(27), bFrames: 2 }, 27],
    ['H.264 of interlaced pictures', h264(30, '-flags', '+ildct+ilme'), 30],
    ['H.265', h265(24), 24],
    ['H.265, coarsely', h265(43), 43],
  ])('is read from %s', async (_name, recipe, expected) => {
    const units = await codedUnits(recipe);
    const keys = units.filter(({ isKey }) => isKey);
    expect(keys.length).toBeGreaterThan(1);
    expect(keys.map(keyframeQuantiser)).toEqual(keys.map(() => expected));
    expect(
      units
        .filter(({ isKey }) => !isKey)
        .map(keyframeQuantiser)
        .filter((one) => one !== undefined),
    ).toEqual([]);
  });

  it('is not made up from headers that are cut off or senseless', async () => {
    const units = await codedUnits(h264(30));
    const [key] = units;
    const cut = (nals: readonly Uint8Array[]) => keyframeQuantiser({ ...(key ?? expect.fail()), nals });
    const nals = key?.nals ?? [];
    expect(cut([])).toBeUndefined();
    expect(cut(nals.slice(0, 2))).toBeUndefined();
    for (const bytes of [0, 1, 2, 3]) {
      for (const fill of [0, 255]) {
        const broken = nals.map((nal) => Uint8Array.from([...nal.subarray(0, 1), ...new Uint8Array(bytes).fill(fill)]));
        const told = cut(broken);
        expect(told === undefined || Math.abs(told) <= 51).toBe(true);
      }
    }
  });
});
