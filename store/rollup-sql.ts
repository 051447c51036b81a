import { DAY_HOURS, type Measure, type RollupDefinition, type RollupLevel } from './rollup-definitions.ts';
import { isPacked, keptIn, numbered, packedGroups, withSeries } from './rollup-series.ts';

// Statements are put together from our own definitions only; data travels as parameters.

const LENGTH: Readonly<Record<RollupLevel['bucket'], string>> = {
  quarter: '15 minutes',
  hour: '1 hour',
  day: '1 day',
  month: '1 month',
};

/** Length of a definition's finest bucket, as an interval. */
export function finestLength({ levels }: RollupDefinition): string {
  return LENGTH[levels[0].bucket];
}

/** Whether buckets are those of a calendar, so that the city's zone decides where they begin. */
export function isOfCalendar(bucket: RollupLevel['bucket']): boolean {
  return bucket === 'day' || bucket === 'month';
}

/** Start of the bucket a moment falls into. `zone`: parameter or literal with the zone whose days count. */
export function bucketOf(bucket: RollupLevel['bucket'], time: string, zone: string): string {
  return isOfCalendar(bucket)
    ? `date_trunc('${bucket}', ${time}, ${zone})`
    : `date_bin('${LENGTH[bucket]}', ${time}, '2000-01-01Z')`;
}

/** Start of the bucket after the one that begins at `start`. */
export function nextBucket(bucket: RollupLevel['bucket'], start: string, zone: string): string {
  // A day of the calendar is 23 or 25 hours long where clocks are put forward and back.
  return isOfCalendar(bucket)
    ? `((${start} at time zone ${zone} + interval '${LENGTH[bucket]}') at time zone ${zone})`
    : `(${start} + interval '${LENGTH[bucket]}')`;
}

/** Groups a level tells apart. */
export function groupsOf({ groups }: RollupDefinition, level: RollupLevel): RollupDefinition['groups'] {
  return groups.filter(({ name }) => !level.without?.includes(name));
}

/** Names of all columns of a level, bucket first. */
export function columns(definition: RollupDefinition, level: RollupLevel): readonly string[] {
  return [...groupColumns(definition, level), ...measuresOf(definition, level).map(({ name }) => name)];
}

/** What a level tells of each group. */
function measuresOf(
  { measures }: RollupDefinition,
  { hours }: RollupLevel,
): readonly Pick<Measure, 'name' | 'combination'>[] {
  return hours ? DAY_HOURS.map((name) => ({ name, combination: 'sum' })) : measures;
}

/** Names of the columns that make a group of a level, bucket first. */
export function groupColumns(definition: RollupDefinition, level: RollupLevel): readonly string[] {
  return ['bucket', ...groupsOf(definition, level).map(({ name }) => name)];
}

/** Column definitions of the finest level for jsonb_to_recordset. */
export function recordset({ groups, measures }: RollupDefinition): string {
  return ['bucket timestamptz', ...[...groups, ...measures].map(({ name, type }) => `${name} ${type}`)].join(', ');
}

/**
 * Sums rows to the finest level.
 *
 * @param from rows of the raw table, for spans and pairs as rollup-sources.ts makes them.
 */
export function sumRaw(definition: RollupDefinition, from: string): string {
  const { groups, measures, source } = definition;
  const where = source.kind === 'rows' && source.where !== undefined ? `where ${source.where}` : '';
  return `select ${bucketExpression(definition)} as bucket,
                 ${groups.map(({ name, fromRaw }) => (fromRaw === undefined ? name : `${fromRaw} as ${name}`)).join(', ')},
                 ${measures.map(({ name, fromRaw }) => `${fromRaw} as ${name}`).join(', ')}
            from ${from} ${where} group by ${['1', ...groups.map((_, i) => String(i + 2))].join(', ')}`;
}

/** The same for a finest level that is packed: groups bear numbers of series. */
export function sumRawPacked(definition: RollupDefinition, from: string): string {
  const { groups, measures, series, source } = definition;
  const where = source.kind === 'rows' && source.where !== undefined ? `where ${source.where}` : '';
  const others = groups.filter(({ name }) => !series?.columns.includes(name));
  return `select ${[
    `${bucketExpression(definition)} as bucket`,
    'series',
    ...others.map(({ name, fromRaw }) => (fromRaw === undefined ? name : `${fromRaw} as ${name}`)),
    ...measures.map(({ name, fromRaw }) => `${fromRaw} as ${name}`),
  ].join(', ')}
            from ${withSeries(definition, from)} ${where} group by ${['1', '2', ...others.map((_, i) => String(i + 3))].join(', ')}`;
}

