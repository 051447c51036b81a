import type { MovementAnswer } from '../../../contracts/history.ts';
import type { DirectedLine } from '../../../contracts/geometry.ts';
import { px } from '../charts/curve.ts';
import { best, inUnit } from './flow-series.ts';

type Way = 'forward' | 'backward' | null;

/** One way over a line. */
export interface LineEnd {
  readonly zoneId: string;
  readonly direction: Way;
}

/** From one line to another, all steps and classes together. */
export interface Movement {
  readonly origin: LineEnd;
  readonly destination: LineEnd;
  readonly counted: number;
  /** Estimate where there is one, else the count. */
  readonly amount: number;
  readonly plusMinus: number | null;
  readonly observed: number | null;
  readonly meanS: number | null;
}

/** The movements of an answer, most first. */
export function movementsOf(answer: MovementAnswer, carUnits: boolean): readonly Movement[] {
  return answer.rows
    .map(({ origin, destination, meanS, ...two }) => {
      const figure = inUnit(two, carUnits);
      const { counted, plusMinus, observed } = figure;
      return { origin, destination, counted, amount: best(figure), plusMinus, observed, meanS };
    })
    .filter(({ amount }) => amount > 0)
    .sort((a, b) => b.amount - a.amount);
}

/** Rows and columns of a table from where to where. */
export interface Matrix {
  readonly origins: readonly LineEnd[];
  readonly destinations: readonly LineEnd[];
  readonly cells: readonly (readonly number[])[];
}

const keyOf = ({ zoneId, direction }: LineEnd): string => `${zoneId} ${direction ?? ''}`;

/** Puts movements into a table, both sides in the same order of lines. */
export function matrixOf(movements: readonly Movement[]): Matrix {
  const sorted = (ends: readonly LineEnd[]) =>
    [...new Map(ends.map((end) => [keyOf(end), end])).values()].sort((a, b) => keyOf(a).localeCompare(keyOf(b)));
  const origins = sorted(movements.map(({ origin }) => origin));
  const destinations = sorted(movements.map(({ destination }) => destination));
  const found = new Map(movements.map((one) => [`${keyOf(one.origin)}>${keyOf(one.destination)}`, one.amount]));
  return {
    origins,
    destinations,
    cells: origins.map((from) => destinations.map((to) => found.get(`${keyOf(from)}>${keyOf(to)}`) ?? 0)),
  };
}

/** A movement as a ribbon over the camera's picture, px. */
export interface Ribbon {
  readonly movement: Movement;
  readonly width: number;
  readonly path: string;
  /** Triangle at the end it leads to. */
  readonly head: string;
  readonly middle: readonly [x: number, y: number];
}

interface Size {
  readonly width: number;
  readonly height: number;
}
type Vector = readonly [x: number, y: number];

const WIDEST = 26;
const THINNEST = 2;

/**
 * Lays movements as ribbons from line to line. Those that share a line lie side by side on it, in the order of where they
 * lead, so that they cross as little as can be. Movements over lines that are not drawn any more are left out.
 */
export function ribbonsOf(
  movements: readonly Movement[],
  lines: ReadonlyMap<string, DirectedLine>,
  size: Size,
): readonly Ribbon[] {
  const most = movements[0]?.amount ?? 1;
  const shown = movements.filter(
    ({ origin, destination }) => lines.has(origin.zoneId) && lines.has(destination.zoneId),
  );
  const widthOf = ({ amount }: Movement) => Math.max(THINNEST, (WIDEST * amount) / most);
  const offsets = new Map<string, number>();
  for (const [id, line] of lines) {
    const { along, centre } = geometry(line, size);
    const ends = shown.flatMap((movement) => [
      ...(movement.origin.zoneId === id ? [{ movement, side: 'from', other: movement.destination.zoneId }] : []),
      ...(movement.destination.zoneId === id ? [{ movement, side: 'to', other: movement.origin.zoneId }] : []),
    ]);
    const towards = (other: string): number => {
      const far = lines.get(other);
      if (!far) return 0;
      const { centre: there } = geometry(far, size);
      return (there[0] - centre[0]) * along[0] + (there[1] - centre[1]) * along[1];
    };
    ends.sort((a, b) => towards(a.other) - towards(b.other) || (a.side < b.side ? -1 : 1));
    const gap = 2;
    let at = -ends.reduce((sum, { movement }) => sum + widthOf(movement) + gap, -gap) / 2;
    for (const { movement, side } of ends) {
      const wide = widthOf(movement);
      offsets.set(`${side} ${id} ${shown.indexOf(movement)}`, at + wide / 2);
      at += wide + gap;
    }
  }
  return shown.map((movement, i): Ribbon => {
    const from = place(movement.origin, lines, size, offsets.get(`from ${movement.origin.zoneId} ${i}`) ?? 0);
    const to = place(movement.destination, lines, size, offsets.get(`to ${movement.destination.zoneId} ${i}`) ?? 0);
    const reach = Math.max(40, Math.hypot(to.at[0] - from.at[0], to.at[1] - from.at[1]) * 0.42);
    const start = step(from.at, from.way, -12);
    const end = step(to.at, to.way, 8);
    const bend1 = step(from.at, from.way, reach);
    const bend2 = step(to.at, to.way, -reach);
    const width = widthOf(movement);
    const wing = width / 2 + 4;
    const tip = step(end, to.way, wing * 1.3);
    const side: Vector = [-to.way[1], to.way[0]];
    const left = step(end, side, wing);
    const right = step(end, side, -wing);
    return {
      movement,
      width,
      path: `M${point(start)}L${point(from.at)}C${point(bend1)} ${point(bend2)} ${point(to.at)}L${point(end)}`,
      head: `M${point(left)}L${point(tip)}L${point(right)}Z`,
      middle: [
        (from.at[0] + 3 * bend1[0] + 3 * bend2[0] + to.at[0]) / 8,
        (from.at[1] + 3 * bend1[1] + 3 * bend2[1] + to.at[1]) / 8,
      ],
    };
  });
}

function geometry({ from, to }: DirectedLine, { width, height }: Size) {
  const [ax, ay, bx, by] = [from[0] * width, from[1] * height, to[0] * width, to[1] * height];
  const length = Math.hypot(bx - ax, by - ay) || 1;
  const along: Vector = [(bx - ax) / length, (by - ay) / length];
  // y grows downwards: the right-hand side of a line, where `forward` leads, is (-dy, dx).
  const forward: Vector = [-along[1], along[0]];
  const centre: Vector = [(ax + bx) / 2, (ay + by) / 2];
  return { along, forward, centre };
}

function place(
  end: LineEnd,
  lines: ReadonlyMap<string, DirectedLine>,
  size: Size,
  offset: number,
): { at: Vector; way: Vector } {
  const line = lines.get(end.zoneId);
  if (!line) return { at: [0, 0], way: [1, 0] };
  const { along, forward, centre } = geometry(line, size);
  const way: Vector = end.direction === 'backward' ? [-forward[0], -forward[1]] : forward;
  return { at: step(centre, along, offset), way };
}

const step = ([x, y]: Vector, [dx, dy]: Vector, by: number): Vector => [x + dx * by, y + dy * by];
const point = ([x, y]: Vector): string => `${px(x)} ${px(y)}`;
