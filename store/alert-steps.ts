import { NEXT_STEPS, stateAfter } from '../contracts/alerts.ts';
import type { AlertState } from '../contracts/alerts.ts';
import type { AlertDetail, NewStep } from '../contracts/api.ts';
import { undoStep } from './alert-undo.ts';
import { ALERT_IN_SCOPE } from './alert-row.ts';
import { findAlert } from './alerts.ts';
import { transaction, type Database, type Queryable } from './database.ts';
import type { Scope } from './scope.ts';

/** What became of a step. All but `not-found` carry the alert in its newest form. */
export type StepResult =
  | { readonly outcome: 'done' | 'changed' | 'wrong-step' | 'other-active'; readonly detail: AlertDetail }
  | { readonly outcome: 'not-found' };

/**
 * Takes one step in an alert's life: locks its row, checks the version the step was decided on and what may follow its
 * state (contracts: NEXT_STEPS), and writes state and step in one transaction. Two people at once are one after the
 * other; the second learns what the first did.
 */
export async function takeStep(
  database: Database,
  {
    alertId,
    step,
    by,
    scope,
  }: { readonly alertId: number; readonly step: NewStep; readonly by: string; readonly scope: Scope },
): Promise<StepResult> {
  try {
    return await transaction(database, async (connection) => {
      const { rows } = await connection.query<{ state: AlertState; version: number }>(
        `select state, version from alert where ${ALERT_IN_SCOPE} and id = $3 for update`,
        [scope.areaIds, scope.handedTo, alertId],
      );
      const before = rows[0];
      if (!before) return { outcome: 'not-found' };
      let refused: 'changed' | 'wrong-step' | null =
        step.ifVersion !== undefined && step.ifVersion !== before.version
          ? 'changed'
          : NEXT_STEPS[before.state].includes(step.kind)
            ? null
            : 'wrong-step';
      if (refused === null && step.kind !== 'undone') await writeStep(connection, { alertId, step, by });
      else if (refused === null && !(await undoStep(connection, { alertId, by }))) refused = 'wrong-step';
      return told(connection, alertId, scope, refused ?? 'done');
    });
  } catch (error) {
    if (!isOneActiveViolation(error)) throw error;
    return told(database, alertId, scope, 'other-active');
  }
}

async function writeStep(
  connection: Queryable,
  { alertId, step, by }: { readonly alertId: number; readonly step: NewStep; readonly by: string },
): Promise<void> {
  const handedTo = step.assignee ? [`${step.assignee.kind}:${step.assignee.id}`] : [];
  await connection.query(
    `update alert set
       version = version + 1,
       state = coalesce($2, state),
       assignee = coalesce($3, assignee),
       deadline_at = case when $4::boolean then $5 else deadline_at end,
       handed_to = array(select distinct unnest(handed_to || $6::text[])),
       acknowledged_at = case when $2 is null then acknowledged_at else coalesce(acknowledged_at, now()) end,
       resolved_at = case when $2 in ('resolved', 'false-alarm') then now() when $2 is null then resolved_at end,
       changed_xid = fact_xid(),
       changed_seq = nextval('alert_change')
     where id = $1`,
    [
      alertId,
      stateAfter(step.kind),
      step.assignee === undefined ? null : JSON.stringify(step.assignee),
      step.kind === 'dispatched' || step.deadlineAt !== undefined,
      step.deadlineAt ?? null,
      handedTo,
    ],
  );
  await connection.query(
    'insert into alert_step (alert_id, kind, by, text, assignee, deadline_at) values ($1, $2, $3, $4, $5, $6)',
    [
      alertId,
      step.kind,
      by,
      step.text ?? null,
      step.assignee === undefined ? null : JSON.stringify(step.assignee),
      step.deadlineAt ?? null,
    ],
  );
}

async function told(
  connection: Queryable,
  alertId: number,
  scope: Scope,
  outcome: 'done' | 'changed' | 'wrong-step' | 'other-active',
): Promise<StepResult> {
  const detail = await findAlert(connection, alertId, scope);
  return detail ? { outcome, detail } : { outcome: 'not-found' };
}

/** Reopening while another alert of the same rule and place is active. */
function isOneActiveViolation(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    error.code === '23505' &&
    'constraint' in error &&
    error.constraint === 'alert_one_active'
  );
}
