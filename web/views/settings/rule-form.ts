import { html, nothing, type TemplateResult } from 'lit-html';
import type { ObjectClass } from '../../../contracts/road-users.ts';
import type { Hours, RuleCondition, RuleSettings } from '../../../contracts/rules.ts';
import type { CameraCondition } from '../../../contracts/telemetry.ts';
import { readRule } from '../../core/rule-reading.ts';
import { newCondition, type Draft } from '../../core/settings/draft.ts';
import type { Frame } from '../frame.ts';
import { ruleNames } from '../names.ts';
import { sensorUsualFields } from './sensor-usual-fields.ts';
import { ruleTrialCard } from './rule-trial-card.ts';
import { deviationFields } from './deviation-fields.ts';
import { draftForm } from './draft-form.ts';
import { recipientField } from './recipient-field.ts';
import { choice, choices, faultAt, field, numberInput, textInput, tick } from './field.ts';

type Change = (condition: RuleCondition) => void;

const SEVERITIES = ['info', 'warning', 'critical'] as const;
const KINDS = [
  ...([
    'zone-presence',
    'line-crossing',
    'behaviour',
    'deviation',
    'sensor-threshold',
    'sensor-usual',
    'camera-health',
  ] as const),
];
const BEHAVIOURS = ['stopped', 'wrong-way', 'crowd', 'crowd-density', 'left-behind', 'fallen', 'speed'] as const;
const UNITS: Partial<Record<(typeof BEHAVIOURS)[number], 'people' | 'density' | 'kmh'>> = {
  crowd: 'people',
  'crowd-density': 'density',
  speed: 'kmh',
};
const DAYS = [1, 2, 3, 4, 5, 6, 7] as const;

/** A rule by form, with its plain-language reading always in sight. */
export function ruleForm(draft: Extract<Draft, { kind: 'rule' }>, frame: Frame): TemplateResult {
  const { state, t, f, dispatch } = frame;
  const { value, failure } = draft;
  const change = (change: Partial<RuleSettings>) => dispatch({ type: 'draft-changed', change });
  const kinds = KINDS.map((kind) => [kind, t.settings.rule.kinds[kind]] as const);
  const body = html`<blockquote class="rule-reading" aria-live="polite">
      <small>${t.settings.rule.reading}</small>
      ${readRule(value, ruleNames(state), t, f)}
    </blockquote>
    <div class="draft-fields draft-fields-wide">
      <div class="field-row">
        ${field(
          t.settings.name,
          textInput(value.name, (name) => change({ name }), { required: true }),
          faultAt(failure, 'name', t),
        )}
        ${field(
          t.settings.rule.severity,
          choice(
            value.severity,
            SEVERITIES.map((one) => [one, t.severity[one]] as const),
            (severity) => change({ severity }),
          ),
        )}
      </div>
      ${field(
        t.settings.rule.kind,
        choice(value.condition.kind, kinds, (kind) => change({ condition: newCondition(kind) })),
        faultAt(failure, 'condition', t),
      )}
      ${conditionFields(value.condition, (condition) => change({ condition }), frame, draft)}
      ${hoursFields(value.hours, (hours) => change({ hours }), frame)}
      ${recipientField(value.recipient, (recipient) => change({ recipient }), faultAt(failure, 'recipient', t), frame)}
      ${tick(t.settings.enabled, value.enabled, (enabled) => change({ enabled }))}
    </div>
    ${ruleTrialCard(value, isWhole(value), frame)}`;
  return draftForm(
    draft,
    { title: draft.isNew ? t.settings.add.rules : value.name, back: ['rules'], body, ready: isWhole(value) },
    frame,
  );
}

function isWhole({ id, condition }: RuleSettings): boolean {
  if (id === '') return false;
  switch (condition.kind) {
    case 'zone-presence':
    case 'line-crossing':
      return condition.zoneIds.length > 0 && condition.classes.length > 0;
    case 'behaviour':
    case 'deviation':
      return condition.zoneIds.length > 0;
    case 'sensor-threshold':
    case 'sensor-usual':
      return condition.sensorIds.length > 0;
    case 'camera-health':
      return condition.conditions.length > 0;
  }
}

