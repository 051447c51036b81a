import { describe, expect, test } from 'vitest';
import type { TimeStep } from '../../../../contracts/history.ts';
import { flowParts, type CountedPart, type Part, type Watched } from '../../../../gateway/core/history/flow-parts.ts';

const HOUR_MS = 3_600_000;
const NOWHERE: Part = { class: null, direction: null, camera: null, zone: null, area: null };
const NOTHING_MISSED = { rows: [], parts: [], total: [] };
const at = (hour: number) => new Date(hour * HOUR_MS);
const counted = (hour: number, part: Partial<Part> = {}): CountedPart => ({
  ...NOWHERE,
  ...part,
  at: at(hour),
  slot: null,
  counted: 7,
  carUnits: 7,
});

/** Hours 0 to 3; in `dark` ones nothing was watched and nobody can tell what was missed. */
function answer(
  by: TimeStep,
  rows: readonly CountedPart[],
  {
    split = [],
    places = [NOWHERE],
    isDark,
  }: {
    readonly split?: Parameters<typeof flowParts>[1];
    readonly places?: readonly Part[];
    readonly isDark: (part: Part, step: number) => boolean;
  },
) {
  const steps = [0, 1, 2, 3].map((hour) => String(hour * HOUR_MS));
  const watched: Watched = (part, step) => {
    const asked = step === null ? steps : [step];
    const unknown = asked.filter((one) => isDark(part, Number(one) / HOUR_MS)).length * 60;
    return { inService: asked.length * 60, missing: unknown, unknown };
  };
  return flowParts(by, split, rows, NOTHING_MISSED, { steps, places, watched }, { fromMs: 0, toMs: 3.5 * HOUR_MS });
}

const UNKNOWN = { counted: 0, observed: 0, estimated: null, plusMinus: null };

describe('a step that was dark and of which nobody can tell what was missed', () => {
  test('is a row that says so, in its place in time', () => {
    const { rows } = answer(
      'hour',
      [0, 1, 3].map((hour) => counted(hour)),
      { isDark: (_, hour) => hour === 2 },
    );
    expect(rows.map((row) => [row.at, row.count.counted, row.count.observed])).toEqual([
      [at(0).toISOString(), 7, 1],
      [at(1).toISOString(), 7, 1],
      [at(2).toISOString(), 0, 0],
      [at(3).toISOString(), 7, 1],
    ]);
    expect(rows[2]).toMatchObject({ count: UNKNOWN, carUnits: UNKNOWN });
  });

  test('is no second row where something was counted, and none where nothing is unknown', () => {
    const rows = [0, 1, 2, 3].map((hour) => counted(hour));
    expect(answer('hour', rows, { isDark: () => true }).rows).toHaveLength(4);
    expect(answer('hour', rows.slice(0, 2), { isDark: () => false }).rows).toHaveLength(2);
  });

  test('is told of every class that was seen at other times, and of none that was not', () => {
    const { rows } = answer('hour', [counted(0, { class: 'car' }), counted(1, { class: 'bus' })], {
      split: ['class'],
      isDark: (_, hour) => hour === 2,
    });
    expect(rows.slice(2).map(({ key, count }) => [key.class, count])).toEqual([
      ['car', UNKNOWN],
      ['bus', UNKNOWN],
    ]);
  });

  test('is told of a camera that never counted anything, and only of its own steps', () => {
    const cameras = ['seen', 'dark'].map((camera) => ({ ...NOWHERE, camera }));
    const { rows, parts } = answer('hour', [counted(0, { camera: 'seen' })], {
      split: ['camera'],
      places: cameras,
      isDark: (part, hour) => part.camera !== 'seen' && hour === 1,
    });
    expect(rows.map((row) => [row.key.cameraId, row.at])).toEqual([
      ['seen', at(0).toISOString()],
      ['dark', at(1).toISOString()],
    ]);
    expect(parts.map(({ key, count }) => [key.cameraId, count.counted, count.estimated])).toEqual([
      ['seen', 7, 7],
      ['dark', 0, null],
    ]);
  });

  test('of an hour of quarters is each quarter of the period', () => {
    const { rows } = answer('15min', [], { isDark: (_, hour) => hour === 3 });
    expect(rows.map((row) => row.at)).toEqual([3, 3.25].map((hour) => at(hour).toISOString()));
  });

  test('that comes again and again is told by its number', () => {
    const watched: Watched = (_, step) => ({ inService: 60, missing: 60, unknown: step === '1' ? 0 : 60 });
    const none = { steps: ['0', '1'], places: [NOWHERE], watched };
    const { rows } = flowParts('weekday', [], [], NOTHING_MISSED, none, { fromMs: 0, toMs: HOUR_MS });
    expect(rows.map((row) => [row.at, row.slot])).toEqual([[null, 0]]);
  });
});
