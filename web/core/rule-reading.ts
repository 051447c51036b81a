import type { Recipient } from '../../contracts/recipients.ts';
import type { RuleCondition, RuleSettings } from '../../contracts/rules.ts';
import type { Dictionary } from './text/dictionary.ts';
import type { Format } from './text/format.ts';

/** Names of what a rule speaks of, by id; unknown ids are shown as they are. */
export interface RuleNames {
  readonly zone: (id: string) => string;
  readonly sensor: (id: string) => { readonly name: string; readonly unit: string };
  readonly camera: (id: string) => string;
  readonly recipient: (whom: Recipient) => string;
}

/** Names beyond which a list is cut short. */
const LISTED = 3;

/** A rule's condition as a sentence: "người ở trong vùng Kho hơn 5 giây". */
export function readCondition(condition: RuleCondition, names: RuleNames, t: Dictionary, f: Format): string {
  // Zones of several cameras often share a name: each is said once, with how many there are.
  const list = (items: readonly string[], joiner: string): string => {
    const names = [...new Set(items)];
    const said = names.length > LISTED ? `${names.slice(0, LISTED).join(', ')} …` : names.join(joiner);
    return names.length > LISTED || names.length < items.length ? `${said} (${items.length})` : said;
  };
  const things = (classes: readonly (keyof Dictionary['thing'])[]) =>
    classes.length === 0
      ? t.reading.anything
      : list(
          classes.map((kind) => t.thing[kind]),
          t.reading.or,
        );
  const zones = (ids: readonly string[]) =>
    list(
      ids.map((id) => t.reading.zone(names.zone(id))),
      t.reading.or,
    );
  const lasting = (s: number) => (s > 0 ? t.reading.forAtLeast(f.span(s)) : '');
  switch (condition.kind) {
    case 'zone-presence':
      return capital(t.reading.inZone(things(condition.classes), zones(condition.zoneIds)) + lasting(condition.forS));
    case 'line-crossing': {
      const lines = list(
        condition.zoneIds.map((id) => t.reading.line(names.zone(id))),
        t.reading.or,
      );
      return capital(t.reading.crosses(things(condition.classes), lines, t.reading[condition.direction]));
    }
    case 'deviation': {
      const places = list(
        condition.zoneIds.map((id) => (condition.what === 'crossed' ? t.reading.line : t.reading.zone)(names.zone(id))),
        t.reading.or,
      );
      const what = condition.class === null ? t.reading.anyClass : t.thing[condition.class].toLowerCase();
      const counted = (condition.what === 'crossed' ? t.reading.usualCrossing : t.reading.usualEntering)(what, places);
      const say = condition.side === 'more' ? t.reading.moreThanUsual : t.reading.fewerThanUsual;
      return capital(say(counted, f.number(condition.factor, 1), f.number(condition.atLeast)));
    }
    case 'behaviour':
      return capital(readBehaviour(condition, things(condition.classes), zones(condition.zoneIds), t, f, lasting));
    case 'sensor-threshold': {
      const first = condition.sensorIds[0];
      const unit = first === undefined ? '' : names.sensor(first).unit;
      const sensors = list(
        condition.sensorIds.map((id) => names.sensor(id).name),
        t.reading.or,
      );
      return capital(
        t.reading[condition.side](
          sensors,
          `${Number.isFinite(condition.limit) ? f.number(condition.limit, 2) : '…'} ${unit}`.trim(),
        ) + lasting(condition.forS),
      );
    }
    case 'sensor-usual': {
      const [first] = condition.sensorIds;
      const sensors = list(
        condition.sensorIds.map((id) => names.sensor(id).name),
        t.reading.or,
      );
      const unit = first === undefined ? '' : names.sensor(first).unit;
      const away =
        condition.atLeast > 0 ? t.sensorUsual.atLeastAway(`${f.number(condition.atLeast, 2)} ${unit}`.trim()) : '';
      const said = t.sensorUsual[condition.side](sensors, f.number(condition.spreads, 1));
      return capital(said + away + lasting(condition.forS));
    }
    case 'camera-health': {
      const cameras =
        condition.cameraIds.length === 0
          ? t.reading.anyCamera
          : list(condition.cameraIds.map(names.camera), t.reading.or);
      const states = condition.conditions.map((one) => t.camera.condition[one].toLowerCase()).join(t.reading.or);
      return t.reading.camera(cameras, states) + lasting(condition.forS);
    }
  }
}

function readBehaviour(
  { behaviour, atLeast }: Extract<RuleCondition, { kind: 'behaviour' }>,
  things: string,
  zones: string,
  t: Dictionary,
  f: Format,
  lasting: (s: number) => string,
): string {
  switch (behaviour) {
    case 'stopped':
      return t.reading.stopped(things, zones) + lasting(atLeast);
    case 'wrong-way':
      return t.reading.wrongWay(things, zones);
    case 'crowd':
      return t.reading.crowd(zones, f.number(atLeast));
    case 'crowd-density':
      return t.reading.crowdDensity(zones, f.number(atLeast, 1));
    case 'left-behind':
      return t.reading.leftBehind(things, zones) + lasting(atLeast);
    case 'fallen':
      return t.reading.fallen(zones) + lasting(atLeast);
    case 'speed':
      return t.reading.speed(things, zones, f.number(atLeast));
  }
}

/** A whole rule as a sentence: "… từ 22:00 đến 05:00 → cảnh báo nghiêm trọng cho Công an phường Vĩnh Yên". */
export function readRule(rule: RuleSettings, names: RuleNames, t: Dictionary, f: Format): string {
  let reading = readCondition(rule.condition, names, t, f);
  if (rule.hours && rule.hours.from !== rule.hours.to) reading += t.reading.hours(rule.hours.from, rule.hours.to);
  if (rule.hours && rule.hours.days.length < 7) {
    reading += t.reading.days(rule.hours.days.map((day) => t.reading.dayNames[day] ?? '').join(', '));
  }
  const outcome = t.reading.outcome(reading, t.severity[rule.severity].toLowerCase());
  return rule.recipient === null ? outcome : outcome + t.units.readingFor(names.recipient(rule.recipient));
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
