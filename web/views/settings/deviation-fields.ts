import { html, type TemplateResult } from 'lit-html';
import type { ObjectClass } from '../../../contracts/road-users.ts';
import type { RuleCondition } from '../../../contracts/rules.ts';
import type { Frame } from '../frame.ts';
import { choice, field, numberInput } from './field.ts';

type DeviationCondition = Extract<RuleCondition, { kind: 'deviation' }>;

/** Fields of a rule about what is usual: what is counted where, and from when on it is too many or too few. */
export function deviationFields(
  condition: DeviationCondition,
  change: (condition: RuleCondition) => void,
  {
    frame,
    fault,
    places,
  }: {
    readonly frame: Frame;
    readonly fault: (name: string) => string | null;
    /** The choice of lines or zones. */
    readonly places: TemplateResult;
  },
): TemplateResult {
  const { t } = frame;
  const { rule } = t.settings;
  const classes = (Object.keys(t.thing) as ObjectClass[]).map((one) => [one, t.thing[one]] as const);
  return html`<div class="field-row">
      ${field(
        rule.counted,
        choice(
          condition.what,
          (['crossed', 'entered'] as const).map((what) => [what, rule.counts[what]] as const),
          // Lines are not zones: what was chosen does not fit any more.
          (what) => change({ ...condition, what, zoneIds: [] }),
        ),
      )}
      ${field(
        rule.class,
        choice<ObjectClass | 'any'>(condition.class ?? 'any', [['any', rule.anyClass], ...classes], (one) =>
          change({ ...condition, class: one === 'any' ? null : one }),
        ),
      )}
    </div>
    ${places}
    <div class="field-row">
      ${field(
        rule.unusual,
        choice(
          condition.side,
          (['more', 'fewer'] as const).map((side) => [side, rule.unusualSides[side]] as const),
          (side) => change({ ...condition, side }),
        ),
      )}
      ${field(
        rule.factor,
        numberInput(condition.factor, (factor) => change({ ...condition, factor }), { min: 1.2, max: 100 }),
        fault('factor'),
      )}
      ${field(
        rule.leastCount[condition.side],
        numberInput(condition.atLeast, (atLeast) => change({ ...condition, atLeast }), {
          min: 1,
          max: 1_000_000,
          step: 1,
        }),
        fault('atLeast'),
      )}
    </div>
    <p class="muted">${rule.usualHint}</p>`;
}
