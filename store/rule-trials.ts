import type { RuleTrial, RuleTrialResult } from '../contracts/rule-trial.ts';
import { ruleSettings, type RuleSettings } from '../contracts/rules.ts';
import type { Queryable } from './database.ts';

/** A trial somebody asks for. */
export type AskedTrial = {
  readonly id: string;
  readonly username: string;
  /** null: the whole city. */
  readonly areaIds: readonly string[] | null;
  readonly rule: RuleSettings;
  readonly from: Date;
  readonly to: Date;
};

/** Trials that wait or run, of everybody. */
const MOST_OPEN = 20;

/**
 * Asks for a trial. One that the same account asked for before is forgotten: nobody looks at it any more.
 *
 * @returns false when too many wait.
 */
export async function askTrial(connection: Queryable, trial: AskedTrial): Promise<boolean> {
  await connection.query('delete from rule_trial where username = $1', [trial.username]);
  const { rowCount } = await connection.query(
    `insert into rule_trial (id, username, area_ids, rule, from_at, to_at)
     select $1, $2, $3, $4, $5, $6 where (select count(*) from rule_trial where finished_at is null) < $7`,
    [trial.id, trial.username, trial.areaIds, JSON.stringify(trial.rule), trial.from, trial.to, MOST_OPEN],
  );
  return rowCount === 1;
}

/** How a trial stands, for the account that asked for it; null: there is none. */
export async function findTrial(connection: Queryable, id: string, username: string): Promise<RuleTrial | null> {
  const { rows } = await connection.query<{
    progress: number;
    heard: boolean;
    finished: boolean;
    result: RuleTrialResult | null;
  }>(
    `select progress, heard_at is not null as heard, finished_at is not null as finished, result
     from rule_trial where id = $1 and username = $2`,
    [id, username],
  );
  const row = rows[0];
  if (!row) return null;
  const state = row.finished ? (row.result ? 'done' : 'failed') : row.heard ? 'running' : 'waiting';
  return { id, state, progress: row.progress, result: row.result };
}

/** Ends a trial; whoever judges it finds out at its next word. */
export async function endTrial(connection: Queryable, id: string, username: string): Promise<boolean> {
  const { rowCount } = await connection.query('delete from rule_trial where id = $1 and username = $2', [id, username]);
  return rowCount === 1;
}

/** Takes up the next trial that waits, or that whoever had it has not spoken of since `silentBefore`; null: none. */
export async function takeTrial(connection: Queryable, silentBefore: Date): Promise<AskedTrial | null> {
  const { rows } = await connection.query<{
    id: string;
    username: string;
    area_ids: string[] | null;
    rule: unknown;
    from_at: Date;
    to_at: Date;
  }>(
    `update rule_trial set heard_at = clock_timestamp() where id = (
       select id from rule_trial where finished_at is null and (heard_at is null or heard_at < $1)
       order by asked_at limit 1 for update skip locked)
     returning id, username, area_ids, rule, from_at, to_at`,
    [silentBefore],
  );
  const row = rows[0];
  if (!row) return null;
  return {
    id: row.id,
    username: row.username,
    areaIds: row.area_ids,
    rule: ruleSettings.parse(row.rule),
    from: row.from_at,
    to: row.to_at,
  };
}

/** Says how far a trial has come. @returns false when nobody waits for it any more. */
export async function tellTrial(connection: Queryable, id: string, progress: number): Promise<boolean> {
  const { rowCount } = await connection.query(
    'update rule_trial set heard_at = clock_timestamp(), progress = $2 where id = $1 and finished_at is null',
    [id, progress],
  );
  return rowCount === 1;
}

/** Writes what came of a trial; null: it failed. */
export async function finishTrial(connection: Queryable, id: string, result: RuleTrialResult | null): Promise<void> {
  await connection.query(
    'update rule_trial set finished_at = clock_timestamp(), progress = 1, result = $2 where id = $1',
    [id, result && JSON.stringify(result)],
  );
}

/** Forgets trials nobody looks at any more. */
export async function purgeTrials(connection: Queryable, before: Date): Promise<void> {
  await connection.query('delete from rule_trial where asked_at < $1', [before]);
}

/** The picture taken at a moment by a camera, if it is still kept. */
export async function findSnapshot(connection: Queryable, cameraId: string, at: Date): Promise<Buffer | null> {
  const { rows } = await connection.query<{ jpeg: Buffer }>(
    'select jpeg from snapshot where camera_id = $1 and at = $2',
    [cameraId, at],
  );
  return rows[0]?.jpeg ?? null;
}
