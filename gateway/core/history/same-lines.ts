/** A time in which a line or zone was in service, epoch milliseconds; `toMs` null: still. */
export type LineService = { readonly zoneId: string; readonly fromMs: number; readonly toMs: number | null };

/** A period, as far as is told. */
export type ToldPeriod = { readonly fromMs: number; readonly toMs: number };

/** Lines that counted for less of a period are not of it. */
const ENOUGH_IN_SERVICE = 0.8;

/**
 * Lines and zones that were in service nearly all the time of both periods, and those that were not: where one was drawn,
 * or its camera put up, in between, there are more for that alone.
 */
export function sameLines(
  before: { readonly period: ToldPeriod; readonly services: readonly LineService[] },
  after: { readonly period: ToldPeriod; readonly services: readonly LineService[] },
): { readonly same: readonly string[]; readonly leftOut: readonly string[] } {
  const [shareBefore, shareAfter] = [shares(before), shares(after)];
  const all = [...new Set([...shareBefore.keys(), ...shareAfter.keys()])].sort();
  const isOfBoth = (id: string) =>
    [shareBefore, shareAfter].every((share) => (share.get(id) ?? 0) >= ENOUGH_IN_SERVICE);
  return { same: all.filter(isOfBoth), leftOut: all.filter((id) => !isOfBoth(id)) };
}

function shares({
  period: { fromMs, toMs },
  services,
}: {
  readonly period: ToldPeriod;
  readonly services: readonly LineService[];
}): ReadonlyMap<string, number> {
  const served = new Map<string, number>();
  for (const { zoneId, fromMs: since, toMs: until } of services) {
    const ms = Math.min(until ?? toMs, toMs) - Math.max(since, fromMs);
    if (ms > 0) served.set(zoneId, (served.get(zoneId) ?? 0) + ms / (toMs - fromMs));
  }
  return served;
}
