import { html, nothing, type TemplateResult } from 'lit-html';
import type { Alert, AlertStep, StepKind } from '../../contracts/alerts.ts';
import { mayFollow } from '../core/alerts/next-steps.ts';
import { isActive, isOverdue } from '../core/alerts/order.ts';
import { stepText } from '../core/alerts/step-text.ts';
import { mayRespond } from '../core/rights.ts';
import { readCondition } from '../core/rule-reading.ts';
import { failureText } from '../core/text/dictionary.ts';
import { alertClock } from './alert-clock.ts';
import { escalatedMark, placeOf, whatOf } from './alert-row.ts';
import { formText, submitted } from './form-text.ts';
import type { Frame } from './frame.ts';
import { holdPart } from './hold-part.ts';
import { icon, type IconName } from './icon.ts';
import { areaName, recipientName, ruleNames } from './names.ts';
import { simulatedMark } from './simulated-mark.ts';
import { severityMark } from './severity-mark.ts';
import { evidence } from './evidence.ts';

/** Everything about one alert: what was seen, what to do, how long each leg took, who did what. */
export function alertPanel(id: number, frame: Frame): TemplateResult {
  const { state, t, f, dispatch } = frame;
  const alert = state.alerts.get(id);
  const close = html`<button
    class="button button-icon"
    aria-label=${t.act.close}
    title="${t.act.close} (Esc)"
    @click=${() => dispatch({ type: 'selected', selection: null })}
  >
    ${icon('close')}
  </button>`;
  if (!alert) {
    const steps = state.steps.get(id);
    return html`<header class="panel-head">
        <h2>${t.alert.number(String(id))}</h2>
        ${close}
      </header>
      <div class="blank"><p>${steps?.is === 'failed' ? failureText(t, steps.code) : t.alert.stepsLoading}</p></div>`;
  }
  const raisedAt = Date.parse(alert.clock.raisedAt);
  return html`<header class="panel-head" data-severity=${alert.severity}>
      ${severityMark(alert.severity, t.severity[alert.severity])}
      <div class="panel-title">
        <h2>${alert.ruleName}</h2>
        <p>
          <span class="chip" data-state=${alert.state}>${t.state[alert.state]}</span>
          <time datetime=${alert.clock.raisedAt} title=${f.full(raisedAt)}>${f.ago(raisedAt, state.now)}</time>
          ${alert.count > 1 ? html`<span>${t.alerts.times(f.number(alert.count))}</span>` : nothing}
          ${simulatedMark(frame, alert.deviceId, Date.parse(alert.clock.capturedAt))} ${escalatedMark(alert, frame)}
          ${isOverdue(alert, state.now) ? html`<span class="overdue">${t.alerts.overdue}</span>` : nothing}
        </p>
      </div>
      ${close}
    </header>
    <div class="panel-body">
      ${evidence(alert, frame)} ${mayRespond(state.session) ? actions(alert, frame) : nothing} ${facts(alert, frame)}
      ${holdPart(alert, frame)} ${alertClock(alert, frame)} ${steps(alert, frame)}
    </div>`;
}

function actions(alert: Alert, { state, t, act, dispatch }: Frame): TemplateResult {
  const ids = [alert.id];
  const busy = state.sending.has(alert.id);
  const main: StepKind = alert.state === 'raised' ? 'acknowledged' : isActive(alert) ? 'resolved' : 'reopened';
  const button = (kind: StepKind & keyof typeof t.act, key: string, look: IconName, then: () => void) =>
    mayFollow(alert.state, kind)
      ? html`<button
          class="button ${main === kind ? 'button-main' : ''}"
          data-step=${kind}
          ?disabled=${busy}
          @click=${then}
        >
          ${icon(look)} ${t.act[kind]} ${key ? html`<kbd>${key}</kbd>` : nothing}
        </button>`
      : nothing;
  const ask = (kind: 'dispatch' | 'resolve' | 'false-alarm') => () =>
    dispatch({ type: 'dialog-opened', dialog: { kind, alertIds: ids } });
  return html`<div class="panel-actions">
    ${button('acknowledged', 'A', 'check', () => void act.step(ids, { kind: 'acknowledged' }))}
    ${button('dispatched', 'D', 'dispatch', ask('dispatch'))}
    ${
      alert.state === 'dispatched'
        ? button('on-scene', 'S', 'pin', () => void act.step(ids, { kind: 'on-scene' }))
        : nothing
    }
    ${button('resolved', 'R', 'check', ask('resolve'))} ${button('false-alarm', 'F', 'flag', ask('false-alarm'))}
    ${button('reopened', '', 'undo', () => void act.step(ids, { kind: 'reopened' }))}
  </div>`;
}

