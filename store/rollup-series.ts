import type { Queryable } from './database.ts';
import type { RollupDefinition, RollupLevel } from './rollup-definitions.ts';

// Most sums are of single lines and classes: the words that name these are kept once, as a series, and sums bear its
// number. Statements are put together from our own definitions only; data travels as parameters.

/** Whether a level keeps numbers of series; its `table` is then a view that says them in words. */
export function isPacked({ series }: RollupDefinition, level: RollupLevel): boolean {
  return series !== undefined && level.without === undefined;
}

/** Table that a level is kept in. */
export function keptIn(definition: RollupDefinition, level: RollupLevel): string {
  return isPacked(definition, level) ? `${level.table}_packed` : level.table;
}

/** Columns that make a group of a packed level, bucket first. */
export function packedGroups({ groups, series }: RollupDefinition): readonly string[] {
  return ['bucket', 'series', ...groups.map(({ name }) => name).filter((name) => !series?.columns.includes(name))];
}

/** Rows with numbers in place of words, in the order they lie in. A series that is not known makes the statement fail, so that nothing is lost. */
export function numbered(definition: RollupDefinition, level: RollupLevel, rows: string): string {
  const [bucket, , ...others] = packedGroups(definition);
  const names = [bucket, 's.id as series', ...others, ...definition.measures.map(({ name }) => name)];
  return `select ${names.join(', ')} from (${rows}) ${level.table}_rows
            left join ${seriesOf(definition).table} s on ${sameSeries(definition, 's', `${level.table}_rows`)}
           order by 1, 2`;
}

/** Raw rows with the number of their series, `series`. */
export function withSeries(definition: RollupDefinition, rows: string): string {
  return `(select raw_rows.*, s.id as series from (select * from ${rows}) raw_rows
             left join ${seriesOf(definition).table} s on ${sameSeries(definition, 's', 'raw_rows')}) numbered_rows`;
}

/** Series that raw rows name, each once. */
export function groupsIn(definition: RollupDefinition, rows: string): string {
  const where = definition.source.kind === 'rows' && definition.source.where ? `where ${definition.source.where}` : '';
  return `(select distinct ${seriesOf(definition).columns.join(', ')} from ${rows} ${where}) named`;
}

/** Statement that gives the numbers of a device's series. */
export function seriesOfDevice(definition: RollupDefinition, device: string): string {
  return `select id from ${seriesOf(definition).table} s where s.${definition.device} = ${device}`;
}

/** Whether rows `rows` name a series that is not known. */
export function hasUnknownSeries(definition: RollupDefinition, rows: string): string {
  return definition.series === undefined
    ? 'false'
    : `exists (select from ${rows} r where ${isUnknown(definition, 'r')})`;
}

/** Writes down the series that rows name; in order, so that two who do so at once do not wait for each other. @param rows a table expression with `values` as its parameters */
export async function knowSeries(
  connection: Queryable,
  definition: RollupDefinition,
  rows: string,
  values: readonly unknown[] = [],
): Promise<void> {
  if (definition.series === undefined) return;
  const { table, columns } = definition.series;
  await connection.query(
    `insert into ${table} (${columns.join(', ')})
     select distinct ${columns.join(', ')} from (select * from ${rows}) r where ${isUnknown(definition, 'r')}
      order by ${columns.map((_, i) => String(i + 1)).join(', ')} on conflict do nothing`,
    [...values],
  );
}

function isUnknown(definition: RollupDefinition, alias: string): string {
  return `not exists (select from ${seriesOf(definition).table} s where ${sameSeries(definition, 's', alias)})`;
}

/** `is not distinct from`, in words that can be hashed. */
function sameSeries(definition: RollupDefinition, one: string, other: string): string {
  return seriesOf(definition)
    .columns.map(
      (name) =>
        `coalesce(${one}.${name}, '') = coalesce(${other}.${name}, '') and (${one}.${name} is null) = (${other}.${name} is null)`,
    )
    .join(' and ');
}

function seriesOf({ name, series }: RollupDefinition): NonNullable<RollupDefinition['series']> {
  if (series === undefined) throw new Error(`${name} has no series`);
  return series;
}
