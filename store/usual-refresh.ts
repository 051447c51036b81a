import { transaction, type Database, type Queryable } from './database.ts';
import { gapAccount, type GapCalendar } from './gaps.ts';
import { learnSensors } from './usual-sensors.ts';
import { USUAL } from './usual-sql.ts';

/** The usual is learned from so many weeks. */
export const USUAL_WEEKS = 12;

const HOUR_MS = 3_600_000;
const WEEK_MS = 168 * HOUR_MS;
/** Accounts of what was watched come late for so long; then the hour is learned once more. */
const LATE_MS = 72 * HOUR_MS;
const SLOTS = 168;
const SLOTS_AT_ONCE = 24;
/** Some 1500 rows. */
const WRITE_CHARACTERS = 200_000;

/**
 * Learns what is usual, slot by slot of the week: those of the hours whose gaps were told since the last time, and
 * those of the same hours three days before once more, for what came late. Everything, when the calendar is another.
 *
 * @param signal stops between slots; what is learned stays, the rest is learned the next time.
 * @param told hears of what is done: so many slots, of how many.
 * @returns until when the usual is learned; null when there is nothing to learn from yet.
 */
export async function refreshUsual(
  database: Database,
  calendar: GapCalendar,
  signal: AbortSignal,
  told: (done: number, all: number) => void = () => undefined,
): Promise<Date | null> {
  const until = (await gapAccount(database))?.until;
  if (!until) return null;
  const account = await usualAccount(database);
  const sameCalendar =
    account !== null && account.calendar.timeZone === calendar.timeZone && sameDays(account.calendar, calendar);
  const from = sameCalendar ? account.until.getTime() : 0;
  if (from >= until.getTime()) return account?.until ?? null;
  const slots = await slotsOf(database, from, until.getTime(), calendar.timeZone);
  for (let i = 0; i < slots.length; i += SLOTS_AT_ONCE) {
    if (signal.aborted) return account?.until ?? null;
    const learned = await learn(database, slots.slice(i, i + SLOTS_AT_ONCE), until, calendar);
    // Read together, written in small parts: readers by cursor wait for every open write.
    for (const part of smallParts(learned)) await keep(database, part);
    await learnSensors(database, slots.slice(i, i + SLOTS_AT_ONCE), windowTo(until), calendar);
    told(Math.min(i + SLOTS_AT_ONCE, slots.length), slots.length);
  }
  await saveUsualAccount(database, until, calendar);
  return until;
}

function windowTo(until: Date): { readonly from: Date; readonly until: Date } {
  return { from: new Date(until.getTime() - USUAL_WEEKS * WEEK_MS), until };
}

/** Until when the usual is learned; null: not at all yet. */
export async function usualLearnedAt(connection: Queryable): Promise<Date | null> {
  return (await usualAccount(connection))?.until ?? null;
}

/** What was learned of one slot, as JSON text that is handed back as it is. */
type LearnedSlot = { readonly slot: number; readonly watched: string; readonly usual: string };

async function learn(
  database: Database,
  slots: readonly number[],
  until: Date,
  { timeZone, holidays }: GapCalendar,
): Promise<readonly LearnedSlot[]> {
  return transaction(database, async (connection) => {
    // Parts of the statement look small to the planner, which would compare all with all.
    await connection.query('set local enable_nestloop = off');
    const { rows } = await connection.query<LearnedSlot>(
      `with ${USUAL},
     watched_of as (select slot, jsonb_agg(to_jsonb(w)) as rows from watched w group by slot),
     usual_of as (select slot, jsonb_agg(to_jsonb(u)) as rows from usual u group by slot)
     select slot, coalesce(w.rows, '[]')::text as watched, coalesce(u.rows, '[]')::text as usual
       from unnest($5::int[]) as asked(slot) left join watched_of w using (slot) left join usual_of u using (slot)
      order by slot`,
      [new Date(until.getTime() - USUAL_WEEKS * WEEK_MS), until, timeZone, holidays, slots],
    );
    return rows;
  });
}

