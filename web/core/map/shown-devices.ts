import type { Camera, Sensor } from '../../../contracts/api.ts';
import type { Filters, State } from '../state.ts';

/** The devices the map shows. The maps of the state themselves while nothing narrows them, so that identity tells of change. */
export function shownDevices(state: Pick<State, 'cameras' | 'sensors' | 'view'>): {
  readonly cameras: State['cameras'];
  readonly sensors: State['sensors'];
} {
  const { filters } = state.view;
  if (filters.areaId === null && filters.about === null && !filters.trouble) return state;
  return {
    cameras: filters.about === 'sensor' ? new Map() : narrowed(state.cameras, filters, cameraTroubled),
    sensors: filters.about === 'camera' ? new Map() : narrowed(state.sensors, filters, sensorTroubled),
  };
}

const cameraTroubled = ({ enabled, condition }: Camera): boolean => enabled && condition !== 'online';
const sensorTroubled = ({ enabled, state }: Sensor): boolean => enabled && state !== 'ok';

function narrowed<T extends Camera | Sensor>(
  devices: ReadonlyMap<string, T>,
  { areaId, trouble }: Filters,
  isTroubled: (device: T) => boolean,
): ReadonlyMap<string, T> {
  const shown = new Map<string, T>();
  for (const [id, device] of devices) {
    if (areaId !== null && device.areaId !== areaId) continue;
    if (!trouble || isTroubled(device)) shown.set(id, device);
  }
  return shown;
}
