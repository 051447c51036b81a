import { html, nothing, type TemplateResult } from 'lit-html';
import { keyed } from 'lit-html/directives/keyed.js';
import type { Alert } from '../../../contracts/alerts.ts';
import { clipUrl, downloadUrl, snapshotUrl } from '../../edges/http.ts';
import { placeOf } from '../alert-row.ts';
import type { Frame } from '../frame.ts';
import { icon } from '../icon.ts';

/** The clip begins to play so long before the moment that raised the alert. */
const LEAD_S = 3;
/** An agent that has not brought the clip by then has none. */
const COMES_WITHIN_MS = 90_000;

/** The clip of an alert: plays where it is, can be sought in, and leads to the moment that raised the alert. */
export function clipView(alert: Alert, { state, t, f }: Frame): TemplateResult {
  if (!alert.hasClip) {
    const waited = state.now - Date.parse(alert.clock.capturedAt);
    return html`<p class="picture-none" role="status">
      ${waited < COMES_WITHIN_MS ? t.seeing.clip.coming : t.seeing.clip.none}
    </p>`;
  }
  const from = alert.clipFrom === null ? null : Date.parse(alert.clipFrom);
  const momentS = from === null ? null : Math.max(0, (Date.parse(alert.clock.capturedAt) - from) / 1000);
  const jump = (video: HTMLVideoElement | null | undefined) => {
    if (!video || momentS === null) return;
    video.currentTime = Math.min(Math.max(0, momentS - LEAD_S), video.duration || momentS);
  };
  return html`${keyed(
    alert.id,
    html`<figure class="clip" data-load="loading">
      <video
        class="clip-video"
        controls
        muted
        playsinline
        preload="metadata"
        src=${clipUrl(alert.id)}
        poster=${alert.hasSnapshot ? snapshotUrl(alert.id) : nothing}
        aria-label=${t.seeing.clip.label(placeOf(alert))}
        @loadedmetadata=${(event: Event) => {
          const video = videoOf(event);
          mark(video, 'ready');
          setMark(video, momentS);
          jump(video);
        }}
        @error=${(event: Event) => mark(videoOf(event), 'failed')}
      ></video>
      ${
        momentS === null
          ? nothing
          : html`<button
              class="clip-line"
              aria-label=${t.seeing.clip.jump}
              title=${t.seeing.clip.jump}
              @click=${(event: Event) => jump(videoOf(event))}
            >
              <span class="clip-moment"></span>
            </button>`
      }
      <p class="clip-failed" role="alert">${t.seeing.clip.failed}</p>
      <figcaption class="watch-row">
        ${
          momentS === null
            ? nothing
            : html`<button class="button" data-act="jump" @click=${(event: Event) => jump(videoOf(event))}>
                ${icon('target')} ${t.seeing.clip.jump}
                <span class="muted">${f.clock(Date.parse(alert.clock.capturedAt))}</span>
              </button>`
        }
        <a class="button" href=${downloadUrl(alert.id, 'clip')} download title=${t.seeing.downloadNoted}>
          ${icon('download')} ${t.seeing.clip.download}
        </a>
      </figcaption>
    </figure>`,
  )}`;
}

function videoOf(event: Event): HTMLVideoElement | null {
  const element = event.currentTarget instanceof Element ? event.currentTarget : null;
  return element?.closest('.clip')?.querySelector('video') ?? null;
}

function mark(video: HTMLVideoElement | null, load: 'ready' | 'failed'): void {
  const figure = video?.closest<HTMLElement>('.clip');
  if (figure) figure.dataset['load'] = load;
}

/** Puts the sign of the moment where it lies in the clip. */
function setMark(video: HTMLVideoElement | null, momentS: number | null): void {
  const sign = video?.closest('.clip')?.querySelector<HTMLElement>('.clip-moment');
  if (!sign || momentS === null || !video || !(video.duration > 0)) return;
  sign.style.left = `${Math.min(100, (momentS / video.duration) * 100).toFixed(2)}%`;
}
