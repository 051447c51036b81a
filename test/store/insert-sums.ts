import { transaction, type Database } from '../../store/database.ts';
import { putSums } from '../../store/history-sums.ts';
import { ROLLUPS } from '../../store/rollup-definitions.ts';
import { isPacked, keptIn } from '../../store/rollup-series.ts';
import { addTo, finerLevel, sumUp } from '../../store/rollup-sql.ts';

const LEVELS = ROLLUPS.flatMap((definition) => definition.levels.map((level) => ({ definition, level })));

/** Tables in which sums are kept, for `truncate`. */
export const SUM_TABLES = LEVELS.map(({ definition, level }) => keptIn(definition, level));

/** Runs `insert into …` for a level of sums as if it were a table, also where it is a view of numbered series. */
export async function insertSums(database: Database, insert: string, values: readonly unknown[] = []): Promise<void> {
  const name = /insert into (\w+)/.exec(insert)?.[1];
  const found = LEVELS.find(({ level }) => level.table === name);
  if (!found || !isPacked(found.definition, found.level)) {
    await database.query(insert, [...values]);
    return;
  }
  await transaction(database, async (connection) => {
    await connection.query(
      `create temp table rows_of_sums on commit drop as select * from ${found.level.table} with no data`,
    );
    await connection.query(insert.replace(`insert into ${name}`, 'insert into rows_of_sums'), [...values]);
    // What a short insert leaves out.
    const columns = found.definition.measures.map(({ name: measure }) => measure);
    await putSums(
      connection,
      found.definition,
      found.level,
      `select bucket, ${found.definition.groups.map((group) => group.name).join(', ')}, ${columns.join(', ')} from rows_of_sums`,
    );
  });
}

/** Fills the days that tell their hours from the hours of single lines, where a test has put in only those. */
export async function insertDayHours(database: Database, timeZone: string): Promise<void> {
  for (const { definition, level } of LEVELS.filter((one) => one.level.hours)) {
    const finer = finerLevel(definition, level);
    const rows = finer.hours ? finer.table : 'observation_hourly';
    await database.query(addTo(definition, level, sumUp(definition, level, rows, '$1', finer)), [timeZone]);
  }
}
