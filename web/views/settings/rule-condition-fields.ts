import { html, nothing, type TemplateResult } from 'lit-html';
import { BEHAVIOUR_TERMS, BEHAVIOURS } from '../../../contracts/behaviours.ts';
import type { ObjectClass } from '../../../contracts/road-users.ts';
import type { RuleCondition, RuleSettings } from '../../../contracts/rules.ts';
import type { CameraCondition } from '../../../contracts/telemetry.ts';
import type { Draft } from '../../core/settings/draft.ts';
import { ofBehaviour, ofSensors, placeKind } from '../../core/settings/rule-draft.ts';
import type { Frame } from '../frame.ts';
import { deviationFields } from './deviation-fields.ts';
import { choice, choices, faultAt, field, numberInput } from './field.ts';
import { foundChoices } from './found-choices.ts';
import { sensorUsualFields } from './sensor-usual-fields.ts';

type Change = (condition: RuleCondition) => void;
type Fault = (name: string) => string | null;

const SECONDS = { min: 0, max: 86_400 } as const;

/** What a rule looks at, and from when on: the fields of its kind. */
export function conditionFields(
  value: RuleSettings,
  changeRule: (change: Partial<RuleSettings>) => void,
  frame: Frame,
  { failure }: Draft,
): TemplateResult {
  const { condition } = value;
  const { t } = frame;
  const { rule } = t.settings;
  const change: Change = (condition) => changeRule({ condition });
  const fault = (name: string) => faultAt(failure, `condition.${name}`, t);
  switch (condition.kind) {
    case 'zone-presence':
      return html`${zonesField(condition, change, frame, fault)} ${classesField(condition, ALL, change, frame, fault)}
      ${field(
        rule.forS,
        numberInput(condition.forS, (forS) => change({ ...condition, forS }), SECONDS),
        fault('forS'),
      )}`;
    case 'line-crossing':
      return html`${zonesField(condition, change, frame, fault)} ${classesField(condition, ALL, change, frame, fault)}
      ${field(
        rule.direction,
        choice(
          condition.direction,
          (['either', 'forward', 'backward'] as const).map((one) => [one, rule.directions[one]] as const),
          (direction) => change({ ...condition, direction }),
        ),
      )}`;
    case 'behaviour':
      return html`${field(
        rule.behaviour,
        choice(
          condition.behaviour,
          BEHAVIOURS.map((one) => [one, rule.behaviours[one]] as const),
          (behaviour) => changeRule(ofBehaviour(value, behaviour)),
        ),
        null,
        t.rules.behaviourHint[condition.behaviour],
      )}
      ${behaviourFields(condition, change, frame, fault)}`;
    case 'deviation':
      return deviationFields(condition, change, { frame, fault, places: zonesField(condition, change, frame, fault) });
    case 'sensor-threshold':
      return sensorFields(condition, change, frame, fault);
    case 'sensor-usual':
      return sensorUsualFields(condition, change, frame, fault);
    case 'camera-health':
      return cameraFields(condition, change, frame, fault);
  }
}

function behaviourFields(
  condition: Extract<RuleCondition, { kind: 'behaviour' }>,
  change: Change,
  frame: Frame,
  fault: Fault,
): TemplateResult {
  const { rule } = frame.t.settings;
  const { measure, least, most, classes } = BEHAVIOUR_TERMS[condition.behaviour];
  return html`${zonesField(condition, change, frame, fault)}
  ${classes.length > 1 ? classesField(condition, classes, change, frame, fault) : nothing}
  ${
    measure === null
      ? nothing
      : field(
          rule.atLeast[measure],
          numberInput(condition.atLeast, (atLeast) => change({ ...condition, atLeast }), {
            min: least,
            max: most,
            step: measure === 'people' ? 1 : 'any',
          }),
          fault('atLeast'),
        )
  }`;
}

