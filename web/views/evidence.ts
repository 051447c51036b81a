import { html, nothing, type TemplateResult } from 'lit-html';
import type { Alert } from '../../contracts/alerts.ts';
import { evidenceTab } from '../core/alerts/evidence-tab.ts';
import { mayRespond } from '../core/rights.ts';
import type { EvidenceTab } from '../core/state.ts';
import { downloadUrl } from '../edges/http.ts';
import type { Frame } from './frame.ts';
import { icon, type IconName } from './icon.ts';
import { snapshot } from './snapshot.ts';

const LOOKS: Readonly<Record<EvidenceTab, IconName>> = { picture: 'snapshot', clip: 'play', live: 'camera' };

/** What there is to see of an alert: the picture that raised it, the clip around it, the camera now. */
export function evidence(alert: Alert, frame: Frame): TemplateResult {
  const { state, t, dispatch } = frame;
  if (alert.deviceKind !== 'camera' || !mayRespond(state.session)) return snapshot(alert, frame);
  const tab = evidenceTab(alert, state.seeing);
  return html`<div class="evidence">
    <div class="tabs evidence-tabs" role="tablist" aria-label=${t.seeing.evidence}>
      ${(['picture', 'clip', 'live'] as const).map(
        (one) =>
          html`<button
            role="tab"
            id="evidence-${one}"
            aria-controls="evidence-body"
            aria-selected=${tab === one}
            data-tab=${one}
            @click=${() => dispatch({ type: 'evidence-chosen', alertId: alert.id, tab: one })}
          >
            ${icon(LOOKS[one])} ${t.seeing.tab[one]}
          </button>`,
      )}
    </div>
    <div id="evidence-body" role="tabpanel" aria-labelledby="evidence-${tab}">${body(tab, alert, frame)}</div>
  </div>`;
}

function body(tab: EvidenceTab, alert: Alert, frame: Frame): TemplateResult {
  const { state, t, seeing } = frame;
  if (tab === 'picture') {
    return html`${snapshot(alert, frame)}
    ${
      alert.hasSnapshot
        ? html`<p class="evidence-keep">
            <a class="link" href=${downloadUrl(alert.id, 'snapshot')} download title=${t.seeing.downloadNoted}>
              ${icon('download')} ${t.seeing.downloadPicture}
            </a>
          </p>`
        : nothing
    }`;
  }
  if (!seeing) return html`<div class="skeleton skeleton-picture" aria-busy="true"></div>`;
  if (tab === 'clip') return seeing.clipView(alert, frame);
  const camera = state.cameras.get(alert.deviceId);
  return camera ? seeing.liveView(camera, frame) : html`<p class="picture-none">${t.failure['not-found']}</p>`;
}
