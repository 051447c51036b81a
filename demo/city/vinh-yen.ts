import areas from './areas.json' with { type: 'json' };
import { cityFile, type CityFile } from '../../contracts/city-file.ts';
import { CAMERA_PLACES, SENSOR_PLACES } from './places.ts';
import { UNITS } from './units.ts';

/** The agent that serves the demo's cameras and sensors. */
export const DEMO_AGENT_ID = 'tram-vinh-yen';

/** The crossing in the film's right half: people walk into it every few seconds. */
const CLOSED_ZONE = [
  [0.6, 0.43],
  [0.8, 0.4],
  [0.97, 0.5],
  [0.97, 0.7],
  [0.72, 0.62],
] as const;

/** Across the path in the film's left half. */
const PATH_LINE = { from: [0.3, 0.36], to: [0.36, 0.56] } as const;

/**
 * The demo's city as a city file: simulated cameras and sensors, zones on their pictures, and the rules that judge them.
 *
 * @param cameraUrls where each camera's stream is, in the order of {@link CAMERA_PLACES}; cameras past the last place
 *   stand around the centre
 * @throws ZodError when an address is not an RTSP address
 */
export function demoCity({
  cameraUrls,
  sensorUrl,
}: {
  readonly cameraUrls: readonly { readonly url: string; readonly own: boolean }[];
  readonly sensorUrl: (sensorId: string) => string;
}): CityFile {
  const cameras = cameraUrls.map(({ url, own }, i) => ({ ...cameraAt(i, own), url }));
  const watched = cameras.filter(({ id }) => !id.startsWith('camera-rieng'));
  const zoneIds = watched.map(({ id }) => `vung-cam-${id}`);
  return cityFile.parse({
    citywatch: 1,
    name: { vi: 'Vĩnh Yên', en: 'Vĩnh Yên' },
    timeZone: 'Asia/Ho_Chi_Minh',
    centre: { lat: 21.3085, lon: 105.598, zoom: 14 },
    baseMap: null,
    areas,
    units: UNITS,
    agents: [{ id: DEMO_AGENT_ID, name: 'Trạm biên trung tâm Vĩnh Yên' }],
    cameras,
    sensors: SENSOR_PLACES.map(({ id, name, quantity, unit, lat, lon }) => ({
      id,
      agentId: DEMO_AGENT_ID,
      name,
      quantity,
      unit,
      place: { lat, lon },
      url: sensorUrl(id),
      everyS: 5,
      plausible: null,
      enabled: true,
    })),
    zones: watched.flatMap(({ id }) => [
      {
        id: `vung-cam-${id}`,
        cameraId: id,
        name: 'Khu vực cấm vào',
        shape: { kind: 'zone', polygon: CLOSED_ZONE },
      },
      { id: `vach-${id}`, cameraId: id, name: 'Vạch đếm lối đi', shape: { kind: 'line', line: PATH_LINE } },
    ]),
    rules: [
      {
        id: 'nguoi-vao-vung-cam',
        name: 'Người vào khu vực cấm',
        severity: 'critical',
        condition: { kind: 'zone-presence', zoneIds, classes: ['person'], forS: 0 },
        hours: null,
        recipient: { kind: 'unit', id: 'cong-an-vinh-yen' },
        enabled: zoneIds.length > 0,
      },
      {
        // Silent until four weeks of the hour are known: at once with a made-up past, else after a month.
        id: 'loi-di-dong-bat-thuong',
        name: 'Lối đi đông gấp ba mức thường',
        severity: 'info',
        condition: {
          kind: 'deviation',
          zoneIds: watched.slice(0, 2).map(({ id }) => `vach-${id}`),
          what: 'crossed',
          class: null,
          side: 'more',
          factor: 3,
          atLeast: 20,
        },
        hours: null,
        enabled: zoneIds.length > 0,
      },
      {
        id: 'muc-nuoc-dam-vac',
        name: 'Mực nước Đầm Vạc vượt báo động',
        severity: 'warning',
        condition: {
          kind: 'sensor-threshold',
          sensorIds: ['dam-vac-muc-nuoc'],
          side: 'above',
          limit: 290,
          clearAt: 280,
          forS: 10,
          clearForS: 60,
        },
        hours: null,
        recipient: { kind: 'unit', id: 'drainage' },
        enabled: true,
      },
      {
        id: 'bui-min-cao',
        name: 'Bụi mịn PM2.5 ở mức xấu',
        severity: 'warning',
        condition: {
          kind: 'sensor-threshold',
          sensorIds: ['hung-vuong-pm25', 'khai-quang-pm25'],
          side: 'above',
          limit: 75,
          clearAt: 60,
          forS: 30,
          clearForS: 120,
        },
        hours: null,
        enabled: true,
      },
      {
        id: 'camera-mat-tin-hieu',
        name: 'Camera mất tín hiệu',
        severity: 'warning',
        condition: {
          kind: 'camera-health',
          cameraIds: [],
          conditions: ['offline', 'frozen', 'dark', 'covered', 'moved'],
          forS: 10,
          clearForS: 30,
        },
        hours: null,
        recipient: { kind: 'unit', id: 'technicians' },
        enabled: true,
      },
    ].filter(({ condition }) => !('zoneIds' in condition) || condition.zoneIds.length > 0),
  });
}

function cameraAt(index: number, own: boolean) {
  const place = own ? undefined : CAMERA_PLACES[index];
  // Beyond the named places cameras stand on a sunflower spiral around the centre, some 150 m apart (Vogel 1979).
  const turn = index * 2.39996;
  const reach = 0.0016 * Math.sqrt(index + 1);
  return {
    id: place?.id ?? (own ? `camera-rieng-${index + 1}` : `camera-${index + 1}`),
    agentId: DEMO_AGENT_ID,
    name: place?.name ?? (own ? `Camera riêng ${index + 1}` : `Camera ${index + 1}`),
    place: {
      lat: place?.lat ?? 21.3085 + reach * Math.cos(turn),
      lon: place?.lon ?? 105.606 + reach * Math.sin(turn),
    },
    headingDeg: place?.headingDeg ?? (index * 67) % 360,
    fieldOfViewDeg: 70,
    rangeM: 120,
    sampleFps: 5,
    priority: 'normal',
    masks: [],
    calibration: null,
    enabled: true,
  } as const;
}
