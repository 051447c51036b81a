import type { Box } from '../../../contracts/geometry.ts';
import { CELL_CHANGING, CELL_STANDING } from './background.ts';

/** What moves or stands in a picture, in areas of touching cells. Boxes are valid until the next picture is looked at. */
export type MovingAreas = {
  /** Areas that change now, largest first, at most 32. */
  readonly boxes: readonly Box[];
  /** Share of the looked-at cells that lie in changing areas, 0..1. */
  score: number;
  /** Whether an area differs from the background without changing: something stands there. */
  standing: boolean;
};

const MOST_BOXES = 32;
const LEAST_CELLS = 6;
const SURE_CELLS = 24;
const CHANGING_SHARE = 0.08;

type Area = { cells: number; changing: number; left: number; top: number; right: number; bottom: number };

/**
 * Finds areas in a grid of marks. The grid is halved first (a half cell counts when two of its four cells are not still),
 * which drops single noisy cells and joins the parts of one thing; then touching half cells are one area (union–find, two passes).
 * A small area counts as moving only when the picture before had movement there, so that one flicker opens nothing.
 */
export function createAreaFinder(
  columns: number,
  rows: number,
): {
  find(marks: Uint8Array, lookedAt: number): MovingAreas;
} {
  const halfColumns = Math.ceil(columns / 2);
  const halfRows = Math.ceil(rows / 2);
  const labels = new Int32Array(halfColumns * halfRows);
  const parents = new Int32Array(labels.length + 1);
  const areas: Area[] = [];
  const found: Area[] = [];
  let moved = new Uint8Array(labels.length);
  let movedNow = new Uint8Array(labels.length);
  const boxes: { x: number; y: number; w: number; h: number }[] = [];
  const result = { boxes, score: 0, standing: false };

  const rootOf = (label: number): number => {
    let at = label;
    while ((parents[at] ?? 0) !== at) at = parents[at] ?? 0;
    return at;
  };
  const join = (a: number, b: number): number => {
    const rootA = rootOf(a);
    const rootB = rootOf(b);
    if (rootA < rootB) parents[rootB] = rootA;
    else parents[rootA] = rootB;
    return Math.min(rootA, rootB);
  };
  const areaOf = (label: number): Area => {
    while (areas.length <= label) areas.push({ cells: 0, changing: 0, left: 0, top: 0, right: 0, bottom: 0 });
    return areas[label] ?? { cells: 0, changing: 0, left: 0, top: 0, right: 0, bottom: 0 };
  };
  const countCell = (marks: Uint8Array, row: number, column: number): number => {
    if (row >= rows || column >= columns) return 0;
    const mark = marks[row * columns + column] ?? 0;
    return mark === CELL_CHANGING ? 17 : mark === CELL_STANDING ? 16 : 0;
  };

  return {
    find(marks, lookedAt) {
      let last = 0;
      for (let row = 0; row < halfRows; row++) {
        for (let column = 0; column < halfColumns; column++) {
          const at = row * halfColumns + column;
          labels[at] = 0;
          const counted =
            countCell(marks, 2 * row, 2 * column) +
            countCell(marks, 2 * row, 2 * column + 1) +
            countCell(marks, 2 * row + 1, 2 * column) +
            countCell(marks, 2 * row + 1, 2 * column + 1);
          const cells = counted >> 4;
          if (cells < 2) continue;
          let label = 0;
          const touch = (neighbour: number): void => {
            if (neighbour === 0) return;
            label = label === 0 ? neighbour : join(label, neighbour);
          };
          if (column > 0) touch(labels[at - 1] ?? 0);
          if (row > 0) {
            touch(labels[at - halfColumns] ?? 0);
            if (column > 0) touch(labels[at - halfColumns - 1] ?? 0);
            if (column + 1 < halfColumns) touch(labels[at - halfColumns + 1] ?? 0);
          }
          if (label === 0) {
            label = ++last;
            parents[label] = label;
            const area = areaOf(label);
            area.cells = 0;
            area.changing = 0;
            area.left = column;
            area.right = column;
            area.top = row;
            area.bottom = row;
          }
          labels[at] = label;
          const area = areaOf(label);
          area.cells += cells;
          area.changing += counted & 15;
          if (column < area.left) area.left = column;
          if (column > area.right) area.right = column;
          area.bottom = row;
        }
      }
      return last === 0 ? nothing() : gather(last, lookedAt);
    },
  };

  function nothing(): MovingAreas {
    boxes.length = 0;
    result.score = 0;
    result.standing = false;
    moved.fill(0);
    return result;
  }

  function gather(last: number, lookedAt: number): MovingAreas {
    for (let label = 1; label <= last; label++) {
      const root = rootOf(label);
      if (root === label) continue;
      const from = areaOf(label);
      const into = areaOf(root);
      into.cells += from.cells;
      into.changing += from.changing;
      into.left = Math.min(into.left, from.left);
      into.right = Math.max(into.right, from.right);
      into.top = Math.min(into.top, from.top);
      into.bottom = Math.max(into.bottom, from.bottom);
    }
    found.length = 0;
    movedNow.fill(0);
    result.standing = false;
    let movingCells = 0;
    for (let label = 1; label <= last; label++) {
      if (rootOf(label) !== label) continue;
      const area = areaOf(label);
      if (area.cells < LEAST_CELLS) continue;
      if (area.changing < Math.max(2, area.cells * CHANGING_SHARE)) {
        result.standing = true;
        continue;
      }
      remember(area);
      if (area.cells < SURE_CELLS && !movedBefore(area)) continue;
      found.push(area);
      movingCells += area.cells;
    }
    [moved, movedNow] = [movedNow, moved];
    found.sort((a, b) => b.cells - a.cells);
    fillBoxes();
    result.score = lookedAt === 0 ? 0 : movingCells / lookedAt;
    return result;
  }

  function remember({ left, right, top, bottom }: Area): void {
    for (let row = top; row <= bottom; row++) {
      movedNow.fill(1, row * halfColumns + left, row * halfColumns + right + 1);
    }
  }

  /** Whether something moved within two half cells (16 pixels) of an area in the picture before. */
  function movedBefore({ left, right, top, bottom }: Area): boolean {
    for (let row = Math.max(0, top - 2); row <= Math.min(halfRows - 1, bottom + 2); row++) {
      for (let column = Math.max(0, left - 2); column <= Math.min(halfColumns - 1, right + 2); column++) {
        if (moved[row * halfColumns + column] === 1) return true;
      }
    }
    return false;
  }

  function fillBoxes(): void {
    const count = Math.min(MOST_BOXES, found.length);
    while (boxes.length < count) boxes.push({ x: 0, y: 0, w: 0, h: 0 });
    boxes.length = count;
    for (let i = 0; i < count; i++) {
      const area = found[i];
      const box = boxes[i];
      if (area === undefined || box === undefined) continue;
      box.x = area.left / halfColumns;
      box.y = area.top / halfRows;
      box.w = (area.right - area.left + 1) / halfColumns;
      box.h = (area.bottom - area.top + 1) / halfRows;
    }
  }
}
