import type { HotSpotQuery } from '../../contracts/history-comparison.ts';
import type { Queryable } from '../database.ts';
import type { Scope } from '../scope.ts';
import type { Span } from './note.ts';
import { stepOf } from './time-steps.ts';

/** How much happened at one device in one step. */
export type SpotSum = {
  readonly at: Date | null;
  readonly slot: number | null;
  readonly deviceId: string;
  readonly total: number;
};

/** How much was observed at cameras, or how many alerts were raised at devices, step by step. */
export async function readSpotSums(
  connection: Queryable,
  {
    query,
    span,
    areaIds,
    scope,
    level,
    timeZone,
    limit,
  }: {
    readonly query: HotSpotQuery;
    readonly span: Span;
    /** With everything below them. */
    readonly areaIds: readonly string[] | null;
    readonly scope: Scope;
    readonly level: '15min' | 'hourly' | 'daily';
    readonly timeZone: string;
    readonly limit: number;
  },
): Promise<SpotSum[]> {
  const alerts = query.of === 'alerts';
  const step = stepOf(query.step, alerts ? 'a.raised_at' : 'a.bucket', '$7');
  const { rows } = await connection.query<SpotSum>(
    `select ${step.at} as at, ${step.slot} as slot, a.${alerts ? 'device_id' : 'camera_id'} as "deviceId",
            ${alerts ? 'count(*)' : 'sum(a.count)'}::float8 as total
       from ${alerts ? 'alert' : `observation_${level}`} a
      where a.${alerts ? 'raised_at' : 'bucket'} >= $1 and a.${alerts ? 'raised_at' : 'bucket'} < $2
        and ($3::text[] is null or a.area_id = any ($3) ${alerts ? 'or a.handed_to && $9::text[]' : 'or cardinality($9::text[]) < 0'})
        and ($4::text[] is null or a.area_id = any ($4))
        and ($5::text[] is null or a.class = any ($5))
        and ${alerts ? '$6::text is not null' : 'a.kind = $6'} and $7::text is not null
      group by 1, 2, 3 order by 1, 2, 3 limit $8`,
    [
      span.from,
      span.to,
      scope.areaIds,
      areaIds,
      query.classes ?? null,
      query.what,
      timeZone,
      limit + 1,
      scope.handedTo,
    ],
  );
  return rows;
}