/** As many slots together as make a short write; a large city's go one by one. */
function smallParts(learned: readonly LearnedSlot[]): readonly (readonly LearnedSlot[])[] {
  const parts: LearnedSlot[][] = [];
  let size = Infinity;
  for (const slot of learned) {
    size += slot.usual.length + slot.watched.length;
    if (size > WRITE_CHARACTERS) {
      parts.push([]);
      size = slot.usual.length + slot.watched.length;
    }
    parts.at(-1)?.push(slot);
  }
  return parts;
}

/** Only what is another than before is written. */
function keep(database: Database, learned: readonly LearnedSlot[]): Promise<void> {
  const slots = learned.map(({ slot }) => slot);
  const joined = (arrays: readonly string[]): string =>
    `[${arrays
      .map((array) => array.slice(1, -1))
      .filter((rows) => rows !== '')
      .join(',')}]`;
  return transaction(database, async (connection) => {
    await connection.query(
      `with input as materialized (
         select * from jsonb_to_recordset($2::jsonb) as w(zone_id text, slot int, area_id text, weeks int)),
       gone as (delete from usual_watched where slot = any ($1::int[]) and (slot, zone_id) not in (select slot, zone_id from input))
       insert into usual_watched as t (zone_id, slot, area_id, weeks) select zone_id, slot, area_id, weeks from input
       on conflict (slot, zone_id) do update set area_id = excluded.area_id, weeks = excluded.weeks
        where (t.area_id, t.weeks) is distinct from (excluded.area_id, excluded.weeks)`,
      [slots, joined(learned.map(({ watched }) => watched))],
    );
    await connection.query(
      `with input as materialized (
         select * from jsonb_to_recordset($2::jsonb)
           as u(zone_id text, slot int, kind text, class text, usual float8, low float8, high float8, spread float8)),
       gone as (
         delete from usual_count where slot = any ($1::int[])
            and (slot, zone_id, kind, class) not in (select slot, zone_id, kind, class from input))
       insert into usual_count as t (zone_id, slot, kind, class, usual, low, high, spread)
         select zone_id, slot, kind, class, usual, low, high, spread from input
       on conflict (slot, zone_id, kind, class) do update
         set usual = excluded.usual, low = excluded.low, high = excluded.high, spread = excluded.spread
       where (t.usual, t.low, t.high, t.spread) is distinct from (excluded.usual, excluded.low, excluded.high, excluded.spread)`,
      [slots, joined(learned.map(({ usual }) => usual))],
    );
  });
}

/** Slots of the week that have news: all of them after a week or more. */
async function slotsOf(connection: Queryable, fromMs: number, toMs: number, timeZone: string): Promise<number[]> {
  if (toMs - fromMs >= WEEK_MS) return Array.from({ length: SLOTS }, (_, slot) => slot);
  const { rows } = await connection.query<{ slot: number }>(
    `select distinct (extract(isodow from h at time zone $3)::int - 1) * 24 + extract(hour from h at time zone $3)::int as slot
       from (select generate_series($1::timestamptz, $2::timestamptz - interval '1 hour', interval '1 hour') as at) new_hours
       cross join lateral (values (at), (at - $4::float8 * interval '1 millisecond')) as v(h) order by 1`,
    [new Date(fromMs), new Date(toMs), timeZone, LATE_MS],
  );
  return rows.map(({ slot }) => slot);
}

async function usualAccount(
  connection: Queryable,
): Promise<{ readonly until: Date; readonly calendar: GapCalendar } | null> {
  const { rows } = await connection.query<{ until: Date; calendar: GapCalendar }>(
    'select until, calendar from usual_account',
  );
  return rows[0] ?? null;
}

async function saveUsualAccount(connection: Queryable, until: Date, calendar: GapCalendar): Promise<void> {
  await connection.query(
    `insert into usual_account (until, calendar) values ($1, $2)
     on conflict (one) do update set until = excluded.until, calendar = excluded.calendar`,
    [until, JSON.stringify({ timeZone: calendar.timeZone, holidays: calendar.holidays })],
  );
}

function sameDays(one: GapCalendar, other: GapCalendar): boolean {
  return JSON.stringify(one.holidays.toSorted()) === JSON.stringify(other.holidays.toSorted());
}
