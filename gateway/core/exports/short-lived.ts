const ROWS = 50;

/**
 * Rows in slices whose text is made at once. Long texts (V8: over 128 KB) are garbage that only a search of the whole heap
 * takes away; of short ones a file of any length costs a few megabytes.
 */
export function* inSlices<Row>(rows: readonly Row[]): Generator<readonly Row[]> {
  for (let at = 0; at < rows.length; at += ROWS) yield rows.slice(at, at + ROWS);
}

/**
 * A number as text. V8 keeps what `String` makes of numbers in a table that grows old; this it forgets at once.
 *
 * @param value finite
 */
export function numberText(value: number): string {
  return JSON.stringify(value);
}
