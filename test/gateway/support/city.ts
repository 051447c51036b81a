import { createHash, scryptSync } from 'node:crypto';
import type { Role } from '../../../contracts/api.ts';
import type { Area, CameraSettings, SensorSettings } from '../../../contracts/devices.ts';
import type { RuleSettings } from '../../../contracts/rules.ts';
import { createAgent } from '../../../store/agents.ts';
import { saveArea } from '../../../store/areas.ts';
import { saveCamera } from '../../../store/cameras.ts';
import type { Database } from '../../../store/database.ts';
import { saveRule } from '../../../store/rules.ts';
import { saveSensor } from '../../../store/sensors.ts';
import { saveZone } from '../../../store/zones.ts';

export const PASSWORD = 'correct horse battery';
const SINCE = '2020-01-01T00:00:00.000Z';

/** A square of 0.1° around a place. */
function squareAround(lat: number, lon: number): NonNullable<Area['outline']> {
  const d = 0.05;
  return {
    type: 'MultiPolygon',
    coordinates: [
      [
        [
          [lon - d, lat - d],
          [lon + d, lat - d],
          [lon + d, lat + d],
          [lon - d, lat + d],
          [lon - d, lat - d],
        ],
      ],
    ],
  };
}

/** Two wards side by side; `north` around (21.4, 105.6), `south` around (21.2, 105.6). */
export const PLACES = { north: { lat: 21.4, lon: 105.6 }, south: { lat: 21.2, lon: 105.6 } } as const;
export type Ward = keyof typeof PLACES;

export function anArea(over: Partial<Area> = {}): Area {
  return {
    id: 'north',
    kind: 'ward',
    nameVi: 'Phường Bắc',
    nameEn: 'North ward',
    parentId: 'the-city',
    validFrom: SINCE,
    validTo: null,
    successorId: null,
    outline: squareAround(PLACES.north.lat, PLACES.north.lon),
    ...over,
  };
}

export function aCamera(over: Partial<CameraSettings> = {}): CameraSettings {
  return {
    id: 'cam-north',
    agentId: 'agent-1',
    name: 'Cổng chợ',
    url: 'rtsp://admin:s3cret@10.0.0.5:554/stream1',
    place: PLACES.north,
    headingDeg: 90,
    fieldOfViewDeg: 70,
    rangeM: 40,
    sampleFps: 5,
    priority: 'normal',
    looksDown: false,
    masks: [],
    calibration: null,
    enabled: true,
    ...over,
  };
}

export function aSensor(over: Partial<SensorSettings> = {}): SensorSettings {
  return {
    id: 'water-north',
    agentId: 'agent-1',
    name: 'Mực nước Đầm Vạc',
    quantity: 'water-level',
    unit: 'm',
    place: PLACES.north,
    url: 'http://user:s3cret@10.0.0.9/value',
    everyS: 10,
    plausible: { min: 0, max: 10 },
    enabled: true,
    ...over,
  };
}

export function aRule(over: Partial<RuleSettings> = {}): RuleSettings {
  return {
    id: 'night',
    name: 'Người trong kho ban đêm',
    severity: 'critical',
    condition: { kind: 'zone-presence', zoneIds: ['zone-north', 'zone-south'], classes: ['person'], forS: 0 },
    hours: null,
    recipient: null,
    enabled: true,
    ...over,
  };
}

/** Accounts of the city below, all with {@link PASSWORD}. */
export const ACCOUNTS: readonly {
  readonly username: string;
  readonly role: Role;
  readonly areaIds: string[] | null;
}[] = [
  { username: 'admin', role: 'admin', areaIds: null },
  { username: 'operator', role: 'operator', areaIds: null },
  { username: 'planner', role: 'planner', areaIds: null },
  { username: 'police', role: 'police', areaIds: null },
  { username: 'police-north', role: 'police', areaIds: ['north'] },
  { username: 'police-south', role: 'police', areaIds: ['south'] },
  { username: 'operator-north', role: 'operator', areaIds: ['north'] },
  { username: 'planner-south', role: 'planner', areaIds: ['south'] },
];

/** Of {@link PASSWORD}, by the least cost the form can tell: a real one is dear on purpose. */
export const CHEAP_HASH = `scrypt$2$8$1$${Buffer.from('salt').toString('base64url')}$${scryptSync(PASSWORD, 'salt', 32, { N: 2, r: 8, p: 1 }).toString('base64url')}`;

/** A city of two wards with a camera, a zone and a sensor each, one agent, one rule, and {@link ACCOUNTS}. */
export async function buildCity(database: Database): Promise<void> {
  const at = new Date();
  await saveArea(database, anArea({ id: 'the-city', kind: 'city', parentId: null, outline: null }));
  await saveArea(database, anArea());
  await saveArea(database, anArea({ id: 'south', outline: squareAround(PLACES.south.lat, PLACES.south.lon) }));
  await createAgent(database, { id: 'agent-1', name: 'Trạm biên 1', tokenHash: createHash('sha256').digest() });
  for (const ward of ['north', 'south'] as const) {
    await saveCamera(database, aCamera({ id: `cam-${ward}`, place: PLACES[ward] }), at);
    await saveZone(database, {
      id: `zone-${ward}`,
      cameraId: `cam-${ward}`,
      name: 'Kho',
      shape: {
        kind: 'zone',
        polygon: [
          [0.1, 0.1],
          [0.9, 0.1],
          [0.9, 0.9],
        ],
      },
    });
    await saveSensor(database, aSensor({ id: `water-${ward}`, place: PLACES[ward] }), at);
  }
  await saveRule(database, aRule(), null);
  for (const { username, role, areaIds } of ACCOUNTS) {
    await database.query(
      'insert into account (username, name, role, area_ids, password_hash) values ($1, $2, $3, $4, $5)',
      [username, `Tên ${username}`, role, areaIds, CHEAP_HASH],
    );
  }
}
