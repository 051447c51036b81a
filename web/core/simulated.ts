import type { State } from './state.ts';

/** Whether anything a device told in a time (epoch ms) was made up; of any device, when none is named. */
export function isSimulated(
  { city }: Pick<State, 'city'>,
  deviceId: string | null,
  fromMs: number,
  toMs: number,
): boolean {
  if (city.is !== 'ready') return false;
  return city.value.simulated.some(
    (span) =>
      (deviceId === null || span.deviceId === null || span.deviceId === deviceId) &&
      Date.parse(span.from) <= toMs &&
      Date.parse(span.to) > fromMs,
  );
}
