import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAssignment } from '../../../../ingest/core/tracking/assignment.ts';

/** Least total over every way to assign, rows left alone costing `limit`. */
function bruteForce(cost: readonly number[], rows: number, columns: number, limit: number): number {
  const best = (row: number, taken: ReadonlySet<number>): number => {
    if (row === rows) return 0;
    let least = limit + best(row + 1, taken);
    for (let column = 0; column < columns; column++) {
      const pair = cost[row * columns + column] ?? Infinity;
      if (taken.has(column) || pair >= limit) continue;
      least = Math.min(least, pair + best(row + 1, new Set([...taken, column])));
    }
    return least;
  };
  return best(0, new Set());
}

describe('assignment', () => {
  it('is as cheap as the cheapest of all possible assignments', () => {
    const assignment = createAssignment();
    const matrix = fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 })).chain(([rows, columns]) =>
      fc.record({
        rows: fc.constant(rows),
        columns: fc.constant(columns),
        cost: fc.array(fc.oneof(fc.integer({ min: -20, max: 20 }), fc.constant(Infinity)), {
          minLength: rows * columns,
          maxLength: rows * columns,
        }),
        limit: fc.integer({ min: -5, max: 25 }),
      }),
    );
    fc.assert(
      fc.property(matrix, ({ rows, columns, cost, limit }) => {
        const columnOf = [...assignment.solve(Float64Array.from(cost), rows, columns, limit).subarray(0, rows)];
        const used = columnOf.filter((column) => column >= 0);
        expect(new Set(used).size).toBe(used.length);
        const total = columnOf.reduce(
          (sum, column, row) => sum + (column < 0 ? limit : (cost[row * columns + column] as number)),
          0,
        );
        expect(total).toBe(bruteForce(cost, rows, columns, limit));
      }),
      { numRuns: 500 },
    );
  });

  it('leaves a row alone rather than pay more than the limit', () => {
    expect([...createAssignment().solve(Float64Array.of(0.9, 0.2), 2, 1, 0.8).subarray(0, 2)]).toEqual([-1, 0]);
  });
});