function conditionFields(condition: RuleCondition, change: Change, frame: Frame, { failure }: Draft): TemplateResult {
  const { t } = frame;
  const { rule } = t.settings;
  const fault = (name: string) => faultAt(failure, `condition.${name}`, t);
  switch (condition.kind) {
    case 'zone-presence':
      return html`${zonesField(condition.zoneIds, 'zone', (zoneIds) => change({ ...condition, zoneIds: [...zoneIds] }), frame, fault('zoneIds'))}
      ${classesField(condition.classes, (classes) => change({ ...condition, classes: [...classes] }), frame)}
      ${field(
        rule.forS,
        numberInput(condition.forS, (forS) => change({ ...condition, forS }), { min: 0, max: 86_400 }),
        fault('forS'),
      )}`;
    case 'line-crossing':
      return html`${zonesField(condition.zoneIds, 'line', (zoneIds) => change({ ...condition, zoneIds: [...zoneIds] }), frame, fault('zoneIds'))}
      ${classesField(condition.classes, (classes) => change({ ...condition, classes: [...classes] }), frame)}
      ${field(
        rule.direction,
        choice(
          condition.direction,
          (['either', 'forward', 'backward'] as const).map((one) => [one, rule.directions[one]] as const),
          (direction) => change({ ...condition, direction }),
        ),
      )}`;
    case 'behaviour': {
      const unit = UNITS[condition.behaviour] ?? 'seconds';
      return html`${field(
        rule.behaviour,
        choice(
          condition.behaviour,
          BEHAVIOURS.map((one) => [one, rule.behaviours[one]] as const),
          (behaviour) => change({ ...condition, behaviour }),
        ),
      )}
      ${zonesField(condition.zoneIds, 'zone', (zoneIds) => change({ ...condition, zoneIds: [...zoneIds] }), frame, fault('zoneIds'))}
      ${classesField(condition.classes, (classes) => change({ ...condition, classes: [...classes] }), frame)}
      ${field(
        rule.atLeast[unit],
        numberInput(condition.atLeast, (atLeast) => change({ ...condition, atLeast }), { min: 0 }),
        fault('atLeast'),
      )}`;
    }
    case 'deviation':
      return deviationFields(condition, change, { frame, fault, zonesField });
    case 'sensor-threshold':
      return sensorFields(condition, change, frame, fault);
    case 'sensor-usual':
      return sensorUsualFields(condition, change, frame, fault);
    case 'camera-health':
      return cameraFields(condition, change, frame, fault);
  }
}

function sensorFields(
  condition: Extract<RuleCondition, { kind: 'sensor-threshold' }>,
  change: Change,
  { state, t }: Frame,
  fault: (name: string) => string | null,
): TemplateResult {
  const { rule } = t.settings;
  const sensors = [...state.sensors.values()].map(({ id, name, unit }) => [id, `${name} (${unit})`] as const);
  return html`${choices(
      rule.sensors,
      condition.sensorIds,
      sensors,
      (sensorIds) => change({ ...condition, sensorIds: [...sensorIds] }),
      fault('sensorIds'),
    )}
    <div class="field-row">
      ${field(
        rule.side,
        choice(
          condition.side,
          (['above', 'below'] as const).map((side) => [side, rule.sides[side]] as const),
          (side) => change({ ...condition, side }),
        ),
      )}
      ${field(
        rule.limit,
        numberInput(condition.limit, (limit) => change({ ...condition, limit })),
        fault('limit'),
      )}
      ${field(
        rule.forS,
        numberInput(condition.forS, (forS) => change({ ...condition, forS }), { min: 0, max: 86_400 }),
        fault('forS'),
      )}
    </div>
    <div class="field-row">
      ${field(
        rule.clearAt,
        numberInput(condition.clearAt, (clearAt) => change({ ...condition, clearAt })),
        fault('clearAt'),
      )}
      ${field(
        rule.clearForS,
        numberInput(condition.clearForS, (clearForS) => change({ ...condition, clearForS }), { min: 0, max: 86_400 }),
        fault('clearForS'),
      )}
    </div>`;
}

