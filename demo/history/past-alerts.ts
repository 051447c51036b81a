import { chance, countAbout } from './chance.ts';
import type { DayFacts } from './calendar.ts';
import type { PastAlert } from '../../store/history-fill.ts';

const HOUR_MS = 3_600_000;

/** What alerts are made of: rules of the demo's city, and places that have them. */
export type AlertPlaces = {
  readonly cameras: readonly { readonly id: string; readonly zoneId: string }[];
  readonly dust: readonly string[];
  readonly people: readonly string[];
};

/**
 * Alerts of a day, dealt with as people do: quicker by day, slower at night, some of them false.
 *
 * @param startMs midnight of the day, epoch milliseconds
 */
export function alertsOf(day: DayFacts, startMs: number, { cameras, dust, people }: AlertPlaces): PastAlert[] {
  const alerts: PastAlert[] = [];
  const add = (
    key: string,
    alert: Pick<PastAlert, 'ruleId' | 'deviceKind' | 'deviceId' | 'zoneId' | 'value'>,
  ): void => {
    const raisedAt = Math.round(startMs + 24 * HOUR_MS * chance(`${key} when`));
    const atNight = ((raisedAt - startMs) / HOUR_MS) % 24 < 6;
    const patience = (atNight ? 95 : 45) * 1000;
    const acknowledgedAt = Math.round(raisedAt + 4000 + patience * -Math.log(1 - chance(`${key} seen`)));
    const endedAt = Math.round(acknowledgedAt + 60_000 + 900_000 * -Math.log(1 - chance(`${key} done`)));
    const by = people[Math.floor(chance(`${key} who`) * people.length)] ?? '';
    alerts.push({ ...alert, raisedAt, acknowledgedAt, endedAt, isFalse: chance(`${key} false`) < 0.13, by });
  };
  for (const { id, zoneId } of cameras) {
    const count = countAbout(day.weekday >= 6 ? 0.9 : 0.5, `${id} ${day.date} alerts`);
    for (let n = 0; n < count; n++)
      add(`${id} ${day.date} ${n}`, {
        ruleId: 'nguoi-vao-vung-cam',
        deviceKind: 'camera',
        deviceId: id,
        zoneId,
        value: null,
      });
    if (chance(`${id} ${day.date} away`) < 0.02)
      add(`${id} ${day.date} away`, {
        ruleId: 'camera-mat-tin-hieu',
        deviceKind: 'camera',
        deviceId: id,
        zoneId: null,
        value: null,
      });
  }
  const isDusty = (day.month <= 3 || day.month >= 11) && day.rainMm === 0;
  for (const id of dust)
    if (isDusty && chance(`${id} ${day.date} dust`) < 0.22)
      add(`${id} ${day.date} dust`, {
        ruleId: 'bui-min-cao',
        deviceKind: 'sensor',
        deviceId: id,
        zoneId: null,
        value: 76 + Math.round(50 * chance(`${id} ${day.date} much`)),
      });
  return alerts;
}
