import type { Camera } from '../../../contracts/api.ts';
import type { WatchWish } from '../../core/live/watch-mode.ts';
import type { WatchSettings } from '../../live/watched-camera.ts';
import type { Frame } from '../frame.ts';

type Inputs = readonly unknown[];
const MOST_KEPT = 200;
const kept = new Map<string, { readonly inputs: Inputs; readonly made: WatchSettings }>();

/** What a watched camera is told; the same object, by identity, while nothing of it has changed. */
export function watchSettings(camera: Camera, wish: WatchWish, { state, t, f }: Frame): WatchSettings {
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
    words: t.seeing.word,
    nothing: t.seeing.nothing,
    nameOf: (name) => (name in t.thing ? t.thing[name as keyof typeof t.thing] : name),
    clockOf: (at) => f.clock(at),
  };
  kept.delete(key);
  kept.set(key, { inputs, made });
  const [oldest] = kept.keys();
  if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
  return made;
}
