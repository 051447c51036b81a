import type { HotSpotQuery } from '../../contracts/history-comparison.ts';
import type { Queryable } from '../database.ts';
import type { Scope } from '../scope.ts';
import type { Span } from './note.ts';
import { areaFilter } from './selection.ts';
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
  const step = stepOf(query.step, query.of === 'alerts' ? 'a.raised_at' : 'a.bucket', '$7');
  const { rows } = await connection.query<SpotSum>(
    query.of === 'alerts'
      ? `select ${step.at} as at, ${step.slot} as slot, a.device_id as "deviceId", count(*)::float8 as total
           from alert a left join known_place k on k.kind = a.device_kind and k.id = a.device_id
          cross join lateral (select ${query.boundaries === 'now' ? 'coalesce(k.area_id, a.area_id)' : 'a.area_id'} as counted_in) c
          where a.raised_at >= $1 and a.raised_at < $2
            and ($3::text[] is null or counted_in = any ($3) or a.handed_to && $9::text[])
            and ($4::text[] is null or counted_in = any ($4))
            and ($5::text[] is null or a.class = any ($5)) and $6::text is not null and $7::text is not null
          group by 1, 2, 3 order by 1, 2, 3 limit $8`
      : `select ${step.at} as at, ${step.slot} as slot, a.camera_id as "deviceId", sum(a.count)::float8 as total
           from ${tableOf(level, query)} a
          where a.bucket >= $1 and a.bucket < $2 and ${areaFilter('a', query.boundaries, '$3', '$4')}
            and ${query.classes ? 'a.class = any ($5)' : '$5::text[] is null'}
            and a.kind = $6 and $7::text is not null and $9::text[] is not null
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

/** Cameras as a whole, where neither quarters nor classes matter. */
function tableOf(level: '15min' | 'hourly' | 'daily', query: HotSpotQuery): string {
  return level === '15min' || query.classes ? `observation_${level}` : `observation_camera_${level}`;
}
