import type { HistoryPlace } from '../../../contracts/history.ts';
import { matches } from '../search.ts';

/** A place in a list that reads as a tree: a ward, its cameras, their lines and zones. */
export interface PlaceEntry {
  readonly place: HistoryPlace;
  readonly depth: 0 | 1 | 2;
}

/** How names are put in order: "Camera 9" before "Camera 10". */
const byName = new Intl.Collator('vi', { numeric: true });

/**
 * Places one can count at, in the order of the tree. With words (diacritics do not matter) only what matches, what holds
 * a match, and what belongs to one. What is gone stands last among its own.
 *
 * @param ownAreas areas of whoever asks: others are left out unless they hold something; null: all are theirs.
 */
export function placeTree(
  places: readonly HistoryPlace[],
  words: string,
  ownAreas: readonly string[] | null = null,
): readonly PlaceEntry[] {
  const sorted = [...places].sort(
    (a, b) => Number(a.goneAt !== null) - Number(b.goneAt !== null) || byName.compare(a.name, b.name),
  );
  const isOwn = ({ id, areaId }: HistoryPlace): boolean =>
    ownAreas === null || ownAreas.includes(id) || (areaId !== null && ownAreas.includes(areaId));
  const fits = ({ name, nameEn }: HistoryPlace) =>
    words.trim() === '' || matches(words, name) || (nameEn !== null && matches(words, nameEn));
  const cameras = sorted.filter(({ kind }) => kind === 'camera');
  const areas = new Set(sorted.filter(({ kind }) => kind === 'area').map(({ id }) => id));
  const below = ({ kind, id }: HistoryPlace): readonly HistoryPlace[] => {
    if (kind === 'area') return cameras.filter(({ areaId }) => areaId === id);
    if (kind === 'camera')
      return sorted.filter((one) => (one.kind === 'line' || one.kind === 'zone') && one.cameraId === id);
    return [];
  };
  const visit = (place: HistoryPlace, depth: 0 | 1 | 2, chosen: boolean): readonly PlaceEntry[] => {
    const self = chosen || fits(place);
    const inner = below(place).flatMap((one) => visit(one, depth === 0 ? 1 : 2, self));
    return self || inner.length > 0 ? [{ place, depth }, ...inner] : [];
  };
  return [
    ...sorted
      .filter((place) => place.kind === 'area' && ((place.goneAt === null && isOwn(place)) || below(place).length > 0))
      .flatMap((area) => visit(area, 0, false)),
    // Cameras outside every area still count.
    ...cameras
      .filter(({ areaId }) => areaId === null || !areas.has(areaId))
      .flatMap((camera) => visit(camera, 1, false)),
  ];
}
