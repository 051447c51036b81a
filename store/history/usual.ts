import type { Queryable } from '../database.ts';
import type { Scope } from '../scope.ts';

/** What is usual in one hour of the week. */
export type UsualHour = {
  readonly slot: number;
  readonly usual: number;
  readonly low: number;
  readonly high: number;
  readonly spread: number;
  readonly weeks: number;
};

/** What is usual at a line or zone for each hour of the week that is known, as analytics has learned it. */
export async function readUsual(
  connection: Queryable,
  {
    zoneId,
    what,
    thing,
    scope,
  }: {
    readonly zoneId: string;
    readonly what: string;
    /** Class, or null for all together. */
    readonly thing: string | null;
    readonly scope: Scope;
  },
): Promise<UsualHour[]> {
  const { rows } = await connection.query<UsualHour>(
    `select w.slot, coalesce(usual, 0) as usual, coalesce(low, 0) as low, coalesce(high, 0) as high,
            coalesce(spread, 0) as spread, w.weeks
       from usual_watched w
       left join usual_count c on c.slot = w.slot and c.zone_id = w.zone_id and c.kind = $2 and c.class = coalesce($3, '')
      where w.zone_id = $1 and ($4::text[] is null or w.area_id = any ($4)) order by w.slot`,
    [zoneId, what, thing, scope.areaIds],
  );
  return rows;
}
