import { html, nothing, type TemplateResult } from 'lit-html';
import { keyed } from 'lit-html/directives/keyed.js';
import type { Camera } from '../../../contracts/api.ts';
import type { CapturedPicture } from '../../actions.ts';
import type { WatchWish } from '../../core/live/watch-mode.ts';
import { WatchedCamera } from '../../live/watched-camera.ts';
import type { Frame } from '../frame.ts';
import { icon } from '../icon.ts';
import { watchSettings } from './watch-settings.ts';

const JPEG_QUALITY = 0.92;

/** One camera as it is now, with what can be done with its picture. */
export function liveView(camera: Camera, frame: Frame, wish: WatchWish = 'live'): TemplateResult {
  const { t } = frame;
  if (!camera.enabled) return html`<p class="picture-none">${t.seeing.off}</p>`;
  return html`<figure class="watch" data-camera=${camera.id}>
    ${keyed(
      camera.id,
      html`<watched-camera
        role="img"
        aria-label=${t.seeing.view(camera.name)}
        .settings=${watchSettings(camera, wish, frame)}
      ></watched-camera>`,
    )}
    ${watchTools(camera, frame)}
  </figure>`;
}

/** Buttons on a picture: what is drawn over it, save it, fill the screen with it. */
export function watchTools(camera: Camera, { state, t, act, dispatch }: Frame): TemplateResult {
  return html`<div class="watch-tools" role="group" aria-label=${t.seeing.view(camera.name)}>
    <button
      class="button button-icon"
      aria-label=${t.seeing.overlay}
      title=${t.seeing.overlayHint}
      aria-pressed=${state.seeing.overlay}
      @click=${() => dispatch({ type: 'overlay-toggled' })}
    >
      ${icon('boxes')}
    </button>
    <button
      class="button button-icon"
      aria-label=${t.seeing.capture}
      title=${t.seeing.capture}
      @click=${(event: Event) => void act.capture(camera, capturedFrom(event))}
    >
      ${icon('snapshot')}
    </button>
    ${
      mayFillScreen()
        ? html`<button
            class="button button-icon"
            aria-label=${t.seeing.fullScreen}
            title=${t.seeing.fullScreen}
            @click=${(event: Event) => fillScreen(closest(event, '.watch, .tile'))}
          >
            ${icon('expand')}
          </button>`
        : nothing
    }
  </div>`;
}

/** Phones there are whose browser lets nothing but its own player fill the screen. */
export function mayFillScreen(): boolean {
  return document.fullscreenEnabled;
}

/** Lets an element fill the screen, or gives the screen back. */
export function fillScreen(element: Element | null): void {
  if (!mayFillScreen()) return;
  if (document.fullscreenElement) void document.exitFullscreen();
  // Where the browser refuses, nothing is lost: the picture stays where it is.
  else void element?.requestFullscreen().catch(() => undefined);
}

/** What the camera around or in this element shows, ready to be saved; null: nothing yet. */
export function capturedIn(element: Element | null): CapturedPicture | null {
  const camera = element?.querySelector('watched-camera');
  const canvas = camera instanceof WatchedCamera ? camera.capture() : null;
  if (!(camera instanceof WatchedCamera) || canvas === null) return null;
  return { takenMs: camera.takenMs, save: (name) => save(canvas, name) };
}

function capturedFrom(event: Event): CapturedPicture | null {
  return capturedIn(closest(event, '.watch, .tile'));
}

function closest(event: Event, selector: string): Element | null {
  return event.currentTarget instanceof Element ? event.currentTarget.closest(selector) : null;
}

async function save(canvas: HTMLCanvasElement, name: string): Promise<void> {
  const blob = await new Promise<Blob | null>((made) => canvas.toBlob(made, 'image/jpeg', JPEG_QUALITY));
  if (!blob) return;
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser has taken it over by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
