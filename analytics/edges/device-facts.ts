import type { Queryable } from '../../store/database.ts';
import { judgingSettings } from '../../store/judging-settings.ts';
import { usualOfSensors } from '../../store/usual-sensors.ts';
import type { DeviceFacts } from '../core/rule-book.ts';
import type { UsualHour } from '../core/sensor-usual.ts';
import type { Rule } from '../core/verdict.ts';

/** What judging by these rules must know of the devices, with what is usual at the sensors they ask it of. */
export async function deviceFacts(connection: Queryable, rules: readonly Rule[]): Promise<Required<DeviceFacts>> {
  const { everyS, camerasInUse, holidays } = await judgingSettings(connection);
  const asked = rules.flatMap(({ condition, enabled }) =>
    enabled && condition.kind === 'sensor-usual' ? condition.sensorIds : [],
  );
  const bySensor = new Map<string, Map<number, UsualHour>>();
  for (const { sensorId, slot, usual, spread, weeks } of await usualOfSensors(connection, [...new Set(asked)])) {
    const hours = bySensor.get(sensorId) ?? new Map<number, UsualHour>();
    bySensor.set(sensorId, hours.set(slot, { usual, spread, weeks }));
  }
  return { everyS, camerasInUse, usual: { bySensor, holidays: new Set(holidays) } };
}
