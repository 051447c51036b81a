import type { Box } from '../contracts/geometry.ts';
import type { Database, Queryable } from './database.ts';
import type { ReaderName, ReaderPosition } from './readers.ts';
import { isRowFault } from './row-fault.ts';
import type { RuleState } from './rule-state.ts';

/** What a batch of facts changes about one rule's alert at one place. Times in epoch milliseconds. */
export type AlertOutcome = {
  readonly ruleId: string;
  readonly placeKey: string;
  /** When the condition was over; null while it holds. */
  readonly clearedAt: number | null;
  /** The first fact that fulfilled the condition and how many did; null when the batch only ended it. */
  readonly raise: {
    readonly ruleVersion: number;
    readonly sourceKey: string;
    readonly lastSourceKey: string;
    readonly count: number;
    readonly lastAt: number;
    readonly deviceKind: 'camera' | 'sensor';
    readonly deviceId: string;
    readonly zoneId: string | null;
    readonly areaId: string | null;
    readonly class: string | null;
    readonly box: Box | null;
    readonly value: number | null;
    readonly unit: string | null;
    readonly detail: string | null;
    readonly capturedAt: number;
    readonly receivedAt: number | null;
    readonly perceivedAt: number | null;
  } | null;
};

/** One step of a reader: where to, and what becomes durable with it. */
export type ReaderMove = {
  readonly name: ReaderName;
  readonly from: ReaderPosition;
  readonly to: { readonly xid: string; readonly id: number };
  /** At most one per rule and place. */
  readonly outcomes: readonly AlertOutcome[];
  /** States to remember; `state` null forgets. At most one per rule and place. */
  readonly states: readonly RuleState[];
};

/** An alert that a move raised or repeated. */
export type RaisedAlert = {
  readonly id: number;
  readonly ruleId: string;
  readonly placeKey: string;
  /** False: the active alert of the rule and place was repeated. */
  readonly isNew: boolean;
  readonly raisedAt: number;
};

/** What a move did. `moved` null: somebody else has moved the reader since; nothing was written. */
export type MoveResult = {
  readonly moved: ReaderPosition | null;
  readonly alerts: readonly RaisedAlert[];
  readonly cleared: number;
};

// One statement, so that an alert costs one round trip and one commit. Everything hangs on `moved`: when the reader's
// turn is not the one we read at, no row is written at all.
const MOVE = `
with moved as (
  update reader set xid = $3::xid8, id = $4, turn = turn + 1, moved_at = clock_timestamp()
   where name = $1 and turn = $2
  returning turn, moved_at
), outcome as (
  select o.* from moved, jsonb_to_recordset($5::jsonb) as o(
    rule_id text, place_key text, cleared_at timestamptz, rule_version int, source_key text, last_source_key text,
    count int, last_at timestamptz, device_kind text, device_id text, zone_id text, area_id text, class text,
    box real[], value float8, unit text, detail text, captured_at timestamptz, received_at timestamptz,
    perceived_at timestamptz)
), put as (
  insert into alert (rule_id, rule_version, rule_name, condition, severity, device_kind, device_id, device_name,
                     zone_id, zone_name, area_id, lat, lon, class, box, value, unit, place_key, source_key, count,
                     last_at, cleared_at, captured_at, received_at, perceived_at, raised_at, recipient,
                     handed_to)
  select o.rule_id, o.rule_version, rule.name, rule.condition, rule.severity, o.device_kind, o.device_id,
         coalesce(camera.name, sensor.name, o.device_id), o.zone_id, coalesce(zone.name, o.zone_id),
         coalesce(o.area_id, camera.area_id, sensor.area_id), coalesce(camera.lat, sensor.lat),
         coalesce(camera.lon, sensor.lon), o.class, o.box, o.value, coalesce(o.unit, sensor.unit), o.place_key,
         o.last_source_key, o.count, o.last_at, o.cleared_at, o.captured_at, o.received_at, o.perceived_at,
         clock_timestamp(), whom.recipient,
         case when whom.recipient ->> 'kind' in ('unit', 'ward')
              then array[(whom.recipient ->> 'kind') || ':' || (whom.recipient ->> 'id')] else '{}' end
    from outcome o
    join rule on rule.id = o.rule_id and rule.version = o.rule_version
    left join camera on o.device_kind = 'camera' and camera.id = o.device_id
    left join sensor on o.device_kind = 'sensor' and sensor.id = o.device_id
    left join zone on zone.id = o.zone_id
    cross join lateral (select named_recipient(rule.recipient) as recipient) as whom
   where o.source_key is not null
   order by o.captured_at
  on conflict (rule_id, place_key) where state in ('raised', 'acknowledged', 'dispatched', 'on-scene')
  do update set
    count = alert.count + case when alert.source_key = excluded.source_key then 0 else excluded.count end,
    source_key = excluded.source_key,
    last_at = greatest(alert.last_at, excluded.last_at),
    cleared_at = excluded.cleared_at,
    version = alert.version + 1,
    changed_xid = fact_xid(),
    changed_seq = nextval('alert_change')
  returning id, version, rule_id, place_key, cleared_at, raised_at
), cleared as (
  update alert set cleared_at = o.cleared_at, version = alert.version + 1, changed_xid = fact_xid(),
                   changed_seq = nextval('alert_change')
    from outcome o
   where o.source_key is null and alert.rule_id = o.rule_id and alert.place_key = o.place_key
     and alert.state in ('raised', 'acknowledged', 'dispatched', 'on-scene') and alert.cleared_at is null
  returning alert.id, alert.cleared_at
), raised_step as (
  insert into alert_step (alert_id, kind, at, text)
  select put.id, 'raised', put.raised_at, o.detail
    from put join outcome o using (rule_id, place_key) where put.version = 1
  returning alert_id
), cleared_step as (
  insert into alert_step (alert_id, kind, at)
  -- joined to raised_step for the order of numbers: raised comes before cleared
  select c.id, 'cleared', c.cleared_at
    from (select id, cleared_at from cleared union all select id, cleared_at from put where cleared_at is not null) c
    left join raised_step on raised_step.alert_id = c.id
  returning alert_id
), pictured as (
  insert into evidence (alert_id, kind, at, mime, sha256, content)
  select put.id, 'snapshot', snapshot.at, 'image/jpeg', sha256(snapshot.jpeg), snapshot.jpeg
    from put join outcome o using (rule_id, place_key)
    join snapshot on snapshot.camera_id = o.device_id and snapshot.at = o.captured_at
   where put.version = 1 and o.device_kind = 'camera' and o.zone_id is not null
  returning alert_id
), remembered as (
  insert into rule_state (rule_id, place_key, state, changed_at)
  select s.rule_id, s.place_key, s.state, clock_timestamp()
    from moved, jsonb_to_recordset($6::jsonb) as s(rule_id text, place_key text, state jsonb)
   where s.state is not null and s.state <> 'null'::jsonb
  on conflict (rule_id, place_key) do update set state = excluded.state, changed_at = excluded.changed_at
  returning 1
), forgotten as (
  delete from rule_state using moved, jsonb_to_recordset($6::jsonb) as s(rule_id text, place_key text, state jsonb)
   where rule_state.rule_id = s.rule_id and rule_state.place_key = s.place_key
     and (s.state is null or s.state = 'null'::jsonb)
  returning 1
)
select moved.turn, moved.moved_at,
       (select count(*) from cleared)::int as cleared,
       (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'version', version, 'ruleId', rule_id,
                 'placeKey', place_key, 'raisedAt', extract(epoch from raised_at) * 1000)), '[]') from put) as put
  from moved`;

