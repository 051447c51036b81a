import type { HistoryPlace } from '../../../contracts/history.ts';
import type { Where } from '../../core/stats/places.ts';
import { valueOf, type StatsFrame } from './stats-frame.ts';

/** Name of a place in the chosen language; its id when nobody knows it any more. */
export function nameOf(place: HistoryPlace, language: 'vi' | 'en'): string {
  return language === 'en' && place.nameEn !== null ? place.nameEn : place.name;
}

/** Name of what an answer speaks of by id, looked up in the answer first, then in all places. `zone` means lines too. */
export function placeNameOf(
  kind: 'area' | 'camera' | 'zone' | 'sensor',
  id: string,
  places: readonly HistoryPlace[],
  frame: StatsFrame,
): string {
  const fits = (place: HistoryPlace) =>
    place.id === id && (place.kind === kind || (kind === 'zone' && place.kind === 'line'));
  const found = places.find(fits) ?? valueOf(frame, 'places')?.places.find(fits);
  return found ? nameOf(found, frame.state.preferences.language) : id;
}

/** Everything somebody may ask about: the city, or what their account is for. */
export function everywhereName({ s, state: { session } }: StatsFrame): string {
  return session.is === 'signed-in' && session.account.areaIds !== null ? s.place.mine : s.place.city;
}

/** What the figures are about, in words. */
export function whereName(where: Where, frame: StatsFrame): string {
  return where.kind === 'city' ? everywhereName(frame) : placeNameOf(where.kind, where.id, [], frame);
}

/** Name of a line or zone with its camera's, for places where several cameras meet. */
export function lineNameOf(id: string, places: readonly HistoryPlace[], frame: StatsFrame): string {
  const fits = (place: HistoryPlace) => place.id === id && (place.kind === 'line' || place.kind === 'zone');
  const found = places.find(fits) ?? valueOf(frame, 'places')?.places.find(fits);
  const name = placeNameOf('zone', id, places, frame);
  const cameraId = found?.cameraId ?? null;
  return cameraId === null ? name : `${name} · ${placeNameOf('camera', cameraId, places, frame)}`;
}
