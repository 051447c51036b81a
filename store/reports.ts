import type { Report, ReportOrder } from '../contracts/reports.ts';
import type { Queryable } from './database.ts';
import type { Scope } from './scope.ts';

type ReportRow = {
  readonly id: string;
  readonly month: string;
  readonly area_id: string | null;
  readonly area_name: string | null;
  readonly language: Report['language'];
  readonly boundaries: Report['boundaries'];
  readonly state: Report['state'];
  readonly share: number;
  readonly size: number | null;
  readonly ordered_by: string | null;
  readonly ordered_at: Date;
  readonly done_at: Date | null;
};

const COLUMNS = `report.id, to_char(month, 'YYYY-MM') as month, area_id,
  (select case language when 'vi' then name_vi else name_en end from area where area.id = area_id
    order by valid_from desc limit 1) as area_name,
  language, boundaries, state, share, length(content) as size, ordered_by, ordered_at, done_at`;
/** A report of an area is for those who see the area, one of the whole city for those who see all of it. */
const IN_SCOPE = '($1::text[] is null or area_id = any ($1))';
const MOST_LISTED = 500;
/** A gateway that has shown no life for so long has stopped, and another takes its work over. */
const LOST_AFTER = "interval '2 minutes'";
const MOST_TRIES = 3;

/** A report being made. */
export type ReportJob = ReportOrder & { readonly id: string };

/** Newest month first. */
export async function listReports(connection: Queryable, scope: Scope): Promise<Report[]> {
  const { rows } = await connection.query<ReportRow>(
    `select ${COLUMNS} from report where ${IN_SCOPE} order by report.month desc, ordered_at desc limit ${MOST_LISTED}`,
    [scope.areaIds],
  );
  return rows.map(toReport);
}

/** One report, or null when there is none or it is not theirs to see. */
export async function findReport(connection: Queryable, id: string, scope: Scope): Promise<Report | null> {
  const { rows } = await connection.query<ReportRow>(`select ${COLUMNS} from report where ${IN_SCOPE} and id = $2`, [
    scope.areaIds,
    id,
  ]);
  return rows[0] ? toReport(rows[0]) : null;
}

/**
 * Orders a report; one that is waited for or being made already, or is done and is not to be made again, stands for it.
 *
 * @param by null: the schedule.
 * @returns its id, and whether it is a new one.
 */
export async function orderReport(
  connection: Queryable,
  order: ReportOrder,
  by: string | null,
): Promise<{ readonly id: string; readonly isNew: boolean }> {
  const { rows } = await connection.query<{ id: string; is_new: boolean }>(
    `with there as (
       select id from report where month = ($1 || '-01')::date and area_id is not distinct from $2 and language = $3 and boundaries = $6
         and (state in ('waiting', 'running') or state = 'done' and not $4)
       order by ordered_at desc limit 1),
     new as (
       insert into report (month, area_id, language, ordered_by, boundaries)
       select ($1 || '-01')::date, $2, $3, $5, $6 where not exists (select from there)
       on conflict do nothing returning id)
     select id, false as is_new from there union all select id, true from new`,
    [order.month, order.areaId, order.language, order.again, by, order.boundaries],
  );
  const found = rows[0];
  // Somebody else ordered the same at the same moment: theirs is seen now.
  return found ? { id: found.id, isNew: found.is_new } : orderReport(connection, { ...order, again: false }, by);
}

/** Takes the report that has waited longest, or one whose maker is lost; null: there is none. */
export async function takeReport(connection: Queryable): Promise<ReportJob | null> {
  await connection.query(
    `update report set state = 'failed' where state = 'running' and tries >= ${MOST_TRIES}
       and worked_at < now() - ${LOST_AFTER}`,
  );
  const { rows } = await connection.query<Pick<ReportRow, 'id' | 'month' | 'area_id' | 'language' | 'boundaries'>>(
    `update report set state = 'running', share = 0, worked_at = now(), tries = tries + 1
     where id = (select id from report
       where state = 'waiting' or state = 'running' and worked_at < now() - ${LOST_AFTER}
       order by ordered_at limit 1 for update skip locked)
     returning id, to_char(month, 'YYYY-MM') as month, area_id, language, boundaries`,
  );
  const row = rows[0];
  if (!row) return null;
  const { id, month, area_id: areaId, language, boundaries } = row;
  return { id, month, areaId, language, boundaries, again: false };
}

/** Says how far a report is. @returns false when it is not wanted any more. */
export async function noteProgress(connection: Queryable, id: string, share: number): Promise<boolean> {
  const { rowCount } = await connection.query(
    `update report set share = $2, worked_at = now() where id = $1 and state = 'running'`,
    [id, share],
  );
  return rowCount === 1;
}

/** Puts a report's file in its place; nothing happens when it is not wanted any more. */
export async function finishReport(
  connection: Queryable,
  id: string,
  file: { readonly content: Buffer; readonly sha256: Buffer },
): Promise<void> {
  await connection.query(
    `update report set state = 'done', share = 1, done_at = now(), content = $2, sha256 = $3
     where id = $1 and state = 'running'`,
    [id, file.content, file.sha256],
  );
}

/** A report could not be made. */
export async function failReport(connection: Queryable, id: string): Promise<void> {
  await connection.query(`update report set state = 'failed' where id = $1 and state = 'running'`, [id]);
}

/** Stops a report that is not done. @returns whether there was anything to stop. */
export async function cancelReport(connection: Queryable, id: string): Promise<boolean> {
  const { rowCount } = await connection.query(
    `update report set state = 'cancelled' where id = $1 and state in ('waiting', 'running')`,
    [id],
  );
  return rowCount === 1;
}

/** Where a report's file is: its hash and size, or null when it is not there. */
export async function findReportFile(
  connection: Queryable,
  id: string,
  scope: Scope,
): Promise<{ readonly sha256: Buffer; readonly size: number; readonly month: string } | null> {
  const { rows } = await connection.query<{ sha256: Buffer; size: number; month: string }>(
    `select sha256, length(content) as size, to_char(month, 'YYYY-MM') as month from report
     where ${IN_SCOPE} and id = $2 and content is not null`,
    [scope.areaIds, id],
  );
  return rows[0] ?? null;
}

/** A part of it. Whether one may see it was asked before. */
export async function readReportPart(
  connection: Queryable,
  id: string,
  start: number,
  length: number,
): Promise<Buffer> {
  const { rows } = await connection.query<{ part: Buffer }>(
    'select substring(content from $2::int + 1 for $3) as part from report where id = $1',
    [id, start, length],
  );
  return rows[0]?.part ?? Buffer.alloc(0);
}

function toReport(row: ReportRow): Report {
  return {
    id: row.id,
    month: row.month,
    areaId: row.area_id,
    areaName: row.area_name,
    language: row.language,
    boundaries: row.boundaries,
    state: row.state,
    share: row.share,
    size: row.size,
    by: row.ordered_by,
    orderedAt: row.ordered_at.toISOString(),
    doneAt: row.done_at?.toISOString() ?? null,
  };
}
