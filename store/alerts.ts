import type { Alert, AlertStep } from '../contracts/alerts.ts';
import { ACTIVE_STATES } from '../contracts/alerts.ts';
import type { AlertDetail, AlertPage, AlertQuery } from '../contracts/api.ts';
import {
  ALERT_COLUMNS,
  ALERT_IN_SCOPE,
  STEP_COLUMNS,
  toAlert,
  toStep,
  type AlertRow,
  type StepRow,
} from './alert-row.ts';
import { cursorNow } from './cursor.ts';
import { transaction, type Database, type Queryable } from './database.ts';
import { holdsOfAlert } from './holds.ts';
import type { Scope } from './scope.ts';

/** A picture or clip of an alert. */
export type Evidence = {
  readonly mime: string;
  readonly sha256: Buffer;
  /** Bytes. */
  readonly size: number;
};

/** Newest first; the page's cursor stands before the page was read, so that the feed from there misses nothing. */
export async function readAlertPage(database: Database, query: AlertQuery, scope: Scope): Promise<AlertPage> {
  const states = query.state === 'active' ? ACTIVE_STATES : query.state === 'all' ? null : [query.state];
  return transaction(database, async (connection) => {
    const cursor = await cursorNow(connection);
    const { rows } = await connection.query<AlertRow>(
      `select ${ALERT_COLUMNS} from alert
       where ${ALERT_IN_SCOPE}
         and ($3::text[] is null or state = any ($3)) and ($4::text is null or severity = $4)
         and ($5::text is null or area_id = $5) and ($6::text is null or device_id = $6)
         and ($7::text is null or rule_id = $7)
         and ($8::timestamptz is null or raised_at >= $8) and ($9::timestamptz is null or raised_at < $9)
         and ($10::bigint is null or id < $10)
       order by id desc limit $11`,
      [
        scope.areaIds,
        scope.handedTo,
        states,
        query.severity ?? null,
        query.areaId ?? null,
        query.deviceId ?? null,
        query.ruleId ?? null,
        query.from ?? null,
        query.to ?? null,
        query.beforeId ?? null,
        query.limit + 1,
      ],
    );
    return { alerts: rows.slice(0, query.limit).map(toAlert), cursor, more: rows.length > query.limit };
  });
}

/** One alert with its life so far, or null when there is none or it is not theirs to see. */
export async function findAlert(connection: Queryable, id: number, scope: Scope): Promise<AlertDetail | null> {
  const { rows } = await connection.query<AlertRow>(
    `select ${ALERT_COLUMNS} from alert where ${ALERT_IN_SCOPE} and id = $3`,
    [scope.areaIds, scope.handedTo, id],
  );
  const row = rows[0];
  if (!row) return null;
  return { alert: toAlert(row), steps: await readSteps(connection, id), holds: await holdsOfAlert(connection, id) };
}

/** Active alerts on sensors whose condition still holds: what colours a sensor. */
export async function readSensorAlerts(connection: Queryable): Promise<Alert[]> {
  const { rows } = await connection.query<AlertRow>(
    `select ${ALERT_COLUMNS} from alert where state = any ($1) and device_kind = 'sensor' and cleared_at is null`,
    [ACTIVE_STATES],
  );
  return rows.map(toAlert);
}

/** Picture or clip of an alert one may see, or null. */
export async function findEvidence(
  connection: Queryable,
  { alertId, kind, scope }: { readonly alertId: number; readonly kind: 'snapshot' | 'clip'; readonly scope: Scope },
): Promise<Evidence | null> {
  const { rows } = await connection.query<Evidence>(
    `select mime, sha256, length(content) as size from evidence join alert on alert.id = alert_id
     where ${ALERT_IN_SCOPE} and alert_id = $3 and kind = $4`,
    [scope.areaIds, scope.handedTo, alertId, kind],
  );
  return rows[0] ?? null;
}

/** A part of a picture or clip: from byte `start` on, at most `length` bytes. Whether one may see it was asked before. */
export async function readEvidencePart(
  connection: Queryable,
  {
    alertId,
    kind,
    start,
    length,
  }: { readonly alertId: number; readonly kind: 'snapshot' | 'clip'; readonly start: number; readonly length: number },
): Promise<Buffer> {
  const { rows } = await connection.query<{ part: Buffer }>(
    'select substring(content from $3::int + 1 for $4) as part from evidence where alert_id = $1 and kind = $2',
    [alertId, kind, start, length],
  );
  return rows[0]?.part ?? Buffer.alloc(0);
}

async function readSteps(connection: Queryable, alertId: number): Promise<AlertStep[]> {
  const { rows } = await connection.query<StepRow>(
    `select ${STEP_COLUMNS} from alert_step left join account on account.username = alert_step.by
     where alert_id = $1 order by alert_step.id`,
    [alertId],
  );
  return rows.map(toStep);
}
