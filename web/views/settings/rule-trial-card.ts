import { html, nothing, type TemplateResult } from 'lit-html';
import type { RuleTrial, TrialAlert } from '../../../contracts/rule-trial.ts';
import type { RuleSettings } from '../../../contracts/rules.ts';
import { stepText } from '../../core/alerts/step-text.ts';
import { failureText } from '../../core/text/dictionary.ts';
import type { Frame } from '../frame.ts';

const LISTED = 50;

/** What the rule that is being written would have raised on the last day. */
export function ruleTrialCard(rule: RuleSettings, ready: boolean, frame: Frame): TemplateResult {
  const { state, t, act } = frame;
  const { ruleTrial } = state.setup;
  const running =
    ruleTrial.is === 'loading' ||
    (ruleTrial.is === 'ready' && (ruleTrial.value.state === 'waiting' || ruleTrial.value.state === 'running'));
  return html`<section class="card rule-trial" aria-live="polite">
    <header class="page-head">
      <button type="button" class="button" ?disabled=${!ready || running} @click=${() => void act.tryRule(rule)}>
        ${t.setup.tryRule}
      </button>
      ${running ? html`<button type="button" class="button" @click=${() => void act.endRuleTrial()}>${t.setup.endTrial}</button>` : nothing}
    </header>
    ${ruleTrial.is === 'failed' ? html`<p class="field-fault" role="alert">${failureText(t, ruleTrial.code)}</p>` : nothing}
    ${ruleTrial.is === 'ready' ? outcome(ruleTrial.value, frame) : nothing}
  </section>`;
}

function outcome(trial: RuleTrial, frame: Frame): TemplateResult {
  const { t, f } = frame;
  switch (trial.state) {
    case 'waiting':
      return html`<p class="muted">${t.setup.waitingRule}</p>`;
    case 'running':
      return html`<p class="muted">${t.setup.tryingRule(f.number(trial.progress * 100))}</p>
        <progress max="1" .value=${trial.progress} aria-label=${t.setup.tryRule}></progress>`;
    case 'failed':
      return html`<p class="field-fault" role="alert">${t.setup.trialFailed}</p>`;
    case 'done':
      return trial.result ? told(trial.id, trial.result, frame) : html``;
  }
}

function told(id: string, result: NonNullable<RuleTrial['result']>, frame: Frame): TemplateResult {
  const { t, f, state } = frame;
  const zones = state.city.is === 'ready' ? state.city.value.zones : [];
  const nameOf = (zoneId: string) => {
    const zone = zones.find(({ id }) => id === zoneId);
    return zone ? `${zone.name} · ${state.cameras.get(zone.cameraId)?.name ?? zone.cameraId}` : zoneId;
  };
  const notes = result.places.flatMap(({ zoneId, basis }) =>
    basis === 'observations' ? [] : [t.setup.basis[basis](nameOf(zoneId))],
  );
  const more = result.alertCount - Math.min(LISTED, result.alerts.length);
  return html`<p><strong>${t.setup.wouldRaise(f.number(result.alertCount))}</strong></p>
    ${notes.map((note) => html`<p class="muted">${note}</p>`)}
    ${result.isCut ? html`<p class="field-fault">${t.setup.trialCut}</p>` : nothing}
    <ol class="entries trial-alerts">
      ${result.alerts.slice(0, LISTED).map((alert, i) => html`<li>${row(id, alert, i, frame)}</li>`)}
    </ol>
    ${more > 0 ? html`<p class="muted">${t.setup.trialMore(f.number(more))}</p>` : nothing}
    ${result.alertCount > 0 ? html`<p class="muted">${t.setup.quietHint}</p>` : nothing}`;
}

function row(id: string, alert: TrialAlert, index: number, { t, f, state }: Frame): TemplateResult {
  const zones = state.city.is === 'ready' ? state.city.value.zones : [];
  const device =
    alert.deviceKind === 'camera' ? state.cameras.get(alert.deviceId)?.name : state.sensors.get(alert.deviceId)?.name;
  const zone = zones.find((one) => one.id === alert.zoneId)?.name;
  // What the rule counted; of other alerts at cameras the picture says more.
  const counted = alert.detail?.startsWith('deviation: ') ? stepText({ by: null, text: alert.detail }, t, f) : null;
  const value =
    alert.value === null || alert.deviceKind === 'camera'
      ? counted && t.reading.countedInHour(f.number(alert.value ?? 0))
      : f.number(alert.value, 2);
  const what = [
    alert.class ? t.thing[alert.class] : null,
    value,
    counted,
    alert.repeats > 0 ? t.setup.repeats(f.number(alert.repeats)) : null,
  ];
  return html`${
      alert.pictureAt
        ? html`<img src=${`/api/rules/trials/${id}/pictures/${index}`} alt="" loading="lazy" width="96" height="54" />`
        : html`<span class="trial-no-picture"></span>`
    }
    <span>
      <strong>${f.full(Date.parse(alert.at))}</strong>
      <span dir="auto">${[device ?? alert.deviceId, zone].filter(Boolean).join(' · ')}</span>
      <span class="muted">${what.filter(Boolean).join(' · ')}</span>
    </span>`;
}
