/**
 * Pairs of rows and columns that may be made and what each costs, row by row. In a crowd everybody has a few neighbours only: a list is
 * much shorter than a table of all pairs. Keeps its memory from one use to the next.
 */
export class PairList {
  rows = 0;
  columns = 0;
  /** Where the pairs of each row begin, and after the last row where they end. */
  starts = new Int32Array(65);
  columnOf = new Int32Array(256);
  costOf = new Float64Array(256);
  private length = 0;

  /** Empties the list, for pairs with so many columns. */
  begin(columns: number): void {
    this.rows = 0;
    this.columns = columns;
    this.length = 0;
    this.starts[0] = 0;
  }

  /** One more pair of the row that is being written; columns in any order, none twice. */
  add(column: number, cost: number): void {
    if (this.length === this.columnOf.length) {
      this.columnOf = grown(this.columnOf, new Int32Array(2 * this.length));
      this.costOf = grown(this.costOf, new Float64Array(2 * this.length));
    }
    this.columnOf[this.length] = column;
    this.costOf[this.length] = cost;
    this.length++;
  }

  /** The row is complete, with or without pairs; the next begins. */
  endRow(): void {
    this.rows++;
    if (this.rows === this.starts.length) this.starts = grown(this.starts, new Int32Array(2 * this.rows));
    this.starts[this.rows] = this.length;
  }
}

function grown<T extends Int32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
