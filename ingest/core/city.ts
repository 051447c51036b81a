import type { Calibration } from '../../contracts/devices.ts';
import type { SceneLine, SceneZone } from './zones/scene-shapes.ts';

/** A zone or line as the store knows it. `dwellS` are the seconds of stay rules ask for. */
export type CityZone = ({ readonly kind: 'zone' } & SceneZone) | ({ readonly kind: 'line' } & SceneLine);

/** How soon a camera may be slowed down when the machine is full. */
export type Priority = 'low' | 'normal' | 'high';

/** A camera that is switched on. */
export interface CityCamera {
  readonly id: string;
  readonly agentId: string;
  readonly areaId: string | null;
  readonly priority: Priority;
  /** Pictures per second while something moves. */
  readonly sampleFps: number;
  /** It looks straight down on a road. */
  readonly looksDown?: boolean;
  /** Turns places in the picture into places on the ground; absent or null: no speeds and densities. */
  readonly calibration?: Calibration | null;
  readonly zones: readonly CityZone[];
}

/** What perception must know of one camera. */
export type CameraShapes = Pick<CityCamera, 'zones' | 'calibration'>;

/** A sensor that is switched on. */
export interface CitySensor {
  readonly id: string;
  /** null: it speaks MQTT itself. */
  readonly agentId: string | null;
  readonly areaId: string | null;
  readonly plausibleMin: number | null;
  readonly plausibleMax: number | null;
}

/** An agent that may connect. */
export interface CityAgent {
  readonly id: string;
  /** sha256 of its token. */
  readonly tokenHash: Uint8Array;
}

/** Everything registered, by id. Replaced as a whole when settings change, never changed. */
export interface City {
  readonly agents: ReadonlyMap<string, CityAgent>;
  readonly cameras: ReadonlyMap<string, CityCamera>;
  readonly sensors: ReadonlyMap<string, CitySensor>;
}

/** A city in which nothing is registered yet. */
export const EMPTY_CITY: City = { agents: new Map(), cameras: new Map(), sensors: new Map() };

/** Seconds of stay that are observed in every zone, whether a rule asks for them or not: for those who count later. */
export const USUAL_DWELL_S: readonly number[] = [10, 60, 300];

/** Puts what the store knows into order: by id, with the usual dwell marks added to those of the rules. */
export function cityOf(settings: {
  readonly agents: readonly CityAgent[];
  readonly cameras: readonly CityCamera[];
  readonly sensors: readonly CitySensor[];
}): City {
  return {
    agents: byId(settings.agents),
    cameras: byId(settings.cameras.map((camera) => ({ ...camera, zones: camera.zones.map(withUsualMarks) }))),
    sensors: byId(settings.sensors),
  };
}

function withUsualMarks(zone: CityZone): CityZone {
  if (zone.kind === 'line') return zone;
  return { ...zone, dwellS: [...new Set([...zone.dwellS, ...USUAL_DWELL_S])].sort((a, b) => a - b) };
}

function byId<T extends { readonly id: string }>(things: readonly T[]): ReadonlyMap<string, T> {
  return new Map(things.map((thing) => [thing.id, thing]));
}
