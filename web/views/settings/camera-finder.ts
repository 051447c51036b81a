import { html, nothing, type TemplateResult } from 'lit-html';
import type { CameraSettings } from '../../../contracts/devices.ts';
import { withLogin, withoutLogin } from '../../core/settings/stream-address.ts';
import { failureText } from '../../core/text/dictionary.ts';
import { formText, submitted } from '../form-text.ts';
import type { Frame } from '../frame.ts';
import { icon } from '../icon.ts';

/** The clock of a camera may be this far off before it is worth a word, ms. */
const CLOCK_OFF_MS = 10_000;

/** Finds cameras on the networks of the draft's agent, and takes over the stream of one. */
export function cameraFinder(
  value: CameraSettings,
  change: (change: Partial<CameraSettings>) => void,
  frame: Frame,
): TemplateResult {
  const { state, t, f, act, dispatch } = frame;
  const { discovery, device, inspection } = state.setup;
  const ask = (event: SubmitEvent) => {
    const form = submitted(event);
    const login = { username: formText(form, 'camera-user'), password: formText(form, 'camera-password') };
    if (device) void act.inspect(value.agentId, device.address, login.username === '' ? null : login);
  };
  const take = (url: string, event: Event) => {
    const form = (event.currentTarget as HTMLElement).closest('.finder')?.querySelector('form');
    const username = form ? formText(form, 'camera-user') : '';
    const password = form ? formText(form, 'camera-password') : '';
    change({
      url: withLogin(url, username, password),
      ...(value.name === '' && device?.name ? { name: asName(device.name) } : {}),
    });
  };
  return html`<section class="card finder">
    <header class="page-head">
      <h3>${t.setup.find}</h3>
      <span class="page-tools">
        <button
          type="button"
          class="button"
          ?disabled=${discovery.is === 'loading' || value.agentId === ''}
          @click=${() => void act.discover(value.agentId)}
        >
          ${icon('search')} ${t.setup.find}
        </button>
      </span>
    </header>
    ${discovery.is === 'idle' ? html`<p class="muted">${t.setup.findLead}</p>` : nothing}
    ${discovery.is === 'loading' ? html`<p class="muted" role="status">${t.setup.finding}</p>` : nothing}
    ${discovery.is === 'failed' ? html`<p class="field-fault" role="alert">${refusalText(discovery.code, frame)}</p>` : nothing}
    ${
      discovery.is === 'ready'
        ? html`<p role="status">
              ${discovery.value.found.length === 0 ? t.setup.foundNone : t.setup.found(f.number(discovery.value.found.length))}
            </p>
            <ul class="entries">
              ${discovery.value.found.map(
                (found) =>
                  html`<li>
                    <button
                      type="button"
                      class="entry"
                      aria-pressed=${String(device?.endpoint === found.endpoint)}
                      @click=${() => dispatch({ type: 'setup-changed', change: { device: found, inspection: { is: 'idle' } } })}
                    >
                      <strong dir="auto">${found.name ?? found.endpoint}</strong>
                      <span class="muted" dir="auto"
                        >${[found.hardware, found.location].filter(Boolean).join(' · ')}</span
                      >
                      <span class="mono muted">${new URL(found.address).host}</span>
                    </button>
                  </li>`,
              )}
            </ul>`
        : nothing
    }
    ${
      device
        ? html`<form class="finder-login" @submit=${ask} aria-label=${t.setup.login}>
            <div class="field-row">
              <label class="field"
                ><span>${t.setup.username}</span><input name="camera-user" maxlength="100" autocomplete="off"
              /></label>
              <label class="field"
                ><span>${t.setup.password}</span
                ><input name="camera-password" type="password" maxlength="200" autocomplete="new-password"
              /></label>
              <button class="button" ?disabled=${inspection.is === 'loading'}>
                ${inspection.is === 'loading' ? t.setup.asking : t.setup.ask}
              </button>
            </div>
          </form>`
        : nothing
    }
    ${inspection.is === 'failed' ? html`<p class="field-fault" role="alert">${refusalText(inspection.code, frame)}</p>` : nothing}
    ${inspection.is === 'ready' ? streams(take, frame) : nothing}
  </section>`;
}

function streams(take: (url: string, event: Event) => void, { state, t, f }: Frame): TemplateResult {
  const { inspection } = state.setup;
  if (inspection.is !== 'ready') return html``;
  const { manufacturer, model, firmware, clockAheadMs } = inspection.value;
  const inUse = new Set([...state.cameras.values()].map(({ url }) => withoutLogin(url ?? '')));
  return html`<p dir="auto">${[manufacturer, model, firmware].filter(Boolean).join(' · ')}</p>
    ${
      clockAheadMs !== null && Math.abs(clockAheadMs) > CLOCK_OFF_MS
        ? html`<p class="field-fault">${t.setup.clockOff(f.duration(Math.abs(clockAheadMs)))}</p>`
        : nothing
    }
    ${inspection.value.streams.length === 0 ? html`<p class="muted">${t.setup.noStreams}</p>` : nothing}
    <ul class="entries" aria-label=${t.setup.streams}>
      ${inspection.value.streams.map(
        (stream) =>
          html`<li class="finder-stream">
            <span>
              <strong dir="auto">${stream.name}</strong>
              <span class="muted"
                >${stream.codec ?? ''}
                ${stream.width}×${stream.height}${stream.fps === null ? '' : t.setup.fps(f.number(stream.fps))}</span
              >
              ${inUse.has(stream.url) ? html`<span class="chip">${t.setup.known}</span>` : nothing}
            </span>
            <button type="button" class="button" @click=${(event: Event) => take(stream.url, event)}>
              ${t.setup.use}
            </button>
          </li>`,
      )}
    </ul>`;
}

/** What a camera calls itself, without what no name may have: control characters, and those that turn the writing round. */
function asName(text: string): string {
  return text.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '').trim();
}

/** Opens the stream of the draft once and shows what comes. */
export function streamTrial(value: CameraSettings, isNew: boolean, frame: Frame): TemplateResult {
  const { state, t, f, act } = frame;
  const { trial } = state.setup;
  return html`<div class="stream-trial">
    <button
      type="button"
      class="button"
      ?disabled=${trial.is === 'loading' || value.agentId === '' || value.url === 'rtsp://'}
      @click=${() => void act.tryStream(value.agentId, value.url, isNew ? null : value.id)}
    >
      ${trial.is === 'loading' ? t.setup.trying : t.setup.try}
    </button>
    ${trial.is === 'failed' ? html`<p class="field-fault" role="alert">${refusalText(trial.code, frame)}</p>` : nothing}
    ${
      trial.is === 'ready'
        ? html`<figure>
            <img src=${`data:image/jpeg;base64,${trial.value.picture}`} alt=${t.setup.pictureAlt} />
            <figcaption class="muted">
              ${t.setup.tried(
                trial.value.codec.toUpperCase(),
                `${trial.value.width}×${trial.value.height}`,
                trial.value.fps === null ? '' : t.setup.fps(f.number(trial.value.fps, 1)),
              )}
            </figcaption>
          </figure>`
        : nothing
    }
  </div>`;
}

function refusalText(code: string, { t }: Frame): string {
  const { refused } = t.setup;
  return code in refused ? refused[code as keyof typeof refused] : failureText(t, code);
}
