import type { Alert } from '../../../contracts/alerts.ts';
import type { Camera } from '../../../contracts/api.ts';
import { isActive } from '../alerts/order.ts';

/** How many tiles a wall can have. */
export const WALL_SIZES = [1, 4, 9, 16] as const;
export type WallSize = (typeof WALL_SIZES)[number];

/** Which cameras hang where; an address carries it. */
export interface Wall {
  readonly size: WallSize;
  /** One for each tile from the upper left on; null: empty. May be shorter than the wall. */
  readonly cameras: readonly (string | null)[];
  /** Live all the time, not only while something moves. */
  readonly always: boolean;
}

/** A fresh alert keeps its camera live for so long. */
const FRESH_MS = 120_000;

/** The wall when nobody has chosen: cameras with open alerts first, then by name, as many as fit. */
export function usualWall(cameras: Iterable<Camera>, alerts: Iterable<Alert>): Wall {
  const alerting = new Set([...alerts].filter(isActive).map(({ deviceId }) => deviceId));
  const inOrder = [...cameras]
    .filter(({ enabled }) => enabled)
    .sort((a, b) => Number(alerting.has(b.id)) - Number(alerting.has(a.id)) || a.name.localeCompare(b.name, 'vi'))
    .map(({ id }) => id);
  const size = WALL_SIZES.find((tiles) => tiles >= Math.min(4, inOrder.length)) ?? 4;
  return { size, cameras: inOrder.slice(0, size), always: false };
}

/** The tiles, exactly as many as the wall has. */
export function tilesOf({ size, cameras }: Wall): readonly (string | null)[] {
  return Array.from({ length: size }, (_, i) => cameras[i] ?? null);
}

/** Another number of tiles. Cameras move together, so that as many as possible stay; on a larger wall there is room for more. */
export function resized(wall: Wall, size: WallSize): Wall {
  const kept = tilesOf(wall).filter((id) => id !== null);
  return { ...wall, size, cameras: kept.length > size || size < wall.size ? kept.slice(0, size) : wall.cameras };
}

/** Hangs a camera into the first empty tile, or onto the last; takes it off when it hangs there. */
export function toggled(wall: Wall, cameraId: string): Wall {
  const tiles = [...tilesOf(wall)];
  const at = tiles.indexOf(cameraId);
  const free = tiles.indexOf(null);
  tiles[at !== -1 ? at : free !== -1 ? free : tiles.length - 1] = at !== -1 ? null : cameraId;
  return { ...wall, cameras: tiles };
}

/** The tile beside another, or the same at the edge. */
export function neighbour(size: WallSize, tile: number, key: string): number {
  const side = Math.sqrt(size);
  const [row, column] = [Math.floor(tile / side), tile % side];
  const last = side - 1;
  switch (key) {
    case 'ArrowLeft':
      return row * side + Math.max(0, column - 1);
    case 'ArrowRight':
      return row * side + Math.min(last, column + 1);
    case 'ArrowUp':
      return Math.max(0, row - 1) * side + column;
    case 'ArrowDown':
      return Math.min(last, row + 1) * side + column;
    default:
      return tile;
  }
}

/** The gravest open alert of a camera, newest of its kind; and whether it is so fresh that the camera is watched live. */
export function alertOn(
  cameraId: string,
  alerts: Iterable<Alert>,
  now: number,
): { readonly alert: Alert; readonly fresh: boolean } | null {
  const weight = { critical: 2, warning: 1, info: 0 };
  const [gravest] = [...alerts]
    .filter((alert) => alert.deviceKind === 'camera' && alert.deviceId === cameraId && isActive(alert))
    .sort((a, b) => weight[b.severity] - weight[a.severity] || b.id - a.id);
  if (!gravest) return null;
  return { alert: gravest, fresh: gravest.state === 'raised' && now - Date.parse(gravest.lastAt) < FRESH_MS };
}

const SLUG = /^[a-z0-9][a-z0-9-]{0,63}$/;

/** Reads a wall from an address' `wall=4` and `cams=a,,b`; null when there is none. */
export function parseWall(query: URLSearchParams): Wall | null {
  const size = WALL_SIZES.find((tiles) => String(tiles) === query.get('wall'));
  if (size === undefined) return null;
  const named = (query.get('cams') ?? '').split(',').slice(0, size);
  const seen = new Set<string>();
  const cameras = named.map((id) => (SLUG.test(id) && !seen.has(id) && seen.add(id) ? id : null));
  while (cameras.at(-1) === null) cameras.pop();
  return { size, cameras, always: query.get('always') === '1' };
}

/** The inverse of {@link parseWall}, as parts of a query. */
export function formatWall({ size, cameras, always }: Wall): string[] {
  const named = cameras.slice(0, size).map((id) => id ?? '');
  return [`wall=${size}`, ...(named.length > 0 ? [`cams=${named.join(',')}`] : []), ...(always ? ['always=1'] : [])];
}
