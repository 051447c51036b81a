import { vietnamHolidays } from '../../contracts/vietnam-holidays.ts';
import { saveArea, readAreaVersions } from '../../store/areas.ts';
import { readCameras, saveCamera } from '../../store/cameras.ts';
import { transaction, type Database, type Queryable } from '../../store/database.ts';
import { PLANNING_SETTING, readPlanningSettings } from '../../store/planning-settings.ts';
import { WHOLE_CITY } from '../../store/scope.ts';
import { readSensors } from '../../store/sensors.ts';
import { saveSetting } from '../../store/settings.ts';
import { saveZone } from '../../store/zones.ts';
import { CAMERA_PLACES, SENSOR_PLACES } from '../city/places.ts';
import { DEMO_AGENT_ID } from '../city/vinh-yen.ts';
import { PAST_CAMERAS, pastDevices } from './city-past.ts';
import { fillHistory, type PastCounts, type PastOrder } from './fill-history.ts';

/** In July a junction goes from one ward to the other: a made-up change, so that one sees what boundaries do to figures. */
const MOVED = { cameraId: 'nut-khai-quang', from: 'phuong-vinh-yen', to: 'phuong-vinh-phuc' } as const;
/** Cameras that watch now and have a past of counts: an account of each minute is many rows. */
const MOST_PATHS = 2;
/** Half the side of the square that goes with it, degrees. */
const REACH = 0.004;

/**
 * Gives the demo's city a past: junctions of its own with their lines, a change of boundaries in July, and what happened.
 * Alerts are those of the cameras that the demo shows now.
 *
 * @returns null when the city has one already
 */
export async function giveDemoPast(
  database: Database,
  {
    cameras,
    people,
    ...order
  }: Pick<PastOrder, 'days' | 'now' | 'onProgress'> & {
    /** How many simulated cameras the demo has. */
    readonly cameras: number;
    /** Accounts that dealt with alerts. */
    readonly people: readonly string[];
  },
): Promise<PastCounts | null> {
  const changeAt = new Date(`${lastJuly(order.now)}-06-30T17:00:00Z`);
  await transaction(database, async (connection) => {
    const { cameras: past, zones } = pastDevices(DEMO_AGENT_ID);
    for (const camera of past) await saveCamera(connection, camera, order.now);
    for (const zone of zones) await saveZone(connection, zone);
    await enterHolidays(connection, order);
  });
  await changeBoundaries(database, changeAt);
  const zoned = CAMERA_PLACES.slice(0, cameras).map(({ id }) => ({ id, zoneId: `vung-cam-${id}` }));
  const paths = CAMERA_PLACES.slice(0, Math.min(cameras, MOST_PATHS)).map(({ id }) => ({
    cameraId: id,
    lineId: `vach-${id}`,
  }));
  const areas = await currentAreas(database);
  return fillHistory(database, {
    ...order,
    timeZone: 'Asia/Ho_Chi_Minh',
    offsetH: 7,
    paths,
    alerts: {
      cameras: zoned,
      dust: SENSOR_PLACES.filter(({ quantity }) => quantity === 'pm25').map(({ id }) => id),
      people,
    },
    areaOf: (id, at) => (id === MOVED.cameraId && at < changeAt.getTime() ? MOVED.from : (areas.get(id) ?? null)),
  });
}

/** The public holidays of the years that are filled and of the next, unless somebody entered some. */
async function enterHolidays(
  connection: Queryable,
  { days, now }: { readonly days: number; readonly now: Date },
): Promise<void> {
  const planning = await readPlanningSettings(connection);
  if (planning.holidays.length > 0) return;
  const first = new Date(now.getTime() - days * 86_400_000).getUTCFullYear();
  const years = Array.from({ length: now.getUTCFullYear() + 2 - first }, (_, i) => first + i);
  await saveSetting(connection, PLANNING_SETTING, { ...planning, holidays: years.flatMap(vietnamHolidays) });
}

/** Splits the wards' present version at the change; the square round the junction belonged to the other ward before. */
async function changeBoundaries(database: Database, changeAt: Date): Promise<void> {
  for (const id of [MOVED.from, MOVED.to]) {
    const now = (await readAreaVersions(database, id)).at(-1);
    if (now === undefined || now.outline === null || Date.parse(now.validFrom) >= changeAt.getTime()) continue;
    await saveArea(database, { ...now, validFrom: changeAt.toISOString() });
    if (id !== MOVED.from) continue;
    const { lat, lon } = PAST_CAMERAS.find((camera) => camera.id === MOVED.cameraId) ?? { lat: 0, lon: 0 };
    const [west, east, south, north] = [lon - REACH, lon + REACH, lat - REACH, lat + REACH];
    const square = [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ].map(([x = 0, y = 0]): [number, number] => [x, y]);
    const outline = { ...now.outline, coordinates: [...now.outline.coordinates, [square]] };
    await saveArea(database, { ...now, outline, validTo: changeAt.toISOString() });
  }
}

/** Area of each camera and sensor as they stand now. */
async function currentAreas(database: Database): Promise<ReadonlyMap<string, string | null>> {
  const [cameras, sensors] = await Promise.all([readCameras(database, WHOLE_CITY), readSensors(database, WHOLE_CITY)]);
  return new Map([...cameras, ...sensors].map(({ settings, areaId }) => [settings.id, areaId]));
}

/** The year whose first of July came last. */
function lastJuly(now: Date): number {
  return now.getUTCMonth() >= 6 ? now.getUTCFullYear() : now.getUTCFullYear() - 1;
}
