import { PairList } from './pair-list.ts';

/** Solver with its own scratch memory, so that a call per frame allocates nothing. */
export interface Assignment {
  /**
   * The assignment of rows to columns with the least total cost, where leaving a row without a column costs `limit`.
   * @param pairs finite costs, all below `limit`.
   * @returns for each row its column or -1; valid until the next call.
   */
  solvePairs(pairs: PairList, limit: number): Int32Array;
  /**
   * The same for a table of all pairs.
   * @param cost row-major `rows × columns`, finite numbers or `Infinity` for pairs that must not be.
   * @param limit pairs that cost `limit` or more are never made.
   */
  solve(cost: Float64Array, rows: number, columns: number, limit: number): Int32Array;
}

/**
 * Optimal assignment by shortest augmenting paths with dual potentials (Jonker and Volgenant 1987; Crouse 2016, section II), over a list
 * of pairs: a search goes only as far as the row's neighbours, and their neighbours where rows compete, so that a crowd of hundreds costs
 * little more than looking at its pairs once. Ties are broken by the lower index, so the result depends on the input alone.
 */
export function createAssignment(): Assignment {
  const table = new PairList();
  let rowPotential = new Float64Array(0);
  let result = new Int32Array(0);
  let columnPotential = new Float64Array(0);
  /** Row that holds a column, or -1. */
  let holders = new Int32Array(0);
  /** Within one search: length of the shortest path to a column, and the column before it on that path (-1: the row searched for). */
  let distance = new Float64Array(0);
  let cameFrom = new Int32Array(0);
  let done = new Uint8Array(0);
  /** Columns reached and not done yet, in any order; columns done, in order. */
  let open = new Int32Array(0);
  let closed = new Int32Array(0);
  let opened = 0;

  function reserve(rows: number, all: number): void {
    if (rowPotential.length < rows) {
      rowPotential = new Float64Array(2 * rows);
      result = new Int32Array(2 * rows);
    }
    if (columnPotential.length < all) {
      columnPotential = new Float64Array(2 * all);
      holders = new Int32Array(2 * all);
      distance = new Float64Array(2 * all).fill(Infinity);
      cameFrom = new Int32Array(2 * all);
      done = new Uint8Array(2 * all);
      open = new Int32Array(2 * all);
      closed = new Int32Array(2 * all);
    }
    result.fill(-1, 0, rows);
    rowPotential.fill(0, 0, rows);
    columnPotential.fill(0, 0, all);
    holders.fill(-1, 0, all);
  }

  function reach(column: number, by: number, via: number): void {
    const known = distance[column] as number;
    if (!(by < known)) return;
    if (known === Infinity) open[opened++] = column;
    distance[column] = by;
    cameFrom[column] = via;
  }

  /** Takes the nearest open column; of several the one with the lowest index. */
  function takeNearest(): number {
    let at = 0;
    let nearest = open[0] as number;
    let nearestDistance = distance[nearest] as number;
    for (let other = 1; other < opened; other++) {
      const column = open[other] as number;
      const far = distance[column] as number;
      if (far > nearestDistance || (far === nearestDistance && column > nearest)) continue;
      at = other;
      nearest = column;
      nearestDistance = far;
    }
    open[at] = open[--opened] as number;
    done[nearest] = 1;
    return nearest;
  }

  /** Finds a column for one more row, moving rows that hold one already where that is cheaper. */
  function augment(start: number, { columns, starts, columnOf, costOf }: PairList, limit: number): void {
    let row = start;
    let reached = 0;
    let via = -1;
    let closedCount = 0;
    opened = 0;
    for (;;) {
      const offset = reached - (rowPotential[row] as number);
      const end = starts[row + 1] as number;
      for (let at = starts[row] as number; at < end; at++) {
        const column = columnOf[at] as number;
        if (done[column] === 0)
          reach(column, offset + (costOf[at] as number) - (columnPotential[column] as number), via);
      }
      // Each row has a private column that costs `limit`: taking it means staying alone. So a full assignment always exists.
      const alone = columns + row;
      if (done[alone] === 0) reach(alone, offset + limit - (columnPotential[alone] as number), via);
      const nearest = takeNearest();
      reached = distance[nearest] as number;
      closed[closedCount++] = nearest;
      const holder = holders[nearest] as number;
      if (holder < 0) break;
      row = holder;
      via = nearest;
    }

    const sink = closed[closedCount - 1] as number;
    rowPotential[start] = (rowPotential[start] as number) + reached;
    for (let at = 0; at < closedCount - 1; at++) {
      const column = closed[at] as number;
      const slack = reached - (distance[column] as number);
      columnPotential[column] = (columnPotential[column] as number) - slack;
      const holder = holders[column] as number;
      rowPotential[holder] = (rowPotential[holder] as number) + slack;
    }
    for (let column = sink; column >= 0;) {
      const previous = cameFrom[column] as number;
      holders[column] = previous < 0 ? start : (holders[previous] as number);
      column = previous;
    }
    for (let at = 0; at < closedCount; at++) {
      distance[closed[at] as number] = Infinity;
      done[closed[at] as number] = 0;
    }
    for (let at = 0; at < opened; at++) distance[open[at] as number] = Infinity;
  }

  function solvePairs(pairs: PairList, limit: number): Int32Array {
    const { rows, columns, starts } = pairs;
    reserve(rows, columns + rows);
    for (let row = 0; row < rows; row++) {
      if ((starts[row] as number) < (starts[row + 1] as number)) augment(row, pairs, limit);
    }
    for (let column = 0; column < columns; column++) {
      const row = holders[column] as number;
      if (row >= 0) result[row] = column;
    }
    return result;
  }

  return {
    solvePairs,
    solve(cost, rows, columns, limit) {
      table.begin(columns);
      for (let row = 0; row < rows; row++) {
        const base = row * columns;
        for (let column = 0; column < columns; column++) {
          const one = cost[base + column] as number;
          if (one < limit) table.add(column, one);
        }
        table.endRow();
      }
      return solvePairs(table, limit);
    },
  };
}
