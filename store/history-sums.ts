import { transaction, type Database, type Queryable } from './database.ts';
import type { RollupDefinition, RollupLevel } from './rollup-definitions.ts';
import { groupsIn, isPacked, keptIn, knowSeries } from './rollup-series.ts';
import { rangeRows } from './rollup-sources.ts';
import {
  addTo,
  columns,
  combine,
  finerLevel,
  insert,
  isOfCalendar,
  putInto,
  sumPacked,
  sumRaw,
  sumRawPacked,
  sumUp,
} from './rollup-sql.ts';

/**
 * Sums raw rows of a time into every level of a roll-up, each part in a transaction of its own. Nothing of that time may
 * be summed already, and its ends must be midnights of the zone.
 */
export async function sumHistory(
  database: Database,
  definition: RollupDefinition,
  { from, to, timeZone }: { readonly from: Date; readonly to: Date; readonly timeZone: string },
): Promise<void> {
  const [finest, ...coarser] = definition.levels;
  await transaction(database, async (connection) => {
    // What windows leave of many rows is guessed to be one; joined one by one to thousands of series, five days took over ten minutes.
    await connection.query('set local enable_nestloop = off');
    const rows = rangeRows(definition, '$1::timestamptz', '$2::timestamptz');
    if (isPacked(definition, finest)) {
      // Raw rows bear their series first: numbers are added up in less time than words.
      await knowSeries(connection, definition, groupsIn(definition, rows), [from, to]);
      await connection.query(`${insert(definition, finest, sumRawPacked(definition, rows))} order by 1, 2`, [from, to]);
    } else await connection.query(putInto(definition, finest, sumRaw(definition, rows)), [from, to]);
    for (const level of coarser) {
      const calendar = isOfCalendar(level.bucket);
      const zone = calendar ? '$3' : "'UTC'";
      const values = calendar ? [from, to, timeZone] : [from, to];
      const finer = finerLevel(definition, level);
      const within = (table: string): string => `(select * from ${table} where bucket >= $1 and bucket < $2) finer`;
      // A month is added to by every part of it that is filled in.
      const [put, putPacked] = level.bucket === 'month' ? [addTo, combine] : [putInto, insert];
      await connection.query(
        isPacked(definition, level) && isPacked(definition, finer)
          ? putPacked(
              definition,
              level,
              `${sumPacked(definition, level, within(keptIn(definition, finer)), zone)} order by 1, 2`,
            )
          : put(definition, level, sumUp(definition, level, within(finer.table), zone, finer)),
        values,
      );
    }
  });
}

/**
 * Puts sums into a level that has none of their groups yet, and writes down their series: for histories that are made up.
 *
 * @param rows statement that gives every column of the level, `values` its parameters
 */
export async function putSums(
  connection: Queryable,
  definition: RollupDefinition,
  level: RollupLevel,
  rows: string,
  values: readonly unknown[] = [],
): Promise<void> {
  await connection.query(`create temp table put_sums on commit drop as ${rows}`, [...values]);
  if (isPacked(definition, level)) await knowSeries(connection, definition, 'put_sums');
  await connection.query(putInto(definition, level, `select ${columns(definition, level).join(', ')} from put_sums`));
  await connection.query('drop table put_sums');
}
