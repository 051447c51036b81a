import type { RollupDefinition, RollupLevel } from './rollup-definitions.ts';

// Statements are put together from our own definitions only; data travels as parameters.

const LENGTH: Readonly<Record<RollupLevel['bucket'], string>> = {
  quarter: '15 minutes',
  hour: '1 hour',
  day: '1 day',
};

/** Length of a definition's finest bucket, as an interval. */
export function finestLength({ levels }: RollupDefinition): string {
  return LENGTH[levels[0].bucket];
}

/** Start of the bucket a moment falls into. `zone`: parameter or literal with the zone whose days count. */
export function bucketOf(bucket: RollupLevel['bucket'], time: string, zone: string): string {
  return bucket === 'day'
    ? `date_trunc('day', ${time}, ${zone})`
    : `date_bin('${LENGTH[bucket]}', ${time}, '2000-01-01Z')`;
}

/** Start of the bucket after the one that begins at `start`. */
export function nextBucket(bucket: RollupLevel['bucket'], start: string, zone: string): string {
  // A day of the calendar is 23 or 25 hours long where clocks are put forward and back.
  return bucket === 'day'
    ? `((${start} at time zone ${zone} + interval '1 day') at time zone ${zone})`
    : `(${start} + interval '${LENGTH[bucket]}')`;
}

/** Names of all columns of a level, bucket first. */
export function columns({ groups, measures }: RollupDefinition): readonly string[] {
  return ['bucket', ...groups.map(({ name }) => name), ...measures.map(({ name }) => name)];
}

/** Names of the columns that make a group, bucket first. */
export function groupColumns({ groups }: RollupDefinition): readonly string[] {
  return ['bucket', ...groups.map(({ name }) => name)];
}

/** Column definitions for jsonb_to_recordset. */
export function recordset({ groups, measures }: RollupDefinition): string {
  return ['bucket timestamptz', ...[...groups, ...measures].map(({ name, type }) => `${name} ${type}`)].join(', ');
}

/** Sums raw rows to the finest level. */
export function sumRaw(definition: RollupDefinition, from: string): string {
  const { time, groups, measures, levels } = definition;
  const names = groups.map(({ name }) => name);
  return `select ${bucketOf(levels[0].bucket, time, 'null')} as bucket, ${names.join(', ')},
                 ${measures.map(({ name, fromRaw }) => `${fromRaw} as ${name}`).join(', ')}
            from ${from} group by 1, ${names.join(', ')}`;
}

/** Sums a level to a coarser one. */
export function sumUp(definition: RollupDefinition, level: RollupLevel, from: string, zone: string): string {
  const names = definition.groups.map(({ name }) => name);
  const sums = definition.measures.map(({ name, combination }) => {
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
  return `select ${bucketOf(level.bucket, 'bucket', zone)} as bucket, ${names.join(', ')}, ${sums.join(', ')}
            from ${from} group by 1, ${names.join(', ')}`;
}

/** Adds rows to a level: new groups are put in, those that are there are combined. */
export function addTo(definition: RollupDefinition, level: RollupLevel, rows: string): string {
  const sets = definition.measures.map(({ name, combination }) => {
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
  return `insert into ${level.table} as t (${columns(definition).join(', ')})
          ${rows}
          on conflict (${groupColumns(definition).join(', ')}) do update set ${sets.join(', ')}`;
}
