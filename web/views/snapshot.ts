import { html, nothing, svg, type TemplateResult } from 'lit-html';
import { keyed } from 'lit-html/directives/keyed.js';
import type { Alert } from '../../contracts/alerts.ts';
import { snapshotUrl } from '../edges/http.ts';
import { placeOf, whatOf } from './alert-row.ts';
import type { Frame } from './frame.ts';
import { icon } from './icon.ts';

const mark = (state: 'ready' | 'failed') => (event: { currentTarget: HTMLElement }) => {
  const figure = event.currentTarget.closest<HTMLElement>('.picture');
  if (figure) figure.dataset['load'] = state;
};

/** The picture that raised an alert, with the object's box and the zone drawn over it. */
export function snapshot(alert: Alert, frame: Frame, large = false): TemplateResult {
  const { state, t, dispatch } = frame;
  if (!alert.hasSnapshot) {
    return alert.deviceKind === 'camera' ? html`<p class="picture-none">${t.alert.noSnapshot}</p>` : html``;
  }
  const zones = state.city.is === 'ready' ? state.city.value.zones : [];
  const zone = zones.find(({ id, cameraId }) => id === alert.zoneId && cameraId === alert.deviceId);
  const box = alert.box;
  return html`${keyed(
    alert.id,
    html`<figure class="picture" data-load="loading" data-severity=${alert.severity}>
      <img
        src=${snapshotUrl(alert.id)}
        alt=${t.alert.snapshotAlt(whatOf(alert, frame) ?? alert.ruleName, placeOf(alert))}
        decoding="async"
        @load=${mark('ready')}
        @error=${mark('failed')}
      />
      <svg class="picture-drawing" viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">
        ${
          zone?.shape.kind === 'zone'
            ? svg`<polygon class="picture-zone" points=${zone.shape.polygon.map(([x, y]) => `${x},${y}`).join(' ')} />`
            : zone?.shape.kind === 'line'
              ? svg`<line class="picture-zone" x1=${zone.shape.line.from[0]} y1=${zone.shape.line.from[1]} x2=${zone.shape.line.to[0]} y2=${zone.shape.line.to[1]} />`
              : nothing
        }
        ${
          box
            ? svg`<rect class="picture-halo" x=${box.x} y=${box.y} width=${box.w} height=${box.h} /><rect class="picture-box" x=${box.x} y=${box.y} width=${box.w} height=${box.h} />`
            : nothing
        }
      </svg>
      <span class="picture-state picture-loading">${t.alert.snapshotLoading}</span>
      <span class="picture-state picture-failed">${t.alert.snapshotFailed}</span>
      ${
        large
          ? nothing
          : html`<button
              class="button button-icon picture-open"
              aria-label=${t.act.openSnapshot}
              title=${t.act.openSnapshot}
              @click=${() => dispatch({ type: 'dialog-opened', dialog: { kind: 'snapshot', alertId: alert.id } })}
            >
              ${icon('expand')}
            </button>`
      }
    </figure>`,
  )}`;
}
