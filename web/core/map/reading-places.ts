/** A round thing on the map, CSS pixels. */
export interface Glyph {
  readonly x: number;
  readonly y: number;
  readonly r: number;
}

/** A reading that is to stand beside its device. */
export interface Reading extends Glyph {
  /** Half the width of its pill. */
  readonly half: number;
  /** It tells of something wrong: stands below its device even where it covers another. */
  readonly isUrgent: boolean;
}

/** Half the height of a pill. */
export const READING_HALF = 9;
const GAP = 4;
const CELL = 64;

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * Where readings stand so that they cover neither other devices nor each other: below, above, right or left of their own;
 * null where there is no room. Urgent ones choose first.
 */
export function placeReadings(
  readings: readonly Reading[],
  glyphs: readonly Glyph[],
): readonly ({ readonly x: number; readonly y: number } | null)[] {
  const taken = createGrid();
  for (const { x, y, r } of glyphs) taken.add({ left: x - r, top: y - r, right: x + r, bottom: y + r });
  const places: ({ readonly x: number; readonly y: number } | null)[] = readings.map(() => null);
  const order = readings.map((_, i) => i).sort((a, b) => Number(readings[b]?.isUrgent) - Number(readings[a]?.isUrgent));
  for (const i of order) {
    const reading = readings[i];
    if (!reading) continue;
    const { x, y, r, half, isUrgent } = reading;
    const down = r + GAP + READING_HALF;
    const aside = r + GAP + half;
    const below = { x, y: y + down };
    const ways = [below, { x, y: y - down }, { x: x + aside, y }, { x: x - aside, y }];
    const place = ways.find((at) => taken.isFree(boxOf(at, half))) ?? (isUrgent ? below : null);
    if (place === null) continue;
    taken.add(boxOf(place, half));
    places[i] = place;
  }
  return places;
}

const boxOf = ({ x, y }: { readonly x: number; readonly y: number }, half: number): Box => ({
  left: x - half,
  top: y - READING_HALF,
  right: x + half,
  bottom: y + READING_HALF,
});

/** Boxes by the squares they lie in: thousands of devices are looked through by a few at a time. */
function createGrid() {
  const cells = new Map<string, Box[]>();
  const around = (box: Box): string[] => {
    const keys: string[] = [];
    for (let cx = Math.floor(box.left / CELL); cx <= Math.floor(box.right / CELL); cx++)
      for (let cy = Math.floor(box.top / CELL); cy <= Math.floor(box.bottom / CELL); cy++) keys.push(`${cx} ${cy}`);
    return keys;
  };
  return {
    add(box: Box): void {
      for (const key of around(box)) {
        const cell = cells.get(key);
        if (cell) cell.push(box);
        else cells.set(key, [box]);
      }
    },
    isFree: (box: Box): boolean =>
      around(box).every((key) =>
        (cells.get(key) ?? []).every(
          (one) => one.right <= box.left || one.left >= box.right || one.bottom <= box.top || one.top >= box.bottom,
        ),
      ),
  };
}
