import { UNDO_WITHIN_S } from '../contracts/alerts.ts';
import type { Queryable } from './database.ts';

/** Steps that leave an alert in another state. */
const MOVES = "('acknowledged', 'dispatched', 'on-scene', 'resolved', 'false-alarm', 'reopened')";

/**
 * Takes back the last step of an alert that is locked already: state, assignee, deadline and clock are again what the steps before
 * it say. Whoever it was handed to goes on to see it, and that it was taken back.
 *
 * @returns false when the last step was somebody else's, too long ago, or one that is not taken back
 */
export async function undoStep(
  connection: Queryable,
  { alertId, by }: { readonly alertId: number; readonly by: string },
): Promise<boolean> {
  const { rowCount } = await connection.query(
    `update alert_step set undone = true
     where id = (select id from alert_step where alert_id = $1 and kind in ${MOVES} and not undone order by id desc limit 1)
       and by = $2 and kind <> 'reopened' and at > now() - make_interval(secs => $3)`,
    [alertId, by, UNDO_WITHIN_S],
  );
  if (rowCount !== 1) return false;
  await connection.query(
    `with life as (
       select id, kind, at, assignee, deadline_at from alert_step where alert_id = $1 and kind in ${MOVES} and not undone)
     update alert set
       version = version + 1,
       state = coalesce((select case kind when 'reopened' then 'acknowledged' else kind end from life
         order by id desc limit 1), 'raised'),
       assignee = (select assignee from life where kind = 'dispatched' order by id desc limit 1),
       deadline_at = (select deadline_at from life where kind = 'dispatched' order by id desc limit 1),
       acknowledged_at = (select min(at) from life),
       resolved_at = null,
       changed_xid = fact_xid(),
       changed_seq = nextval('alert_change')
     where id = $1`,
    [alertId],
  );
  await connection.query("insert into alert_step (alert_id, kind, by) values ($1, 'undone', $2)", [alertId, by]);
  return true;
}