function facts(alert: Alert, frame: Frame): TemplateResult {
  const { state, t, f, dispatch, act } = frame;
  const area = areaName(state, alert.areaId);
  const what = whatOf(alert, frame);
  const device = alert.deviceKind === 'agent' ? null : { kind: alert.deviceKind, id: alert.deviceId };
  return html`<dl class="facts">
    <div>
      <dt>${t.alert.where}</dt>
      <dd>
        ${
          device
            ? html`<button class="link" @click=${() => dispatch({ type: 'selected', selection: device })}>
                ${placeOf(alert)}
              </button>`
            : placeOf(alert)
        }
        ${area === null ? nothing : html`<span class="facts-more">${area}</span>`}
      </dd>
    </div>
    <div>
      <dt>${t.alert.rule}</dt>
      <dd>${readCondition(alert.condition, ruleNames(state), t, f)}</dd>
    </div>
    ${
      what === null
        ? nothing
        : html`<div>
            <dt>${alert.value === null ? t.alert.thing : t.alert.value}</dt>
            <dd>${what}</dd>
          </div>`
    }
    ${
      alert.recipient === null
        ? nothing
        : html`<div>
            <dt>${t.units.forLabel}</dt>
            <dd dir="auto">${recipientName(state, alert.recipient)}</dd>
          </div>`
    }
    ${
      alert.assignee && isActive(alert)
        ? html`<div>
            <dt>${t.act.dispatched}</dt>
            <dd>
              ${alert.assignee.name}
              ${
                alert.deadlineAt === null
                  ? nothing
                  : html`<span class="facts-more" ?data-overdue=${isOverdue(alert, state.now)}
                      >${t.alerts.deadline(f.moment(Date.parse(alert.deadlineAt), state.now))}</span
                    >`
              }
            </dd>
          </div>`
        : nothing
    }
    <div>
      <dt>${t.alert.number('').trim()}</dt>
      <dd>
        ${alert.id}
        <button
          class="button button-icon button-tiny"
          aria-label=${t.act.copyLink}
          title=${t.act.copyLink}
          @click=${() => void act.copyLink()}
        >
          ${icon('link')}
        </button>
      </dd>
    </div>
  </dl>`;
}

function steps(alert: Alert, { state, t, f, act }: Frame): TemplateResult {
  const life = state.steps.get(alert.id);
  return html`<section class="panel-part">
    <h3>${t.alert.steps}</h3>
    ${
      life?.is === 'failed'
        ? html`<p role="alert">
            ${failureText(t, life.code)}
            <button class="link" @click=${() => void act.loadSteps(alert.id)}>${t.act.retry}</button>
          </p>`
        : life?.is === 'ready'
          ? html`<ol class="steps">
              ${life.value.map((step) => stepRow(step, { t, f, now: state.now }))}
            </ol>`
          : html`<p class="muted" aria-busy="true">${t.alert.stepsLoading}</p>`
    }
    ${mayRespond(state.session) ? commentForm(alert, { t, act }) : nothing}
  </section>`;
}

function commentForm(alert: Alert, { t, act }: Pick<Frame, 't' | 'act'>): TemplateResult {
  const send = (form: HTMLFormElement) => {
    const text = formText(form, 'text').trim();
    if (text === '') return;
    form.reset();
    void act.step([alert.id], { kind: 'comment', text });
  };
  return html`<form
    class="comment"
    @submit=${(event: SubmitEvent) => {
      send(submitted(event));
    }}
    @keydown=${(event: KeyboardEvent & { currentTarget: HTMLFormElement }) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send(event.currentTarget);
    }}
  >
    <textarea
      name="text"
      rows="2"
      maxlength="4000"
      aria-label=${t.alert.commentLabel}
      placeholder=${t.alert.commentHint}
    ></textarea>
    <button class="button">${t.act.send}</button>
  </form>`;
}

function stepRow(step: AlertStep, { t, f, now }: Pick<Frame, 't' | 'f'> & { now: number }): TemplateResult {
  const at = Date.parse(step.at);
  const text = stepText(step, t, f);
  return html`<li class="step" data-kind=${step.kind}>
    <span class="step-what"
      >${t.step[step.kind]}${step.assignee ? html` → ${step.assignee.name}` : nothing}${
        step.deadlineAt ? html`, ${t.alerts.dueWithin(f.moment(Date.parse(step.deadlineAt), now))}` : nothing
      }</span
    >
    <span class="step-who">${step.by === null ? t.alert.bySystem : (step.byName ?? step.by)}</span>
    <time class="step-at" datetime=${step.at} title=${f.full(at)}>${f.clock(at)}</time>
    ${text === null ? nothing : html`<p class="step-text" dir="auto">${text}</p>`}
  </li>`;
}
