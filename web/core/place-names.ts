import type { PlaceName } from './find.ts';
import type { Basemap } from './map/basemap-features.ts';

/** Names of the base map that can be searched for: points, lakes and parks, streets. Each name once. */
export function placeNames({ points, fills, lines }: Basemap): readonly PlaceName[] {
  const names = new Map<string, PlaceName>();
  const offer = (name: string | null, at: PlaceName['at'] | null | undefined) => {
    if (name !== null && at && !names.has(name)) names.set(name, { name, at });
  };
  for (const { name, at } of points) offer(name, at);
  for (const { name, label, rings } of fills) offer(name, label ?? rings[0]?.[0]);
  for (const { name, path } of lines) offer(name, path[Math.floor(path.length / 2)]);
  return [...names.values()];
}
