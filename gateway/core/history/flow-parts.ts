import type { Figure, FlowAnswer, FlowKey, SplitKey } from '../../../contracts/history.ts';
import { objectClass } from '../../../contracts/road-users.ts';

/** What was counted in one step of time, of one part, as the store sums it. */
export type CountedPart = {
  readonly at: Date | null;
  readonly slot: number | null;
  readonly class: string | null;
  readonly direction: string | null;
  readonly camera: string | null;
  readonly zone: string | null;
  readonly area: string | null;
  readonly counted: number;
  readonly carUnits: number;
};

/** A count without a word on what was missed. */
export function bareFigure(counted: number): Figure {
  return { counted: round(counted), observed: null, estimated: null, plusMinus: null };
}

/** The part of a row, with only the keys that were asked for. */
export function keyOf(part: CountedPart, split: readonly SplitKey[]): FlowKey {
  return {
    ...(split.includes('class') && { class: objectClass.nullable().catch(null).parse(part.class) }),
    ...(split.includes('direction') && { direction: directionOf(part.direction) }),
    ...(split.includes('camera') && part.camera !== null && { cameraId: part.camera }),
    ...(split.includes('zone') && { zoneId: part.zone }),
    ...(split.includes('area') && { areaId: part.area }),
  };
}

/** Rows, parts and total of an answer. */
export function flowParts(
  counted: readonly CountedPart[],
  split: readonly SplitKey[],
): Pick<FlowAnswer, 'total' | 'parts' | 'rows'> {
  const parts = new Map<string, { key: FlowKey; counted: number; carUnits: number }>();
  const total = { counted: 0, carUnits: 0 };
  const rows = counted.map((one) => {
    const key = keyOf(one, split);
    const name = JSON.stringify(key);
    const part = parts.get(name) ?? { key, counted: 0, carUnits: 0 };
    parts.set(name, part);
    for (const sum of [part, total]) {
      sum.counted += one.counted;
      sum.carUnits += one.carUnits;
    }
    return { at: one.at?.toISOString() ?? null, slot: one.slot, key, ...figuresOf(one) };
  });
  return {
    total: figuresOf(total),
    parts: [...parts.values()].map((part) => ({ key: part.key, ...figuresOf(part) })),
    rows,
  };
}

function figuresOf({ counted, carUnits }: { readonly counted: number; readonly carUnits: number }) {
  return { count: bareFigure(counted), carUnits: bareFigure(carUnits) };
}

function directionOf(text: string | null): 'forward' | 'backward' | null {
  return text === 'forward' || text === 'backward' ? text : null;
}

/** Sums of factors such as 0.3 carry an error in the last places that nobody should see. */
function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
