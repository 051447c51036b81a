import type { Handover, OpenAlert } from '../contracts/handover.ts';
import { ACTIVE_STATES } from '../contracts/alerts.ts';
import { ALERT_IN_SCOPE } from './alert-row.ts';
import type { Queryable } from './database.ts';
import type { Scope } from './scope.ts';

/** More than a person hands over; the gravest come first. */
const MOST_OPEN = 500;

/** The alerts that are open now, gravest first, each with the last thing a person wrote about it. */
export async function readOpenAlerts(connection: Queryable, scope: Scope): Promise<OpenAlert[]> {
  const { rows } = await connection.query<OpenAlert & { raised_at: Date }>(
    `select alert.id as "alertId", severity, state, rule_name as rule, raised_at, assignee ->> 'name' as assignee,
       device_name || coalesce(' · ' || zone_name, '') as place, said.text as note, said.name as "noteBy"
     from alert left join lateral (
       select alert_step.text, coalesce(account.name, alert_step.by) as name
       from alert_step left join account on account.username = alert_step.by
       where alert_id = alert.id and alert_step.text is not null and alert_step.by is not null
       order by alert_step.id desc limit 1
     ) as said on true
     where ${ALERT_IN_SCOPE} and state = any ($3)
     order by case severity when 'critical' then 0 when 'warning' then 1 else 2 end, alert.id limit $4`,
    [scope.areaIds, scope.handedTo, ACTIVE_STATES, MOST_OPEN],
  );
  return rows.map(({ raised_at, ...row }) => ({ ...row, raisedAt: raised_at.toISOString() }));
}

type Row = Omit<Handover, 'at' | 'takenAt'> & { readonly at: Date; readonly takenAt: Date | null };

const COLUMNS = `handover.id, handover.at, handover.by, coalesce(maker.name, handover.by) as "byName", note, open,
  taken_at as "takenAt", coalesce(taker.name, taken_by) as "takenByName"`;
const NAMES = `left join account as maker on maker.username = handover.by
  left join account as taker on taker.username = handover.taken_by`;
/** Whoever sees all areas it is about sees it; the whole city's only whoever sees the whole city. */
const IN_SCOPE = '($1::text[] is null or handover.area_ids <@ $1)';

/** The last handovers one may see, newest first. */
export async function readHandovers(connection: Queryable, scope: Scope, limit: number): Promise<Handover[]> {
  const { rows } = await connection.query<Row>(
    `select ${COLUMNS} from handover ${NAMES} where ${IN_SCOPE} order by handover.id desc limit $2`,
    [scope.areaIds, limit],
  );
  return rows.map(toHandover);
}

/** Keeps a handover. @returns its number. */
export async function addHandover(
  connection: Queryable,
  { by, scope, note, open }: { by: string; scope: Scope; note: string; open: readonly OpenAlert[] },
): Promise<number> {
  const { rows } = await connection.query<{ id: number }>(
    'insert into handover (by, area_ids, note, open) values ($1, $2, $3, $4) returning id',
    [by, scope.areaIds, note, JSON.stringify(open)],
  );
  return rows[0]?.id ?? 0;
}

/** Notes who took a shift over; the first counts. */
export async function takeHandover(
  connection: Queryable,
  { id, by, scope }: { readonly id: number; readonly by: string; readonly scope: Scope },
): Promise<'taken' | 'taken-before' | 'not-found'> {
  const { rows } = await connection.query<{ before: boolean }>(
    `with found as (select id, taken_at is not null as before from handover where id = $2 and ${IN_SCOPE} for update),
       done as (update handover set taken_at = now(), taken_by = $3
         where id in (select id from found where not before))
     select before from found`,
    [scope.areaIds, id, by],
  );
  const [row] = rows;
  return row === undefined ? 'not-found' : row.before ? 'taken-before' : 'taken';
}

function toHandover({ at, takenAt, ...row }: Row): Handover {
  return { ...row, at: at.toISOString(), takenAt: takenAt?.toISOString() ?? null };
}
