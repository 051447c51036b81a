import { alertPage, city, type Account, type City } from '../../../contracts/api.ts';
import type { Alert } from '../../../contracts/alerts.ts';
import { devicesPush, type DevicesPush } from '../../../contracts/push.ts';
import { anAlert, aCamera, aCity, aClock, aSensor } from '../../web/builders.ts';

/** Middle of the made city; the console and the naive page look at the same place. */
export const CENTRE = { lat: 21.3085, lon: 105.604, zoom: 14 };

export const ACCOUNT: Account = {
  username: 'bench',
  name: 'Cán bộ trực',
  role: 'operator',
  areaIds: null,
  unitId: null,
  locale: 'vi',
};

/** Pseudo-random numbers 0..1 that are the same in every run (mulberry32). */
function dice(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A city with so many devices, four cameras to six sensors, denser towards its middle. */
export function makeCity(devices: number): City {
  const roll = dice(7);
  const bell = (): number => (roll() + roll() + roll() - 1.5) / 1.5;
  const at = new Date().toISOString();
  const made = aCity({ centre: CENTRE, serverTime: at });
  for (let i = 0; i < devices; i++) {
    const place = { lat: CENTRE.lat + bell() * 0.05, lon: CENTRE.lon + bell() * 0.07 };
    if (i % 10 < 4) {
      const headingDeg = Math.floor(roll() * 360);
      made.cameras.push(aCamera({ id: `cam-${i}`, name: `Camera ${i}`, place, headingDeg, lastFrameAt: at }));
    } else made.sensors.push(aSensor({ id: `sen-${i}`, name: `Cảm biến ${i}`, place, at, everyS: 1 }));
  }
  return city.parse(made);
}

/** Alerts of some of the devices, so that clusters have badges and signs pulse. */
export function makeAlerts({ cameras }: City, count: number): Alert[] {
  const raisedAt = new Date().toISOString();
  const alerts = cameras.slice(0, count).map((camera, i) =>
    anAlert({
      id: i + 1,
      severity: i % 5 === 0 ? 'critical' : 'warning',
      deviceId: camera.id,
      deviceName: camera.name,
      place: camera.place,
      hasSnapshot: false,
      clock: aClock({ raisedAt }),
      lastAt: raisedAt,
    }),
  );
  return alertPage.parse({ alerts, cursor: '1.1', more: false }).alerts;
}

/**
 * The turns of the gateway's push: each turn has its share of the devices, so that over `turns` of them every device
 * changes once. Values and states wander, so that nothing can be left out as unchanged.
 */
export function createTurns(whole: City, turns: number): () => DevicesPush {
  const roll = dice(11);
  const devices = [...whole.cameras, ...whole.sensors].sort((a, b) => a.name.localeCompare(b.name));
  let turn = 0;
  return () => {
    const at = new Date().toISOString();
    const push: DevicesPush = { cameras: [], sensors: [], agents: [], skipped: 0 };
    for (let i = turn % turns; i < devices.length; i += turns) {
      const device = devices[i];
      if (!device) continue;
      if ('headingDeg' in device) {
        const condition = roll() < 0.02 ? 'dark' : 'online';
        const fps = Math.round(95 + roll() * 10) / 10;
        push.cameras.push({
          id: device.id,
          condition,
          fault: null,
          conditionSince: null,
          fps,
          kbps: null,
          lastFrameAt: at,
        });
      } else {
        const state = roll() < 0.02 ? 'warning' : 'ok';
        push.sensors.push({ id: device.id, value: Math.round(roll() * 1000) / 100, at, quality: 'good', state });
      }
    }
    turn++;
    return turn <= turns ? devicesPush.parse(push) : push;
  };
}
