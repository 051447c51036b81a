import { html, nothing, svg, type TemplateResult } from 'lit-html';
import { alertsOnMap, raisedByHour } from '../core/alerts/shown-alerts.ts';
import { curveOf, stepAt, totalAt, type PastCounts } from '../core/map/past-counts.ts';
import type { State } from '../core/state.ts';
import { failureText } from '../core/text/dictionary.ts';
import type { Frame } from './frame.ts';
import { icon } from './icon.ts';
import { areaName } from './names.ts';
import { simulatedMark } from './simulated-mark.ts';

const DAY_MS = 86_400_000;
const STEP_MS = 300_000;

/** The last 24 hours under the map: bars count the alerts of each hour, the curve what was counted; the handle looks back. */
export function replayBar(frame: Frame): TemplateResult {
  const { state, t, f, dispatch } = frame;
  const hours = raisedByHour(state.alerts, state.now);
  const most = Math.max(1, ...hours);
  const from = state.now - DAY_MS;
  const at = state.view.replayAt ?? state.now;
  const value = Math.round((at - from) / STEP_MS);
  const steps = DAY_MS / STEP_MS;
  return html`<div class="replay" ?data-past=${state.view.replayAt !== null}>
    <span class="replay-label">${icon('clock')} ${t.replay.label}</span>
    <div class="replay-track">
      <svg class="replay-bars" viewBox="0 0 240 20" preserveAspectRatio="none" aria-hidden="true">
        ${hours.map((count, i) => {
          const height = count === 0 ? 0.8 : 3 + (17 * count) / most;
          return svg`<rect x=${i * 10 + 1} y=${20 - height} width="8" height=${height} ?data-some=${count > 0}/>`;
        })}
        ${curve(state, from)}
      </svg>
      <input
        type="range"
        min="0"
        max=${steps}
        step="1"
        .value=${String(value)}
        aria-label=${t.replay.slider}
        aria-valuetext=${state.view.replayAt === null ? t.replay.now : f.moment(at, state.now)}
        @input=${(event: { currentTarget: HTMLInputElement }) => {
          const chosen = Number(event.currentTarget.value);
          dispatch({ type: 'replayed', at: chosen >= steps ? null : from + chosen * STEP_MS });
        }}
      />
    </div>
    <time class="replay-at">${state.view.replayAt === null ? t.replay.now : f.moment(at, state.now)}</time>
    ${state.view.replayAt === null ? nothing : simulatedMark(frame, null, at)}
    ${state.view.replayAt === null ? nothing : counts(frame, state.view.replayAt)}
  </div>`;
}

let drawn: {
  readonly past: PastCounts;
  readonly cameras: State['cameras'];
  readonly areaId: string | null;
  readonly values: readonly number[];
} | null = null;

/** What was counted over the day; adding it up is dear, so it is kept while nothing of it changes. */
function curve({ past, cameras, view }: State, from: number): TemplateResult | typeof nothing {
  if (past.is !== 'ready' || view.replayAt === null) return nothing;
  const { areaId } = view.filters;
  if (drawn?.past !== past.value || drawn.areaId !== areaId || (areaId !== null && drawn.cameras !== cameras))
    drawn = { past: past.value, cameras, areaId, values: curveOf(past.value, cameras, areaId) };
  const most = Math.max(1, ...drawn.values);
  const { fromMs, stepMs } = past.value;
  const points = drawn.values.map((value, i) => {
    const x = ((fromMs + (i + 0.5) * stepMs - from) / DAY_MS) * 240;
    return `${x.toFixed(1)},${(19 - (18 * value) / most).toFixed(1)}`;
  });
  return svg`<polyline class="replay-curve" points=${points.join(' ')} vector-effect="non-scaling-stroke" />`;
}

/** In words what was counted around the moment, where one looks, and how many alerts were open. */
function counts({ state, t, f }: Frame, at: number): TemplateResult {
  const { areaId } = state.view.filters;
  const where = areaId === null ? t.replay.city : areaName(state, areaId);
  const open = t.replay.open(f.number(alertsOnMap(state).size));
  if (state.past.is === 'failed')
    return html`<p class="replay-counts" role="status">
      ${t.replay.uncounted} ${failureText(t, state.past.code)} · ${open}
    </p>`;
  const step = state.past.is === 'ready' ? stepAt(state.past.value, at) : null;
  if (state.past.is !== 'ready' || step === null)
    return html`<p class="replay-counts" role="status">
      ${state.past.is === 'ready' ? t.replay.uncounted : t.replay.counting} · ${open}
    </p>`;
  const { crossed, entered } = totalAt(state.past.value, state.cameras, areaId, at);
  return html`<p class="replay-counts" role="status">
    <span>${where} · ${t.replay.span(f.hourMinute(step.fromMs), f.hourMinute(step.toMs))}:</span>
    <strong>${t.replay.crossed(f.number(crossed))}</strong>
    ${entered === 0 ? nothing : html`· ${t.replay.entered(f.number(entered))}`} · ${open}
  </p>`;
}
