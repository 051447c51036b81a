import type { Cell, Column } from './column.ts';

/** A value as Parquet's writer takes it. */
type Value = Cell | bigint;

/** Rows that wait until there are enough of them to be written, by their columns. */
export type PackedGroup = {
  readonly rows: () => number;
  readonly isFull: () => boolean;
  readonly add: (row: readonly Cell[]) => void;
  /** Values of a column, made anew each time. */
  readonly values: (column: number) => Value[];
  readonly clear: () => void;
};

type Packed = { readonly put: (at: number, cell: Cell) => void; readonly get: (at: number) => Value; clear(): void };

/**
 * Holds up to `most` rows. Ten thousand rows of objects grow old before they are written, and a file's worth of them is only
 * thrown away with a search of the whole heap; numbers in a typed array never were objects.
 */
export function packedGroup(columns: readonly Column[], most: number): PackedGroup {
  const packed = columns.map(({ type }) => (type === 'text' ? packedTexts(most) : packedNumbers(type, most)));
  let count = 0;
  return {
    rows: () => count,
    isFull: () => count === most,
    add(row) {
      for (const [at, column] of packed.entries()) column.put(count, row[at] ?? null);
      count += 1;
    },
    values: (column) => Array.from({ length: count }, (_, at) => packed[column]?.get(at) ?? null),
    clear() {
      count = 0;
      for (const column of packed) column.clear();
    },
  };
}

function packedNumbers(type: Exclude<Column['type'], 'text'>, most: number): Packed {
  // NaN where there is none.
  const numbers = new Float64Array(most);
  const unpack: (value: number) => Value = {
    integer: (value: number) => BigInt(Math.round(value)),
    number: (value: number) => value,
    time: (value: number) => new Date(value),
    'yes-no': (value: number) => value === 1,
  }[type];
  return {
    put(at, cell) {
      numbers[at] = cell === null ? NaN : Number(cell);
    },
    get(at) {
      const value = numbers[at] ?? NaN;
      return Number.isFinite(value) ? unpack(value) : null;
    },
    clear: () => undefined,
  };
}

/** Each text once, and by its number where it comes again. */
function packedTexts(most: number): Packed {
  const numbers = new Int32Array(most);
  const known = new Map<string, number>();
  let texts: string[] = [];
  return {
    put(at, cell) {
      if (cell === null) {
        numbers[at] = -1;
        return;
      }
      const text = String(cell);
      let number = known.get(text);
      if (number === undefined) {
        number = texts.push(text) - 1;
        known.set(text, number);
      }
      numbers[at] = number;
    },
    get: (at) => texts[numbers[at] ?? -1] ?? null,
    clear() {
      known.clear();
      texts = [];
    },
  };
}
