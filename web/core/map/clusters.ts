import { worldSizePx } from './mercator.ts';
import type { Dot, DotLook } from './dots.ts';

/** Devices too close to be drawn apart, with the worst that is in them. A lone device is a cluster of one. */
export interface Cluster {
  readonly members: readonly string[];
  /** Middle of the members in the world plane, 0..1. */
  readonly x: number;
  readonly y: number;
  /** The worst among its members. */
  readonly look: DotLook;
  /** How many members look how. */
  readonly looks: Readonly<Record<DotLook, number>>;
  readonly alerts: number;
  readonly gravity: number;
}

/** Side of the squares that are drawn as one, CSS pixels: a few devices may stand close, many need room. */
const FEW_CELL_PX = 36;
const MANY_CELL_PX = 84;
const FEW = 80;
/** From this zoom level on every device is drawn by itself. */
export const SINGLE_FROM_ZOOM = 17;

/** From well to worst. */
export const LOOK_ORDER: readonly DotLook[] = ['disabled', 'ok', 'off', 'poor', 'bad'];
const WORSE: Readonly<Record<DotLook, number>> = { disabled: 0, ok: 1, off: 2, poor: 3, bad: 4 };

interface Cell {
  readonly members: readonly string[];
  readonly x: number;
  readonly y: number;
  cluster: Cluster | null;
}

/** Clusters of one zoom level. Which devices belong together is worked out once; what they look like, only where changed. */
export interface ClusterIndex {
  /** Starts anew: after devices came, went or moved, or the zoom changed. */
  readonly build: (dots: ReadonlyMap<string, Dot>, zoom: number) => void;
  /** These devices look different now. */
  readonly touch: (keys: readonly string[]) => void;
  /** Clusters whose middle lies in a part of the world plane. */
  readonly within: (
    dots: ReadonlyMap<string, Dot>,
    west: number,
    north: number,
    east: number,
    south: number,
  ) => readonly Cluster[];
}

/** Makes an index without devices. */
export function createClusterIndex(): ClusterIndex {
  let cells: Cell[] = [];
  let cellOf = new Map<string, Cell>();

  return {
    build: (dots, zoom) => {
      const single = zoom >= SINGLE_FROM_ZOOM;
      const perCell = worldSizePx(Math.floor(zoom)) / (dots.size <= FEW ? FEW_CELL_PX : MANY_CELL_PX);
      const groups = new Map<string, string[]>();
      for (const dot of dots.values()) {
        const square = single ? dot.key : `${Math.floor(dot.x * perCell)},${Math.floor(dot.y * perCell)}`;
        const group = groups.get(square);
        if (group) group.push(dot.key);
        else groups.set(square, [dot.key]);
      }
      cells = [...groups.values()].map((members) => ({ members, ...middle(members, dots), cluster: null }));
      cellOf = new Map(cells.flatMap((cell) => cell.members.map((key) => [key, cell] as const)));
    },
    touch: (keys) => {
      for (const key of keys) {
        const cell = cellOf.get(key);
        if (cell) cell.cluster = null;
      }
    },
    within: (dots, west, north, east, south) => {
      const found: Cluster[] = [];
      for (const cell of cells) {
        if (cell.x < west || cell.x > east || cell.y < north || cell.y > south) continue;
        cell.cluster ??= summarise(cell, dots);
        found.push(cell.cluster);
      }
      return found;
    },
  };
}

function middle(members: readonly string[], dots: ReadonlyMap<string, Dot>): { x: number; y: number } {
  let x = 0;
  let y = 0;
  for (const key of members) {
    const dot = dots.get(key);
    x += (dot?.x ?? 0) / members.length;
    y += (dot?.y ?? 0) / members.length;
  }
  return { x, y };
}

function summarise(cell: Cell, dots: ReadonlyMap<string, Dot>): Cluster {
  let look: DotLook = 'disabled';
  let alerts = 0;
  let gravity = 0;
  const looks = { ok: 0, disabled: 0, off: 0, poor: 0, bad: 0 };
  for (const key of cell.members) {
    const dot = dots.get(key);
    if (!dot) continue;
    if (WORSE[dot.look] > WORSE[look]) look = dot.look;
    looks[dot.look]++;
    alerts += dot.alerts;
    gravity = Math.max(gravity, dot.gravity);
  }
  return { members: cell.members, x: cell.x, y: cell.y, look, looks, alerts, gravity };
}