/** The finest bucket of a row as {@link sumRaw} takes it. */
export function bucketExpression({ time, levels, source }: RollupDefinition): string {
  return source.kind === 'spans' ? 'bucket_at' : bucketOf(levels[0].bucket, time, 'null');
}

/** The level that another is summed from when it is summed anew. */
export function finerLevel({ levels }: RollupDefinition, { from }: RollupLevel): RollupLevel {
  return levels.find(({ table }) => table === from) ?? levels[0];
}

/** Sums a level to a coarser one. @param from rows of `finer`, the finest level unless given */
export function sumUp(
  definition: RollupDefinition,
  level: RollupLevel,
  from: string,
  zone: string,
  finer: RollupLevel = definition.levels[0],
): string {
  const names = groupsOf(definition, level).map(({ name }) => name);
  // Hours are told apart where the finer level does not do it already: once for each row, hence the offset.
  if (level.hours && !finer.hours) {
    const hour = `floor(extract(epoch from bucket - ${bucketOf(level.bucket, 'bucket', zone)}) / 3600)::int`;
    const sums = DAY_HOURS.map((name, i) => `coalesce(sum(count) filter (where hour = ${i}), 0) as ${name}`);
    return groupBy(level, names, sums, `(select *, ${hour} as hour from ${from} offset 0) hours`, zone);
  }
  return sumGroups(definition, level, names, from, zone);
}

/** Sums a packed level to a coarser packed one, by numbers of series. */
export function sumPacked(definition: RollupDefinition, level: RollupLevel, from: string, zone: string): string {
  const [, ...names] = packedGroups(definition);
  return sumGroups(definition, level, names, from, zone);
}

function sumGroups(
  definition: RollupDefinition,
  level: RollupLevel,
  names: readonly string[],
  from: string,
  zone: string,
): string {
  const sums = measuresOf(definition, level).map(({ name, combination }) => {
    switch (combination) {
      case 'sum':
        return `sum(${name}) as ${name}`;
      case 'sum-by-key':
        return `sum_by_key(${name}) as ${name}`;
      case 'least':
        return `min(${name}) as ${name}`;
      case 'greatest':
        return `max(${name}) as ${name}`;
      case 'last':
        return `(array_agg(${name} order by last_at desc nulls last))[1] as ${name}`;
    }
  });
  return groupBy(level, names, sums, from, zone);
}

function groupBy(
  { bucket }: RollupLevel,
  names: readonly string[],
  sums: readonly string[],
  from: string,
  zone: string,
): string {
  return `select ${bucketOf(bucket, 'bucket', zone)} as bucket, ${names.join(', ')}, ${sums.join(', ')}
            from ${from} group by 1, ${names.join(', ')}`;
}

/** Adds rows to a level: new groups are put in, those that are there are combined. Their series must be known. */
export function addTo(definition: RollupDefinition, level: RollupLevel, rows: string): string {
  return isPacked(definition, level)
    ? combine(definition, level, numbered(definition, level, rows))
    : combine(definition, level, rows);
}

/** Puts rows into a level that has none of their groups yet: quicker than adding. Their series must be known. */
export function putInto(definition: RollupDefinition, level: RollupLevel, rows: string): string {
  return insert(definition, level, isPacked(definition, level) ? numbered(definition, level, rows) : rows);
}

/** Plain insertion of rows that bear numbers of series where the level does. */
export function insert(definition: RollupDefinition, level: RollupLevel, rows: string): string {
  const names = [...keptGroups(definition, level), ...measuresOf(definition, level).map(({ name }) => name)];
  return `insert into ${keptIn(definition, level)} as t (${names.join(', ')}) ${rows}`;
}

/** {@link addTo} where the rows bear numbers of series. */
export function combine(definition: RollupDefinition, level: RollupLevel, rows: string): string {
  const sets = measuresOf(definition, level).map(({ name, combination }) => {
    const [old, added] = [`t.${name}`, `excluded.${name}`];
    switch (combination) {
      case 'sum':
        return `${name} = ${old} + ${added}`;
      case 'sum-by-key':
        return `${name} = add_by_key(${old}, ${added})`;
      case 'least':
        return `${name} = least(${old}, ${added})`;
      case 'greatest':
        return `${name} = greatest(${old}, ${added})`;
      case 'last':
        return `${name} = case when t.last_at is null or excluded.last_at >= t.last_at then ${added} else ${old} end`;
    }
  });
  return `${insert(definition, level, rows)}
          on conflict (${keptGroups(definition, level).join(', ')}) do update set ${sets.join(', ')}`;
}

function keptGroups(definition: RollupDefinition, level: RollupLevel): readonly string[] {
  return isPacked(definition, level) ? packedGroups(definition) : groupColumns(definition, level);
}
