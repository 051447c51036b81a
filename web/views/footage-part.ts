import { html, nothing, type TemplateResult } from 'lit-html';
import { MOST_HELD_MINUTES, type HeldMinute, type Hold } from '../../contracts/retention.ts';
import { failureText } from '../core/text/dictionary.ts';
import { footageUrl } from '../edges/http.ts';
import type { Frame } from './frame.ts';
import { icon } from './icon.ts';

const MEGABYTE = 1024 * 1024;
const MINUTE_MS = 60_000;

/** What became of the video a hold covers: what was copied, what is waited for and from whom, what is gone. */
export function footagePart(hold: Hold, frame: Frame): TemplateResult | typeof nothing {
  const { t, f, act, state } = frame;
  if (hold.cameraIds.length === 0) return nothing;
  const { stored, waiting, gone, failed, bytes } = hold.footage;
  const covered = (hold.cameraIds.length * (Date.parse(hold.to) - Date.parse(hold.from))) / MINUTE_MS;
  const minutes = state.footage.get(hold.id);
  const line = (n: number, text: string, mark: string) =>
    n === 0 ? nothing : html`<li data-footage=${mark}>${text}</li>`;
  return html`<div class="footage">
    <strong>${icon('play')} ${t.footage.title}</strong>
    <ul>
      ${line(stored, t.footage.stored(f.number(stored), `${f.number(bytes / MEGABYTE, 1)} MB`), 'stored')}
      ${line(waiting, t.footage.waiting(f.number(waiting)), 'waiting')}
      ${waiting === 0 ? nothing : agentsAway(hold, frame)} ${line(gone, t.footage.gone(f.number(gone)), 'gone')}
      ${line(failed, t.footage.failed(f.number(failed)), 'failed')}
      ${stored + waiting + gone + failed === 0 ? html`<li class="muted">${t.footage.none}</li>` : nothing}
      ${covered > MOST_HELD_MINUTES + 1 ? html`<li class="muted">${t.footage.limit(f.number(MOST_HELD_MINUTES))}</li>` : nothing}
    </ul>
    ${
      stored === 0
        ? nothing
        : html`<details
            @toggle=${({ currentTarget }: { readonly currentTarget: HTMLDetailsElement }) => {
              if (currentTarget.open) void act.loadFootage(hold.id);
            }}
          >
            <summary class="link">${t.footage.open}</summary>
            ${
              minutes?.is === 'ready'
                ? minuteList(hold, minutes.value, frame)
                : minutes?.is === 'failed'
                  ? html`<p class="field-fault" role="alert">${failureText(t, minutes.code)}</p>`
                  : html`<p class="muted" aria-busy="true">${t.system.loading}</p>`
            }
          </details>`
    }
  </div>`;
}

function agentsAway({ cameraIds }: Hold, { state: console, t }: Frame): readonly TemplateResult[] {
  const ids = new Set(cameraIds.map((id) => console.cameras.get(id)?.agentId));
  return [...console.agents.values()]
    .filter(({ id, state }) => ids.has(id) && state === 'offline')
    .map(({ name }) => html`<li data-footage="away">${t.footage.away(name)}</li>`);
}

function minuteList(hold: Hold, minutes: readonly HeldMinute[], { state, t, f }: Frame): TemplateResult {
  const nameOf = (id: string) => (hold.cameraIds.length > 1 ? `${state.cameras.get(id)?.name ?? id} · ` : '');
  return html`<ul class="footage-minutes">
    ${minutes.map(
      ({ id, cameraId, from, state: what }) =>
        html`<li data-footage=${what}>
          <span>${nameOf(cameraId)}<time datetime=${from}>${f.full(Date.parse(from))}</time></span>
          ${
            what === 'stored'
              ? html`<a class="link" href=${footageUrl(hold.id, id, false)} target="_blank" rel="noopener"
                    >${t.footage.look}</a
                  >
                  <a class="link" href=${footageUrl(hold.id, id, true)} download title=${t.seeing.downloadNoted}
                    >${t.footage.keep}</a
                  >`
              : html`<span class="muted">${t.footage.states[what]}</span>`
          }
        </li>`,
    )}
  </ul>`;
}
