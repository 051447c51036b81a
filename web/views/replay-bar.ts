import { html, svg, type TemplateResult } from 'lit-html';
import { raisedByHour } from '../core/alerts/shown-alerts.ts';
import type { Frame } from './frame.ts';
import { icon } from './icon.ts';

const DAY_MS = 86_400_000;
const STEP_MS = 300_000;

/** The last 24 hours under the map: bars count the alerts of each hour, the handle looks back. */
export function replayBar({ state, t, f, dispatch }: Frame): TemplateResult {
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
  </div>`;
}
