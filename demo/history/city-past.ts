import type { CityFile } from '../../contracts/city-file.ts';
import type { ZoneSettings } from '../../contracts/devices.ts';
import { chance, countAbout } from './chance.ts';
import { dayFacts, type DayFacts } from './calendar.ts';
import { CLASS_SHARES, expectedJourneys, watchedShare, type Junction } from './traffic.ts';

/** Cameras that exist only in the past of the demo: their junctions are real places, their traffic is made up. */
export const PAST_CAMERAS = [
  { id: 'nut-hung-vuong', name: 'Nút Hùng Vương – Mê Linh (mô phỏng)', lat: 21.3053, lon: 105.5894, perDay: 1500 },
  { id: 'nut-ga', name: 'Nút Nguyễn Tất Thành – Ga (mô phỏng)', lat: 21.3139, lon: 105.5989, perDay: 1100 },
  { id: 'nut-quang-truong', name: 'Nút Quảng trường – Kim Ngọc (mô phỏng)', lat: 21.3149, lon: 105.6079, perDay: 1300 },
  { id: 'nut-khai-quang', name: 'Nút KCN Khai Quang (mô phỏng)', lat: 21.3131, lon: 105.6285, perDay: 900 },
] as const;

const ARMS = [
  { key: 'bac', name: 'Nhánh Bắc', weight: 0.34, line: { from: [0.35, 0.28], to: [0.65, 0.28] } },
  { key: 'dong', name: 'Nhánh Đông', weight: 0.26, line: { from: [0.78, 0.4], to: [0.78, 0.72] } },
  { key: 'nam', name: 'Nhánh Nam', weight: 0.24, line: { from: [0.68, 0.86], to: [0.3, 0.86] } },
  { key: 'tay', name: 'Nhánh Tây', weight: 0.16, line: { from: [0.2, 0.72], to: [0.2, 0.4] } },
] as const;

/** The junctions as traffic knows them. */
export const JUNCTIONS: readonly Junction[] = PAST_CAMERAS.map(({ id, perDay }) => ({
  cameraId: id,
  perDay,
  arms: ARMS.map(({ key, weight }) => ({ zoneId: lineId(id, key), weight })),
}));

/** Where people stay: one square at each junction. */
export const squareOf = (cameraId: string): string => `he-${cameraId}`;

/** Cameras with their lines and squares, as a city file has them; switched off, because nothing can be pulled from them. */
export function pastDevices(agentId: string): Pick<CityFile, 'cameras' | 'zones'> {
  return {
    cameras: PAST_CAMERAS.map(({ id, name, lat, lon }, at) => ({
      id,
      agentId,
      name,
      url: 'rtsp://127.0.0.1/khong-co',
      place: { lat, lon },
      headingDeg: (at * 83) % 360,
      fieldOfViewDeg: 75,
      rangeM: 90,
      sampleFps: 5,
      priority: 'normal',
      looksDown: false,
      masks: [],
      calibration: null,
      enabled: false,
    })),
    zones: PAST_CAMERAS.flatMap(({ id }) => [
      ...ARMS.map(({ key, name, line }): ZoneSettings => ({
        id: lineId(id, key),
        cameraId: id,
        name,
        shape: { kind: 'line', line: { from: [...line.from], to: [...line.to] } },
      })),
      {
        id: squareOf(id),
        cameraId: id,
        name: 'Vỉa hè',
        shape: {
          kind: 'zone',
          polygon: [
            [0.05, 0.75],
            [0.25, 0.75],
            [0.25, 0.98],
            [0.05, 0.98],
          ],
        },
      },
    ]),
  };
}

/** What happened at a junction in an hour of a day: journeys by way and class, people who stayed, how much was watched. */
export function hourAt(junction: Junction, day: DayFacts, hour: number) {
  const { cameraId, arms } = junction;
  const share = watchedShare(cameraId, day, hour);
  const journeys = [];
  for (const from of arms.keys()) {
    for (const to of arms.keys()) {
      for (const kind of CLASS_SHARES) {
        const expected = expectedJourneys(junction, day, hour, { from, to, class: kind }) * share;
        const count = countAbout(expected, `${cameraId} ${day.date} ${hour} ${from} ${to} ${kind.class}`);
        if (count > 0)
          journeys.push({
            fromZoneId: arms[from]?.zoneId ?? '',
            toZoneId: arms[to]?.zoneId ?? '',
            class: kind.class,
            count,
            // Slower where there is more: about the shape of a street's fundamental diagram.
            speedKmh: Math.max(14, 38 - (expected * 60) / junction.perDay) * (kind.class === 'bicycle' ? 0.45 : 1),
          });
      }
    }
  }
  const walks = (day.weekday >= 6 ? 1.4 : 1) * (hour >= 6 && hour <= 21 ? 1 : 0.08) * (day.rainMm > 5 ? 0.4 : 1);
  const stays = countAbout(8 * walks * share * (day.tet ?? 1), `${cameraId} ${day.date} ${hour} people`);
  return { share, journeys, stays, medianS: 40 + 60 * chance(`${cameraId} stay`) };
}

/** A path that a camera of the demo watches now: people used to be few there, so that what the film shows is unusual. */
export type QuietPath = { readonly cameraId: string; readonly lineId: string };

/** How many went along a quiet path and came back in an hour of a day. */
export function walksAt({ cameraId }: QuietPath, day: DayFacts, hour: number): number {
  const ofHour = hour >= 6 && hour <= 21 ? 5 : 1.2;
  const wet = day.rainMm > 5 ? 0.5 : 1;
  return countAbout(
    ofHour * wet * (day.weekday >= 6 ? 1.3 : 1) * (day.tet ?? 1),
    `${cameraId} ${day.date} ${hour} path`,
  );
}

/** Days of the calendar from one to before the other. */
export function daysBetween(from: string, to: string): DayFacts[] {
  const days = [];
  for (let at = Date.parse(`${from}T00:00:00Z`); at < Date.parse(`${to}T00:00:00Z`); at += 86_400_000)
    days.push(dayFacts(new Date(at).toISOString().slice(0, 10)));
  return days;
}

function lineId(cameraId: string, arm: string): string {
  return `${cameraId}-${arm}`;
}