function cameraFields(
  condition: Extract<RuleCondition, { kind: 'camera-health' }>,
  change: Change,
  { state, t }: Frame,
  fault: (name: string) => string | null,
): TemplateResult {
  const { rule } = t.settings;
  const cameras = [...state.cameras.values()].map(({ id, name }) => [id, name] as const);
  const kinds = (Object.keys(t.camera.condition) as CameraCondition[]).flatMap((one) =>
    one === 'online' ? [] : [[one, t.camera.condition[one]] as const],
  );
  const all = condition.cameraIds.length === 0;
  return html`${choices(
      rule.conditions,
      condition.conditions,
      kinds,
      (conditions) => change({ ...condition, conditions: [...conditions] }),
      fault('conditions'),
    )}
    ${choices(
      `${rule.cameras}${all ? ` – ${rule.allCameras.toLowerCase()}` : ''}`,
      condition.cameraIds,
      cameras,
      (cameraIds) => change({ ...condition, cameraIds: [...cameraIds] }),
      fault('cameraIds'),
    )}
    <div class="field-row">
      ${field(
        rule.forS,
        numberInput(condition.forS, (forS) => change({ ...condition, forS }), { min: 0, max: 86_400 }),
        fault('forS'),
      )}
      ${field(
        rule.clearForS,
        numberInput(condition.clearForS, (clearForS) => change({ ...condition, clearForS }), { min: 0, max: 86_400 }),
        fault('clearForS'),
      )}
    </div>`;
}

function zonesField(
  chosen: readonly string[],
  kind: 'zone' | 'line',
  onChoice: (ids: readonly string[]) => void,
  { state, t }: Frame,
  fault: string | null,
): TemplateResult {
  const zones = state.city.is === 'ready' ? state.city.value.zones.filter(({ shape }) => shape.kind === kind) : [];
  return choices(
    t.settings.rule.where,
    chosen,
    zones.map(
      (zone) => [zone.id, `${zone.name} · ${state.cameras.get(zone.cameraId)?.name ?? zone.cameraId}`] as const,
    ),
    onChoice,
    fault,
  );
}

function classesField(
  chosen: readonly ObjectClass[],
  onChoice: (classes: readonly ObjectClass[]) => void,
  { t }: Frame,
): TemplateResult {
  const classes = (Object.keys(t.thing) as ObjectClass[]).map((one) => [one, t.thing[one]] as const);
  return choices(t.settings.rule.what, chosen, classes, onChoice);
}

function hoursFields(hours: Hours | null, change: (hours: Hours | null) => void, { t }: Frame): TemplateResult {
  const { rule } = t.settings;
  const time = (side: 'from' | 'to') =>
    html`<input
      type="time"
      required
      .value=${hours?.[side] ?? ''}
      @change=${({ currentTarget }: { readonly currentTarget: HTMLInputElement }) => {
        if (hours && currentTarget.value !== '') change({ ...hours, [side]: currentTarget.value });
      }}
    />`;
  return html`${field(
    rule.hours,
    choice(
      hours === null ? 'always' : 'some',
      [
        ['always', rule.always],
        ['some', rule.someHours],
      ],
      (chosen) => change(chosen === 'always' ? null : { days: [...DAYS], from: '22:00', to: '05:00' }),
    ),
  )}
  ${
    hours === null
      ? nothing
      : html`<div class="field-row">${field(t.settings.from, time('from'))} ${field(t.settings.to, time('to'))}</div>
          ${choices(
            rule.days,
            hours.days.map(String),
            DAYS.map((day) => [String(day), t.reading.dayNames[day] ?? ''] as const),
            (days) => {
              if (days.length > 0) change({ ...hours, days: days.map(Number).sort((a, b) => a - b) });
            },
          )}`
  }`;
}
