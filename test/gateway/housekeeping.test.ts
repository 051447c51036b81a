import pino from 'pino';
import { expect, test } from 'vitest';
import { startHousekeeping } from '../../gateway/edges/housekeeping.ts';
import { endArea, saveArea } from '../../store/areas.ts';
import { undoLater } from '../support/cleanup.ts';
import { migratedDatabase } from '../support/database.ts';
import { anArea, buildCity, PLACES } from './support/city.ts';

test('devices stand in a new ward when it begins, and sessions that are over are forgotten', async () => {
  const { database } = await migratedDatabase({ max: 2 });
  await buildCity(database);
  const now = Date.now();
  // A ward that takes the place of the south in an hour.
  const { outline } = anArea();
  const begins = new Date(now + 3_600_000);
  await endArea(database, 'south', begins);
  const lower = PLACES.north.lat - PLACES.south.lat;
  await saveArea(
    database,
    anArea({
      id: 'new-south',
      validFrom: begins.toISOString(),
      outline: outline && {
        type: 'MultiPolygon',
        coordinates: outline.coordinates.map((rings) =>
          rings.map((ring) => ring.map(([lon, lat]): [number, number] => [lon, lat - lower])),
        ),
      },
    }),
  );
  await database.query(
    `insert into session (token_hash, username, created_at, seen_at, expires_at)
     select convert_to(day::text, 'UTF8'), 'planner', $1, $1, $1::timestamptz + day * interval '1 day' from unnest(array[0, 1]) day`,
    [new Date(now)],
  );
  const areaOf = async () =>
    (await database.query<{ area_id: string }>("select area_id from camera where id = 'cam-south'")).rows[0]?.area_id;
  const sessions = async () => (await database.query('select from session')).rows.length;
  let clock = now;
  const housekeeping = startHousekeeping({
    database,
    sessionIdleMs: 7_200_000,
    clock: () => clock,
    log: pino({ level: 'silent' }),
    everyMs: 20,
  });
  undoLater(housekeeping.stop);
  await expect.poll(sessions).toBe(1);
  expect(await areaOf()).toBe('south');
  clock = now + 3_600_001;
  await expect.poll(areaOf).toBe('new-south');
  expect(await sessions()).toBe(1);
  // Nobody has used it for two hours.
  clock = now + 7_200_001;
  await expect.poll(sessions).toBe(0);
});
