import type { HotSpotQuery } from '../../contracts/history-comparison.ts';
import type { Queryable } from '../database.ts';
import type { Scope } from '../scope.ts';
import type { Span } from './note.ts';
import { sumsOfHours } from './day-hours.ts';
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
  const { rows } = await connection.query<SpotSum>(
    query.of === 'alerts' ? ofAlerts() : level === '15min' ? ofQuarters() : ofHours(),
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

  function ofAlerts(): string {
    const step = stepOf(query.step, 'a.raised_at', '$7');
    return `select ${step.at} as at, ${step.slot} as slot, a.device_id as "deviceId", count(*)::float8 as total
           from alert a left join known_place k on k.kind = a.device_kind and k.id = a.device_id
          cross join lateral (select ${query.boundaries === 'now' ? 'coalesce(k.area_id, a.area_id)' : 'a.area_id'} as counted_in) c
          where a.raised_at >= $1 and a.raised_at < $2
            and ($3::text[] is null or counted_in = any ($3) or a.handed_to && $9::text[])
            and ($4::text[] is null or counted_in = any ($4))
            and ($5::text[] is null or a.class = any ($5)) and $6::text is not null and $7::text is not null
          group by 1, 2, 3 order by 1, 2, 3 limit $8`;
  }

  function ofHours(): string {
    const parts = { device: 'o.camera_id' };
    return `with ${sumsOfHours(query.step, '$7', { parts, from: 'observation_camera_hours o', where: filter('o') })}
            select at, slot, device as "deviceId", counted as total from of_hours order by 1, 2, 3 limit $8`;
  }

  function ofQuarters(): string {
    const step = stepOf(query.step, 'o.bucket', '$7');
    return `select ${step.at} as at, ${step.slot} as slot, o.camera_id as "deviceId", sum(o.count::float8) as total
           from observation_15min o
          where o.bucket >= $1 and o.bucket < $2 and ${filter('o')} and $7::text is not null
          group by 1, 2, 3 order by 1, 2, 3 limit $8`;
  }

  function filter(of: string): string {
    return `${areaFilter(of, query.boundaries, '$3', '$4')} and ($5::text[] is null or ${of}.class = any ($5))
            and ${of}.kind = $6 and $9::text[] is not null`;
  }
}
