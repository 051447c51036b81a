import { ruleSettings, type RuleSettings } from '../contracts/rules.ts';
import type { Queryable } from './database.ts';

/** A rule in its newest version. */
export type StoredRule = RuleSettings & { readonly version: number };

/** A stored rule that does not meet the contract (written by hand, or by another version): nobody can judge by it. */
export type BrokenRule = { readonly id: string; readonly version: number; readonly reason: string };

type Row = {
  id: string;
  version: number;
  name: string;
  severity: string;
  condition: unknown;
  hours: unknown;
  recipient: unknown;
  enabled: boolean;
};

/** All rules as they are now, deleted ones left out; those that do not meet the contract are told apart. */
export async function currentRules(
  connection: Queryable,
): Promise<{ readonly rules: readonly StoredRule[]; readonly broken: readonly BrokenRule[] }> {
  const { rows } = await connection.query<Row>(
    'select id, version, name, severity, condition, hours, recipient, enabled from rule_now where not deleted order by id',
  );
  const rules: StoredRule[] = [];
  const broken: BrokenRule[] = [];
  for (const row of rows) {
    const parsed = ruleSettings.safeParse(row);
    if (parsed.success) rules.push({ ...parsed.data, version: row.version });
    else
      broken.push({
        id: row.id,
        version: row.version,
        reason: parsed.error.issues.map((issue) => `${issue.path.join('.') || 'rule'}: ${issue.message}`).join('; '),
      });
  }
  return { rules, broken };
}

/** Thrown when a rule was changed by somebody else meanwhile. */
export class RuleChangedError extends Error {
  override readonly name = 'RuleChangedError';
}

/**
 * Writes a rule as a new version; versions that raised alerts stay as they were.
 *
 * @param ifVersion the version the change was made from, 0 for a new rule; left out: whatever is there now.
 * @returns the new version
 * @throws RuleChangedError when the rule is not at `ifVersion` any more, or two write at the same moment.
 */
export async function saveRule(
  connection: Queryable,
  settings: RuleSettings,
  changedBy: string | null,
  ifVersion?: number,
): Promise<number> {
  return writeVersion(connection, settings.id, ifVersion, (base) =>
    connection.query<{ version: number }>(
      `insert into rule (id, version, name, severity, condition, hours, enabled, changed_by, recipient)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing returning version`,
      [
        settings.id,
        base + 1,
        settings.name,
        settings.severity,
        JSON.stringify(settings.condition),
        settings.hours === null ? null : JSON.stringify(settings.hours),
        settings.enabled,
        changedBy,
        settings.recipient === null ? null : JSON.stringify(settings.recipient),
      ],
    ),
  );
}

/**
 * Takes a rule out of use; its versions stay for the alerts that name them.
 *
 * @returns the version that says so, or null when there is no such rule
 * @throws RuleChangedError like {@link saveRule}
 */
export async function deleteRule(
  connection: Queryable,
  id: string,
  changedBy: string | null,
  ifVersion?: number,
): Promise<number | null> {
  const { rows } = await connection.query('select 1 from rule_now where id = $1 and not deleted', [id]);
  if (rows.length === 0) return null;
  return writeVersion(connection, id, ifVersion, (base) =>
    connection.query<{ version: number }>(
      `insert into rule (id, version, name, severity, condition, hours, recipient, enabled, deleted, changed_by)
       select id, version + 1, name, severity, condition, hours, recipient, false, true, $3
         from rule where id = $1 and version = $2
       on conflict do nothing returning version`,
      [id, base, changedBy],
    ),
  );
}

async function writeVersion(
  connection: Queryable,
  id: string,
  ifVersion: number | undefined,
  insert: (base: number) => Promise<{ rows: { version: number }[] }>,
): Promise<number> {
  const { rows } = await connection.query<{ version: number | null; deleted: boolean | null }>(
    'select max(version) as version, (select deleted from rule_now where id = $1) as deleted from rule where id = $1',
    [id],
  );
  const base = rows[0]?.version ?? 0;
  const seen = rows[0]?.deleted === true ? 0 : base;
  if (ifVersion !== undefined && ifVersion !== seen)
    throw new RuleChangedError(`rule ${id} is at version ${seen}, not ${ifVersion}`);
  const written = (await insert(base)).rows[0];
  if (!written) throw new RuleChangedError(`rule ${id} was changed at the same moment`);
  return written.version;
}
