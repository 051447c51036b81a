import { groundArea } from '../../contracts/ground-area.ts';
import { readAreas } from '../../store/areas.ts';
import { readCameras } from '../../store/cameras.ts';
import type { Queryable } from '../../store/database.ts';
import type { Scope } from '../../store/scope.ts';
import { readSensors } from '../../store/sensors.ts';
import { readUnits } from '../../store/units.ts';
import { readZones } from '../../store/zones.ts';

/** Ids of the cameras, sensors and zones one may see. */
export async function readVisiblePlaces(connection: Queryable, scope: Scope) {
  const cameras = await readCameras(connection, scope);
  const sensors = await readSensors(connection, scope);
  const zones = await readZones(connection, scope);
  const calibrations = new Map(cameras.map(({ settings }) => [settings.id, settings.calibration]));
  return {
    cameraIds: new Set(cameras.map((camera) => camera.settings.id)),
    sensorIds: new Set(sensors.map((sensor) => sensor.settings.id)),
    sensors: new Map(sensors.map(({ settings: { id, quantity, unit } }) => [id, `${quantity} ${unit}`])),
    zoneIds: new Set(zones.map((zone) => zone.id)),
    zones: new Map(
      zones.map(({ id, cameraId, shape }) => {
        const calibration = calibrations.get(cameraId) ?? null;
        const hasGround =
          calibration !== null && shape.kind === 'zone' && groundArea(shape.polygon, calibration) !== null;
        return [id, { kind: shape.kind, hasWay: 'way' in shape, isCalibrated: calibration !== null, hasGround }];
      }),
    ),
  };
}

/** What a rule may name: places one may see, and the wards and units there are now. */
export async function readNameable(connection: Queryable, scope: Scope) {
  const areas = await readAreas(connection, new Date());
  const units = await readUnits(connection);
  return {
    ...(await readVisiblePlaces(connection, scope)),
    wardIds: new Set(areas.filter(({ kind }) => kind === 'ward').map(({ id }) => id)),
    unitIds: new Set(units.filter(({ endedAt }) => endedAt === null).map(({ id }) => id)),
  };
}
