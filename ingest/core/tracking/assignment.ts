/** Solver with its own scratch memory, so that a call per frame allocates nothing. */
export interface Assignment {
  /**
   * The assignment of rows to columns with the least total cost, where leaving a row without a column costs `limit`.
   * @param cost row-major `rows × columns`, finite numbers or `Infinity` for pairs that must not be.
   * @param limit pairs that cost `limit` or more are never made.
   * @returns for each row its column or -1; valid until the next call.
   */
  solve(cost: Float64Array, rows: number, columns: number, limit: number): Int32Array;
}

/**
 * Optimal assignment. Pairs that may be made at all connect rows and columns to groups; each group is solved for itself, so that a
 * crowd of hundreds, of whom each has a few neighbours only, costs little more than looking at its pairs once.
 * Ties are broken by the lower index, so the result depends on the input alone.
 */
export function createAssignment(): Assignment {
  const solveGroup = createGroupSolver();
  let result = new Int32Array(0);
  let rowSeen = new Uint8Array(0);
  let columnSeen = new Uint8Array(0);
  let part = new Float64Array(0);

  return {
    solve(cost, rows, columns, limit) {
      if (result.length < rows) {
        result = new Int32Array(rows * 2);
        rowSeen = new Uint8Array(rows * 2);
      }
      if (columnSeen.length < columns) columnSeen = new Uint8Array(columns * 2);
      result.fill(-1, 0, rows);
      rowSeen.fill(0, 0, rows);
      columnSeen.fill(0, 0, columns);

      for (let start = 0; start < rows; start++) {
        if (rowSeen[start] === 1) continue;
        rowSeen[start] = 1;
        const ours = [start];
        const theirs: number[] = [];
        let columnsDone = 0;
        for (let at = 0; at < ours.length; at++) {
          const base = (ours[at] as number) * columns;
          for (let column = 0; column < columns; column++) {
            if (columnSeen[column] === 1 || !((cost[base + column] as number) < limit)) continue;
            columnSeen[column] = 1;
            theirs.push(column);
          }
          for (; columnsDone < theirs.length; columnsDone++) {
            const column = theirs[columnsDone] as number;
            for (let row = 0; row < rows; row++) {
              if (rowSeen[row] === 1 || !((cost[row * columns + column] as number) < limit)) continue;
              rowSeen[row] = 1;
              ours.push(row);
            }
          }
        }
        if (theirs.length === 0) continue;
        if (ours.length === 1 && theirs.length === 1) {
          result[start] = theirs[0] as number;
          continue;
        }
        ours.sort(rising);
        theirs.sort(rising);
        const size = ours.length * theirs.length;
        if (part.length < size) part = new Float64Array(size * 2);
        for (const [at, row] of ours.entries()) {
          for (const [to, column] of theirs.entries()) {
            part[at * theirs.length + to] = cost[row * columns + column] as number;
          }
        }
        const chosen = solveGroup(part, ours.length, theirs.length, limit);
        for (const [at, row] of ours.entries()) {
          const to = chosen[at] as number;
          if (to >= 0) result[row] = theirs[to] as number;
        }
      }
      return result;
    },
  };
}

function rising(a: number, b: number): number {
  return a - b;
}

/**
 * Shortest augmenting paths with dual potentials (Jonker and Volgenant 1987; Crouse 2016, section II), O(rows² · columns).
 */
function createGroupSolver(): Assignment['solve'] {
  let rowCapacity = 0;
  let columnCapacity = 0;
  let rowPotential = new Float64Array(0);
  let columnPotential = new Float64Array(0);
  let rowOfColumn = new Int32Array(0);
  let cameFrom = new Int32Array(0);
  let distance = new Float64Array(0);
  let done = new Uint8Array(0);
  let result = new Int32Array(0);

  function reserve(rows: number, columns: number): void {
    if (rows > rowCapacity) {
      rowCapacity = Math.max(rows, rowCapacity * 2, 16);
      rowPotential = new Float64Array(rowCapacity);
      result = new Int32Array(rowCapacity);
    }
    if (columns > columnCapacity) {
      columnCapacity = Math.max(columns, columnCapacity * 2, 32);
      columnPotential = new Float64Array(columnCapacity);
      rowOfColumn = new Int32Array(columnCapacity);
      cameFrom = new Int32Array(columnCapacity);
      distance = new Float64Array(columnCapacity);
      done = new Uint8Array(columnCapacity);
    }
  }

  return (cost, rows, columns, limit) => {
    // Each row gets one private column that costs `limit`: taking it means staying alone. So a full assignment always exists.
    const all = columns + rows;
    reserve(rows, all);
    rowPotential.fill(0, 0, rows);
    columnPotential.fill(0, 0, all);
    rowOfColumn.fill(-1, 0, all);

    for (let start = 0; start < rows; start++) {
      distance.fill(Infinity, 0, all);
      cameFrom.fill(-1, 0, all);
      done.fill(0, 0, all);
      let row = start;
      let sink = -1;
      let reached = 0;
      let via = -1;
      while (sink < 0) {
        const base = row * columns;
        const offset = reached - (rowPotential[row] as number);
        let nearest = -1;
        let nearestDistance = Infinity;
        for (let column = 0; column < all; column++) {
          if (done[column] === 1) continue;
          const pair = column < columns ? (cost[base + column] as number) : column - columns === row ? limit : Infinity;
          const candidate = offset + pair - (columnPotential[column] as number);
          if (candidate < (distance[column] as number)) {
            distance[column] = candidate;
            cameFrom[column] = via;
          }
          if ((distance[column] as number) < nearestDistance) {
            nearestDistance = distance[column] as number;
            nearest = column;
          }
        }
        reached = nearestDistance;
        done[nearest] = 1;
        via = nearest;
        const holder = rowOfColumn[nearest] as number;
        if (holder < 0) sink = nearest;
        else row = holder;
      }
      rowPotential[start] = (rowPotential[start] as number) + reached;
      for (let column = 0; column < all; column++) {
        if (done[column] !== 1 || column === sink) continue;
        const slack = reached - (distance[column] as number);
        columnPotential[column] = (columnPotential[column] as number) - slack;
        const holder = rowOfColumn[column] as number;
        rowPotential[holder] = (rowPotential[holder] as number) + slack;
      }
      for (let column = sink; column >= 0;) {
        const previous = cameFrom[column] as number;
        rowOfColumn[column] = previous < 0 ? start : (rowOfColumn[previous] as number);
        column = previous;
      }
    }

    result.fill(-1, 0, rows);
    for (let column = 0; column < columns; column++) {
      const row = rowOfColumn[column] as number;
      if (row >= 0 && (cost[row * columns + column] as number) < limit) result[row] = column;
    }
    return result;
  };
}
