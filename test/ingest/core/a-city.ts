import { createHash } from 'node:crypto';
import { cityOf, type City, type CityCamera, type CitySensor } from '../../../ingest/core/city.ts';

/** A camera of agent `gate`, with what the test wants different. */
export function aCamera(fields: Partial<CityCamera> = {}): CityCamera {
  return { id: 'cam', agentId: 'gate', areaId: 'ward-1', priority: 'normal', sampleFps: 5, zones: [], ...fields };
}

/** A sensor polled by agent `gate`. */
export function aSensor(fields: Partial<CitySensor> = {}): CitySensor {
  return { id: 'pm', agentId: 'gate', areaId: 'ward-1', plausibleMin: 0, plausibleMax: 1000, ...fields };
}

/** A city of agents `gate` (token `gate-token`) and `bridge` (token `bridge-token`). */
export function aCity({
  cameras = [aCamera()],
  sensors = [aSensor()],
}: { readonly cameras?: readonly CityCamera[]; readonly sensors?: readonly CitySensor[] } = {}): City {
  const agents = ['gate', 'bridge'].map((id) => ({
    id,
    tokenHash: createHash('sha256').update(`${id}-token`).digest(),
  }));
  return cityOf({ agents, cameras, sensors });
}
