import { html, nothing, type TemplateResult } from 'lit-html';
import type { Hours, RuleSettings } from '../../../contracts/rules.ts';
import { readRule } from '../../core/rule-reading.ts';
import type { Draft } from '../../core/settings/draft.ts';
import { isWhole, ofKind, RULE_KINDS } from '../../core/settings/rule-draft.ts';
import type { Frame } from '../frame.ts';
import { ruleNames } from '../names.ts';
import { draftForm } from './draft-form.ts';
import { choice, choices, faultAt, field, textInput, tick } from './field.ts';
import { recipientField } from './recipient-field.ts';
import { conditionFields } from './rule-condition-fields.ts';
import { ruleTrialCard } from './rule-trial-card.ts';

const SEVERITIES = ['info', 'warning', 'critical'] as const;
const DAYS = [1, 2, 3, 4, 5, 6, 7] as const;

/** A rule by form, with its plain-language reading always in sight. */
export function ruleForm(draft: Extract<Draft, { kind: 'rule' }>, frame: Frame): TemplateResult {
  const { state, t, f, dispatch } = frame;
  const { value, failure } = draft;
  const change = (change: Partial<RuleSettings>) => dispatch({ type: 'draft-changed', change });
  const kinds = RULE_KINDS.map((kind) => [kind, t.settings.rule.kinds[kind]] as const);
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
        choice(value.condition.kind, kinds, (kind) => change(ofKind(value, kind))),
        faultAt(failure, 'condition', t),
      )}
      ${conditionFields(value, change, frame, draft)} ${hoursFields(value.hours, (hours) => change({ hours }), frame)}
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
