import { createCameraPerception, shapeFaults, type CameraPerception } from './camera-perception.ts';
import type { City, CityCamera } from './city.ts';
import { createLookPlanner, type LookPlanner } from './regions/look-planner.ts';
import { createQuietTime, type QuietTime } from './quiet-time.ts';
import type { ShapeFault } from './zones/scene-shapes.ts';

/** One camera from which frames have come. */
export interface WatchedCamera {
  /** As it is registered now. */
  readonly camera: CityCamera;
  readonly perception: CameraPerception;
  readonly quiet: QuietTime;
  readonly planner: LookPlanner;
  /** Whether the last look found something that is not yet certain to be an object. */
  readonly hasNews: () => boolean;
  /** Runs work after all work given before for this camera. Never rejects unless the work does. */
  readonly inTurn: (work: () => Promise<void>) => Promise<void>;
  readonly isBusy: () => boolean;
}

/** The cameras from which frames have come since the start. */
export interface WatchedCameras {
  /** The camera, watched from now on if it was not yet. */
  readonly of: (camera: CityCamera) => WatchedCamera;
  readonly find: (cameraId: string) => WatchedCamera | null;
  readonly all: () => Iterable<WatchedCamera>;
  /** Follows changed settings: zones and calibrations change, cameras go. Tracks of those that stay live on. */
  readonly follow: (city: City) => {
    readonly gone: readonly WatchedCamera[];
    readonly faults: readonly (ShapeFault & { readonly cameraId: string })[];
  };
  /** Objects followed now. */
  readonly living: () => number;
}

/** @param run distinguishes this start of the process from all others; at most 30 characters. */
export function createWatchedCameras(run: string): WatchedCameras {
  const watched = new Map<string, WatchedCamera & { camera: CityCamera }>();
  /** Shapes of all cameras when settings were last followed: each fault is told once, also of cameras that give no picture yet. */
  let known = new Map<string, string>();
  let ordinal = 0;

  function watch(camera: CityCamera): WatchedCamera & { camera: CityCamera } {
    let turns = 0;
    let tail = Promise.resolve();
    const perception = createCameraPerception(camera.id, `${run}-${++ordinal}`, camera);
    return {
      camera,
      perception,
      hasNews: () => perception.followed().objects.some(({ isSure, unseenMs }) => !isSure && unseenMs === 0),
      quiet: createQuietTime(),
      planner: createLookPlanner(),
      inTurn(work) {
        turns++;
        const turn = tail.then(work).finally(() => {
          turns--;
        });
        tail = turn.catch(() => undefined);
        return turn;
      },
      isBusy: () => turns > 0,
    };
  }

  return {
    of(camera) {
      let found = watched.get(camera.id);
      if (!found) {
        found = watch(camera);
        watched.set(camera.id, found);
      }
      return found;
    },
    find: (cameraId) => watched.get(cameraId) ?? null,
    all: () => watched.values(),
    follow(city) {
      const gone: WatchedCamera[] = [];
      const faults: (ShapeFault & { readonly cameraId: string })[] = [];
      for (const [id, entry] of watched) {
        const camera = city.cameras.get(id);
        if (!camera) {
          gone.push(entry);
          watched.delete(id);
          continue;
        }
        entry.camera = camera;
        entry.perception.setShapes(camera);
      }
      const before = known;
      known = new Map();
      for (const [cameraId, camera] of city.cameras) {
        const shapes = JSON.stringify([camera.zones, camera.calibration ?? null]);
        known.set(cameraId, shapes);
        if (before.get(cameraId) === shapes) continue;
        faults.push(...shapeFaults(camera).map((fault) => ({ ...fault, cameraId })));
      }
      return { gone, faults };
    },
    living() {
      let sum = 0;
      for (const { perception } of watched.values()) sum += perception.living();
      return sum;
    },
  };
}
