import type { HotSpotAnswer } from '../../../contracts/history-comparison.ts';
import { round, type Watch } from './figures.ts';

/** How much happened at one device in one step. */
export type Happened = { readonly deviceId: string; readonly step: string; readonly total: number };

/** A device's values, step by step, without its name. */
export type SpotValues = Pick<HotSpotAnswer['spots'][number], 'deviceId' | 'total' | 'observed' | 'values' | 'watched'>;

/** Of less, nobody can say that nothing happened. */
const LEAST_WATCHED = 0.005;

/**
 * Devices with a value for each step, busiest first.
 *
 * @param steps keys, in order.
 * @param watch what was watched of a device in a step, over all steps when that is null; null: nothing is known of any.
 */
export function spotsOf(
  happened: readonly Happened[],
  steps: readonly string[],
  devices: Iterable<string>,
  watch: ((deviceId: string, step: string | null) => Watch | null) | null,
): SpotValues[] {
  const totals = new Map<string, Map<string, number>>();
  for (const deviceId of devices) totals.set(deviceId, new Map());
  for (const { deviceId, step, total } of happened)
    totals.set(deviceId, (totals.get(deviceId) ?? new Map<string, number>()).set(step, total));
  return [...totals]
    .map(([deviceId, byStep]) => {
      const watched = watch === null ? [] : steps.map((step) => shareOf(watch(deviceId, step)));
      return {
        deviceId,
        total: [...byStep.values()].reduce((sum, value) => sum + value, 0),
        observed: watch === null ? null : shareOf(watch(deviceId, null)),
        values: steps.map(
          (step, i) => byStep.get(step) ?? (watch === null || (watched[i] ?? 0) >= LEAST_WATCHED ? 0 : null),
        ),
        watched,
      };
    })
    .sort((a, b) => b.total - a.total);
}

function shareOf(watch: Watch | null): number | null {
  if (watch === null || watch.inService <= 0) return null;
  return round(Math.min(1, Math.max(0, 1 - watch.missing / watch.inService)), 4);
}
