import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { AccessUnit } from '../../../../edge-agent/core/video/access-unit.ts';
import { createUnitHub } from '../../../../edge-agent/core/video/unit-hub.ts';

const unit = (number: number, isKey: boolean, bytes = 10): AccessUnit => ({
  codec: 'h264',
  nals: [new Uint8Array(bytes)],
  isKey,
  takenMs: number * 100,
  mediaTime: number * 9000,
});
const bounds = { mostUnits: 50, mostBytes: 10_000 };
const numbers = (units: readonly AccessUnit[]): number[] => units.map(({ takenMs }) => takenMs / 100);

describe('the hub of a camera’s coded pictures', () => {
  it('gives a newcomer the pictures since the last keyframe, then each as it comes', () => {
    const hub = createUnitHub(bounds, () => {});
    [0, 1, 2, 3, 4].forEach((n) => hub.push(unit(n, n % 3 === 0)));
    const got: AccessUnit[] = [];
    const end = hub.subscribe((one) => got.push(one));
    expect(numbers(got)).toEqual([3, 4]);
    hub.push(unit(5, false));
    end();
    hub.push(unit(6, true));
    expect(numbers(got)).toEqual([3, 4, 5]);
  });

  it('begins with a keyframe for everybody after the stream ended', () => {
    const hub = createUnitHub(bounds, () => {});
    const got: AccessUnit[] = [];
    hub.subscribe((one) => got.push(one));
    hub.push(unit(0, true));
    hub.clear();
    hub.push(unit(1, false));
    hub.push(unit(2, true));
    expect(numbers(got)).toEqual([0, 2]);
  });

  it('feeds the others when one of them fails', () => {
    const failures: unknown[] = [];
    const hub = createUnitHub(bounds, (error) => failures.push(error));
    const got: AccessUnit[] = [];
    hub.subscribe(() => {
      throw new Error('full');
    });
    hub.subscribe((one) => got.push(one));
    hub.push(unit(0, true));
    expect([got.length, failures.length]).toEqual([1, 1]);
  });

  it('keeps no more than its bounds, and what a newcomer gets has no hole and begins with a keyframe', () => {
    const stream = fc.array(fc.record({ isKey: fc.boolean(), bytes: fc.integer({ min: 1, max: 4000 }) }), {
      maxLength: 120,
    });
    fc.assert(
      fc.property(stream, (units) => {
        const hub = createUnitHub(bounds, () => {});
        units.forEach(({ isKey, bytes }, n) => {
          hub.push(unit(n, isKey, bytes));
          const kept = hub.sinceKeyframe();
          expect(kept.length).toBeLessThanOrEqual(bounds.mostUnits);
          expect(kept.reduce((sum, { nals }) => sum + (nals[0]?.length ?? 0), 0)).toBeLessThanOrEqual(bounds.mostBytes);
          expect(kept.map(({ isKey }) => isKey)).toEqual(kept.map((_, i) => i === 0));
          expect(numbers(kept)).toEqual(kept.map((_, i) => n + 1 - kept.length + i));
        });
      }),
    );
  });
});
