import { html, type TemplateResult } from 'lit-html';
import type { RuleCondition } from '../../../contracts/rules.ts';
import type { Frame } from '../frame.ts';
import { choice, field, numberInput } from './field.ts';
import { foundChoices } from './found-choices.ts';

type UsualCondition = Extract<RuleCondition, { kind: 'sensor-usual' }>;

/** Fields of a rule about sensors that are unlike the usual of the hour. */
export function sensorUsualFields(
  condition: UsualCondition,
  change: (condition: RuleCondition) => void,
  frame: Frame,
  fault: (name: string) => string | null,
): TemplateResult {
  const { state, t } = frame;
  const { rule } = t.settings;
  const sensors = [...state.sensors.values()].map(({ id, name, unit }) => [id, `${name} (${unit})`] as const);
  const number = (
    name: 'spreads' | 'atLeast' | 'forS' | 'clearForS',
    range: { readonly min: number; readonly max: number },
  ) => numberInput(condition[name], (value) => change({ ...condition, [name]: value }), range);
  return html`${foundChoices(
      {
        legend: rule.sensors,
        chosen: condition.sensorIds,
        options: sensors,
        onChoice: (sensorIds) => change({ ...condition, sensorIds: [...sensorIds] }),
        fault: fault('sensorIds'),
      },
      frame,
    )}
    <div class="field-row">
      ${field(
        rule.side,
        choice(
          condition.side,
          (['above', 'below'] as const).map((side) => [side, t.sensorUsual.sides[side]] as const),
          (side) => change({ ...condition, side }),
        ),
      )}
      ${field(t.sensorUsual.spreads, number('spreads', { min: 2, max: 20 }), fault('spreads'))}
      ${field(t.sensorUsual.atLeast, number('atLeast', { min: 0, max: 1_000_000 }), fault('atLeast'))}
    </div>
    <div class="field-row">
      ${field(rule.forS, number('forS', { min: 0, max: 86_400 }), fault('forS'))}
      ${field(t.sensorUsual.clearForS, number('clearForS', { min: 0, max: 86_400 }), fault('clearForS'))}
    </div>
    <p class="muted">${t.sensorUsual.hint}</p>`;
}
