import { randomBytes } from 'node:crypto';
import { tokenHash } from '../../../gateway/edges/http/session-cookie.ts';
import { createAccount } from '../../../store/accounts.ts';
import type { Database } from '../../../store/database.ts';
import { openHistory } from '../../../store/history-fill.ts';
import { createSession } from '../../../store/sessions.ts';
import { CITY, DAY_OF_JOURNEYS } from '../history/year-sql.ts';

const DAY_MS = 86_400_000;
const START_MS = Date.parse('2025-03-01T00:00:00+07:00');
const CAMERAS = 50;
/** Of each journey: two crossings, for every third a speed, for every sixth two of somebody in a zone. */
const ROWS_PER_JOURNEY = 8 / 3;

/** So many observations from `from` to `to`. */
export type Period = { readonly from: string; readonly to: string; readonly rows: number };

/**
 * Fills as many observations as are wanted, evenly over twenty days, unless there are some; and tells the periods that hold
 * a tenth and all of them.
 */
export async function fillEvents(
  database: Database,
  wanted: number,
  say: (line: string) => void,
): Promise<{ readonly tenth: Period; readonly all: Period }> {
  const { rows: found } = await database.query('select from observation limit 1');
  if (found.length > 0) return periods(database);
  await openHistory(database, 'Asia/Ho_Chi_Minh');
  for (const [sql, values] of CITY(CAMERAS, 1, new Date(START_MS))) await database.query(sql, values);
  const perHour = Math.ceil(wanted / ROWS_PER_JOURNEY / 20 / 24);
  for (let day = 0; day < 20; day++) {
    const hours = Array.from({ length: 24 }, () => perHour);
    await database.query(DAY_OF_JOURNEYS, [new Date(START_MS + day * DAY_MS), hours, CAMERAS, String(day), '0']);
    if (day % 5 === 4) say(`  ${(day + 1) * 5} %`);
  }
  await database.query('vacuum (analyze) observation');
  return periods(database);
}

async function periods(database: Database): Promise<{ readonly tenth: Period; readonly all: Period }> {
  const until = async (days: number): Promise<Period> => {
    const [from, to] = [START_MS, START_MS + days * DAY_MS].map((ms) => new Date(ms).toISOString()) as [string, string];
    const { rows } = await database.query<{ n: number }>(
      'select count(*) as n from observation where at >= $1 and at < $2',
      [from, to],
    );
    return { from, to, rows: rows[0]?.n ?? 0 };
  };
  return { tenth: await until(2), all: await until(21) };
}

/** A session of a planner of its own. @returns its cookie */
export async function openSession(database: Database): Promise<string> {
  const username = `planner-${randomBytes(4).toString('hex')}`;
  const at = new Date();
  const [password, token] = [randomBytes(16).toString('hex'), randomBytes(32).toString('base64url')];
  await createAccount(database, {
    username,
    name: username,
    role: 'planner',
    areaIds: null,
    unitId: null,
    locale: 'vi',
    password,
  });
  const expiresAt = new Date(at.getTime() + 3_600_000);
  await createSession(database, { tokenHash: tokenHash(token), username, at, expiresAt });
  return `citywatch=${token}`;
}
