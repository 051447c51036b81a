import type { Camera } from '../../../contracts/api.ts';
import type { PictureAge, PictureWord } from '../../core/live/picture-age.ts';
import type { WatchWish } from '../../core/live/watch-mode.ts';
import type { WatchSettings } from '../../live/watched-camera.ts';
import type { Frame } from '../frame.ts';

type Inputs = readonly unknown[];
const MOST_KEPT = 200;
const PLAIN_MS = 12 * 3_600_000;
const kept = new Map<string, { readonly inputs: Inputs; readonly made: WatchSettings }>();

/** What a watched camera is told; the same object, by identity, while nothing of it has changed. */
export function watchSettings(camera: Camera, wish: WatchWish, { state, t, f, now }: Frame): WatchSettings {
  const key = `${wish} ${camera.id}`;
  const inputs: Inputs = [state.city, state.seeing.overlay, t, f];
  const before = kept.get(key);
  if (before && before.inputs.every((input, i) => input === inputs[i])) return before.made;
  const zones = state.city.is === 'ready' ? state.city.value.zones : [];
  const made: WatchSettings = {
    cameraId: camera.id,
    wish,
    shapes: zones.filter(({ cameraId }) => cameraId === camera.id),
    overlay: state.seeing.overlay,
    wordOf: (says, age) => wordOf(says, age, { t, f, now }),
    nothing: t.seeing.nothing,
    nameOf: (name) => (name in t.thing ? t.thing[name as keyof typeof t.thing] : name),
    clockOf: (at) => f.clock(at),
    oldOf: (at) => t.seeing.pictureAt(momentOf(at, { f, now })),
    now,
  };
  kept.delete(key);
  kept.set(key, { inputs, made });
  const [oldest] = kept.keys();
  if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
  return made;
}

function wordOf(says: PictureWord, age: PictureAge, { t, f, now }: Pick<Frame, 't' | 'f' | 'now'>): string {
  if (says !== 'behind' && says !== 'past' && says !== 'unknown') return t.seeing.word[says];
  if (age.is === 'behind') return t.seeing.behind(f.number(age.seconds));
  return age.is === 'past' ? t.seeing.pictureAt(momentOf(age.takenMs, { f, now })) : t.seeing.pictureUnknown;
}

/** With its day when that is not plain. */
function momentOf(at: number, { f, now }: Pick<Frame, 'f' | 'now'>): string {
  return Math.abs(now() - at) < PLAIN_MS ? f.clock(at) : f.full(at);
}
