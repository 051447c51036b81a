import type { Queryable } from './database.ts';

/** What a rule remembers of one place between facts. The state's shape is the judge's own. */
export type RuleState = { readonly ruleId: string; readonly placeKey: string; readonly state: unknown };

/** Everything rules remember about places whose key begins with `prefix` (`sensor:`, `camera:`). */
export async function ruleStates(connection: Queryable, prefix: string): Promise<readonly RuleState[]> {
  const { rows } = await connection.query<{ rule_id: string; place_key: string; state: unknown }>(
    'select rule_id, place_key, state from rule_state where starts_with(place_key, $1)',
    [prefix],
  );
  return rows.map((row) => ({ ruleId: row.rule_id, placeKey: row.place_key, state: row.state }));
}