/**
 * Moves a reader and writes what its facts came to in the same transaction: alerts raised or repeated with their step
 * and picture, alerts cleared, states remembered. After a crash at any moment either all of it happened or none.
 */
export async function moveReader(connection: Queryable, move: ReaderMove): Promise<MoveResult> {
  const { rows } = await connection.query<{
    turn: number;
    moved_at: Date;
    cleared: number;
    put: { id: number; version: number; ruleId: string; placeKey: string; raisedAt: number }[];
  }>({
    name: 'move-reader',
    text: MOVE,
    values: [
      move.name,
      move.from.turn,
      move.to.xid,
      move.to.id,
      JSON.stringify(move.outcomes.map(outcomeRow)),
      JSON.stringify(
        move.states.map(({ ruleId, placeKey, state }) => ({ rule_id: ruleId, place_key: placeKey, state })),
      ),
    ],
  });
  const row = rows[0];
  if (!row) return { moved: null, alerts: [], cleared: 0 };
  return {
    moved: { ...move.to, turn: row.turn, movedAt: row.moved_at.getTime() },
    alerts: row.put.map(({ version, ...alert }) => ({ ...alert, isNew: version === 1 })),
    cleared: row.cleared,
  };
}

/**
 * Finds out which outcomes of a move that was refused because of its rows can be written, by trying each in a
 * transaction that is rolled back.
 */
export async function bearableOutcomes(
  database: Database,
  move: ReaderMove,
): Promise<{
  readonly bearable: readonly AlertOutcome[];
  readonly faults: readonly { readonly outcome: AlertOutcome; readonly fault: unknown }[];
}> {
  const bearable: AlertOutcome[] = [];
  const faults: { outcome: AlertOutcome; fault: unknown }[] = [];
  const connection = await database.connect();
  try {
    for (const outcome of move.outcomes) {
      await connection.query('begin');
      try {
        await moveReader(connection, { ...move, outcomes: [outcome], states: [] });
        bearable.push(outcome);
      } catch (error) {
        if (!isRowFault(error)) throw error;
        faults.push({ outcome, fault: error });
      } finally {
        await connection.query('rollback');
      }
    }
    return { bearable, faults };
  } finally {
    connection.release();
  }
}

function outcomeRow({ ruleId, placeKey, clearedAt, raise }: AlertOutcome): Record<string, unknown> {
  return {
    rule_id: ruleId,
    place_key: placeKey,
    cleared_at: iso(clearedAt),
    ...(raise && {
      rule_version: raise.ruleVersion,
      source_key: raise.sourceKey,
      last_source_key: raise.lastSourceKey,
      count: raise.count,
      last_at: iso(raise.lastAt),
      device_kind: raise.deviceKind,
      device_id: raise.deviceId,
      zone_id: raise.zoneId,
      area_id: raise.areaId,
      class: raise.class,
      box: raise.box && `{${raise.box.x},${raise.box.y},${raise.box.w},${raise.box.h}}`,
      value: raise.value,
      unit: raise.unit,
      detail: raise.detail,
      captured_at: iso(raise.capturedAt),
      received_at: iso(raise.receivedAt),
      perceived_at: iso(raise.perceivedAt),
    }),
  };
}

function iso(atMs: number | null): string | null {
  return atMs === null ? null : new Date(atMs).toISOString();
}
