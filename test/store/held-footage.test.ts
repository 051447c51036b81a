import { beforeAll, beforeEach, expect, test } from 'vitest';
import type { Database } from '../../store/database.ts';
import { orderHeldMinutes, refuseHeldMinute, requestHeldMinute, takeHeldWishes } from '../../store/held-footage.ts';
import { holdPlaces } from '../../store/holds.ts';
import { migratedDatabase } from '../support/database.ts';

const MINUTE_MS = 60_000;
/** Holds are put, refused and asked for by the database's clock and ours alike. */
const started = Date.now();
const later = (minutes: number): Date => new Date(started + minutes * MINUTE_MS);

let database: Database;
beforeAll(async () => {
  ({ database } = await migratedDatabase());
});
beforeEach(async () => {
  await database.query(
    `truncate hold, held_footage, upload_request, camera, agent, device_state, known_place, service_span cascade`,
  );
  await database.query(`insert into agent (id, name, token_hash) values ('pole', 'P', '\\x00')`);
  await database.query(
    `insert into camera (id, agent_id, name, url, lat, lon, heading_deg, field_of_view_deg, range_m, sample_fps, priority)
     values ('gate', 'pole', 'Cổng', 'rtsp://x', 21.3, 105.6, 0, 60, 50, 5, 'normal')`,
  );
});

async function holdMinutes(minutes: number): Promise<void> {
  const from = new Date(Math.floor((started - 3_600_000) / MINUTE_MS) * MINUTE_MS);
  const to = new Date(from.getTime() + minutes * MINUTE_MS);
  const span = { from: from.toISOString(), to: to.toISOString() };
  await holdPlaces(database, { cameraIds: ['gate'], sensorIds: [], areaIds: [], ...span, reason: 'vụ án 12' }, 'admin');
  await orderHeldMinutes(database, new Date(started));
}
/** What a gateway does in a turn. @returns the ids of its requests */
async function turn(at: Date): Promise<string[]> {
  const againBefore = new Date(at.getTime() - 3 * MINUTE_MS);
  const wishes = await takeHeldWishes(database, { now: at, againBefore, perAgent: 2 });
  return Promise.all(
    wishes.map(async (wish) => {
      const requestId = crypto.randomUUID();
      const to = new Date(wish.from.getTime() + MINUTE_MS);
      await requestHeldMinute(database, { requestId, tokenHash: Buffer.alloc(32), wish, to, askedAt: at });
      return requestId;
    }),
  );
}
const said = (state: 'online' | 'offline') =>
  database.query(
    `insert into device_state (device_kind, device_id, heard_at, state) values ('agent', 'pole', now(), jsonb_build_object('state', $1::text))
     on conflict (device_kind, device_id) do update set state = excluded.state`,
    [state],
  );
async function states(): Promise<string[]> {
  const { rows } = await database.query<{ state: string }>('select state from held_footage order by id');
  return rows.map(({ state }) => state);
}

test('an agent that is away is not asked, and its minutes wait until it is back', async () => {
  await holdMinutes(1);
  await said('offline');
  expect(await turn(later(0))).toEqual([]);
  await said('online');
  expect(await turn(later(0))).toHaveLength(1);
  expect(await states()).toEqual(['waiting']);
});

test('however often it did not answer, the first refusal after that is one of many', async () => {
  await holdMinutes(1);
  const requests: string[] = [];
  for (let minute = 0; minute < 100; minute += 4) requests.push(...(await turn(later(minute))));
  expect(requests).toHaveLength(25);
  const last = requests.at(-1) ?? '';
  expect(await refuseHeldMinute(database, last, 'failed')).toBe(true);
  expect(await states()).toEqual(['waiting']);
  const { rows } = await database.query<{ n: number }>('select count(*)::int as n from upload_request');
  expect(rows[0]?.n, 'requests nobody answered for an hour are not kept').toBeLessThan(20);
});

test('an agent that cannot bring a minute is asked again after longer and longer pauses, and fails in the end', async () => {
  await holdMinutes(1);
  const pauses: number[] = [];
  for (let at = later(0); ;) {
    const [request = ''] = await turn(at);
    await refuseHeldMinute(database, request, 'failed');
    if ((await states())[0] !== 'waiting') break;
    const { rows } = await database.query<{ minutes: number; next: Date }>(
      'select (extract(epoch from not_before - now()) / 60)::int as minutes, not_before as next from held_footage',
    );
    const next = rows[0]?.next.getTime() ?? 0;
    pauses.push(rows[0]?.minutes ?? 0);
    expect(await turn(new Date(next - 1000))).toEqual([]);
    at = new Date(next + 1000);
  }
  expect(pauses).toEqual([3, 6, 12, 24, 48, 96, 192, 384]);
  expect(await states()).toEqual(['failed']);
});

test('what it answers to earlier requests is not one more refusal, and that it has no footage is believed at once', async () => {
  await holdMinutes(1);
  const [first = ''] = await turn(later(0));
  const [second = ''] = await turn(later(4));
  await refuseHeldMinute(database, first, 'failed');
  const { rows } = await database.query('select tries, state from held_footage');
  expect(rows).toEqual([{ tries: 0, state: 'waiting' }]);
  await refuseHeldMinute(database, second, 'no-footage');
  expect(await states()).toEqual(['gone']);
});

test('minutes that cannot be brought do not keep the others from being asked for', async () => {
  await holdMinutes(4);
  for (const request of await turn(later(0))) await refuseHeldMinute(database, request, 'failed');
  // Two are refused and pause; the other two are asked for at once, and are not answered.
  expect(await turn(later(1))).toHaveLength(2);
  expect(await turn(later(2))).toEqual([]);
  // Those that were refused come again, and those nobody answered.
  expect(await turn(later(5))).toHaveLength(2);
});