function sensorFields(
  condition: Extract<RuleCondition, { kind: 'sensor-threshold' }>,
  change: Change,
  frame: Frame,
  fault: Fault,
): TemplateResult {
  const { state, t, f } = frame;
  const { rule } = t.settings;
  const first = state.sensors.get(condition.sensorIds[0] ?? '');
  // One limit fits one quantity: once one is chosen, the others on offer measure the same.
  const sensors = [...state.sensors.values()]
    .filter(
      ({ id, quantity, unit }) =>
        first === undefined || (quantity === first.quantity && unit === first.unit) || condition.sensorIds.includes(id),
    )
    .map(({ id, name, unit }) => [id, `${name} (${unit})`] as const);
  const now =
    first === undefined || first.value === null
      ? null
      : t.rules.sensorNow(`${f.number(first.value, 2)} ${first.unit}`.trim());
  return html`${foundChoices(
      {
        legend: rule.sensors,
        chosen: condition.sensorIds,
        options: sensors,
        onChoice: (ids) => change(ofSensors(condition, ids, (id) => state.sensors.get(id)?.quantity ?? null)),
        fault: fault('sensorIds'),
      },
      frame,
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
        now,
      )}
      ${field(
        rule.forS,
        numberInput(condition.forS, (forS) => change({ ...condition, forS }), SECONDS),
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
        numberInput(condition.clearForS, (clearForS) => change({ ...condition, clearForS }), SECONDS),
        fault('clearForS'),
      )}
    </div>`;
}

function cameraFields(
  condition: Extract<RuleCondition, { kind: 'camera-health' }>,
  change: Change,
  frame: Frame,
  fault: Fault,
): TemplateResult {
  const { state, t } = frame;
  const { rule } = t.settings;
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
    ${foundChoices(
      {
        legend: `${rule.cameras}${all ? ` – ${rule.allCameras.toLowerCase()}` : ''}`,
        chosen: condition.cameraIds,
        options: [...state.cameras.values()].map(({ id, name }) => [id, name] as const),
        onChoice: (cameraIds) => change({ ...condition, cameraIds: [...cameraIds] }),
        fault: fault('cameraIds'),
      },
      frame,
    )}
    <div class="field-row">
      ${field(
        rule.forS,
        numberInput(condition.forS, (forS) => change({ ...condition, forS }), SECONDS),
        fault('forS'),
      )}
      ${field(
        rule.clearForS,
        numberInput(condition.clearForS, (clearForS) => change({ ...condition, clearForS }), SECONDS),
        fault('clearForS'),
      )}
    </div>`;
}

/** Zones or lines the condition can look at. */
function zonesField(
  condition: Extract<RuleCondition, { zoneIds: unknown }>,
  change: Change,
  frame: Frame,
  fault: Fault,
): TemplateResult {
  const { state, t } = frame;
  const wanted = placeKind(condition);
  const zones = state.city.is === 'ready' ? state.city.value.zones : [];
  return foundChoices(
    {
      legend: t.settings.rule.where,
      chosen: condition.zoneIds,
      options: zones
        .filter(({ shape }) => wanted === null || shape.kind === wanted)
        .map((zone) => [zone.id, `${zone.name} · ${state.cameras.get(zone.cameraId)?.name ?? zone.cameraId}`] as const),
      onChoice: (zoneIds) => change({ ...condition, zoneIds: [...zoneIds] }),
      fault: fault('zoneIds'),
      none: t.rules.noPlaces[wanted ?? 'zone'],
    },
    frame,
  );
}

const ALL = null;

function classesField(
  condition: Extract<RuleCondition, { classes: unknown }>,
  offered: readonly ObjectClass[] | null,
  change: Change,
  { t }: Frame,
  fault: Fault,
): TemplateResult {
  // What a rule names already is shown even where it is no longer offered, so that it can be taken out.
  const classes = (Object.keys(t.thing) as ObjectClass[])
    .filter((one) => offered === null || offered.includes(one) || condition.classes.includes(one))
    .map((one) => [one, t.thing[one]] as const);
  return choices(
    t.settings.rule.what,
    condition.classes,
    classes,
    (classes) => change({ ...condition, classes: [...classes] }),
    fault('classes'),
  );
}
