import type { Queryable } from './database.ts';
import type { RollupName } from './rollup-definitions.ts';

/** Notes that everything that was committed before a moment is in the sums. */
export async function sayCaughtUp(connection: Queryable, rollup: RollupName, at: Date): Promise<void> {
  await connection.query(
    `insert into rollup_caught_up (rollup, at) values ($1, $2)
     on conflict (rollup) do update set at = greatest(rollup_caught_up.at, excluded.at)`,
    [rollup, at],
  );
}

/** Until when everything that was committed is in the sums; null: not known yet. */
export async function caughtUp(connection: Queryable, rollup: RollupName): Promise<Date | null> {
  const { rows } = await connection.query<{ at: Date }>('select at from rollup_caught_up where rollup = $1', [rollup]);
  return rows[0]?.at ?? null;
}
