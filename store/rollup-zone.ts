import type { Database } from './database.ts';
import { transaction } from './database.ts';
import type { RollupDefinition } from './rollup-definitions.ts';
import { keptIn } from './rollup-series.ts';
import { addTo, finerLevel, isOfCalendar, sumUp } from './rollup-sql.ts';

/**
 * Makes the daily and monthly levels count days of this zone: the first time notes it; when it is another than before, sums the
 * days anew from the finest level. That takes a while, during which readers by cursor wait: it happens when a city
 * changes its clocks for good.
 *
 * @returns whether the days were summed anew.
 */
export async function adoptTimeZone(
  database: Database,
  definitions: readonly RollupDefinition[],
  timeZone: string,
): Promise<boolean> {
  return transaction(database, async (connection) => {
    const { rows } = await connection.query<{ time_zone: string }>('select time_zone from rollup_zone for update');
    if (rows[0]?.time_zone === timeZone) return false;
    await connection.query(
      'insert into rollup_zone (time_zone) values ($1) on conflict (one) do update set time_zone = excluded.time_zone',
      [timeZone],
    );
    if (rows.length === 0) return false;
    for (const definition of definitions) {
      for (const level of definition.levels.filter(({ bucket }) => isOfCalendar(bucket))) {
        await connection.query(`delete from ${keptIn(definition, level)}`);
        const finer = finerLevel(definition, level);
        await connection.query(addTo(definition, level, sumUp(definition, level, finer.table, '$1', finer)), [
          timeZone,
        ]);
      }
    }
    return true;
  });
}
