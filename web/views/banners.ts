import { html, nothing, type TemplateResult } from 'lit-html';
import { mayRespond } from '../core/rights.ts';
import type { Frame } from './frame.ts';
import { icon } from './icon.ts';

/** Things nobody may overlook, across the whole width: the connection is gone, the sound is off, a look into the past. */
export function banners({ state, t, f, dispatch }: Frame, allowSound: () => void): TemplateResult {
  const { link, sound, view, now } = state;
  const ageMs = link.lastAt === null ? 0 : Math.max(0, now - link.lastAt);
  return html`<section class="banners" aria-label=${t.status.notices}>
    ${
      link.is === 'lost'
        ? html`<div class="banner" data-tone="bad" role="alert">
            ${icon('cut')}
            <strong
              >${ageMs < 120_000 ? t.link.lost(f.number(Math.round(ageMs / 1000))) : t.link.lostLong(f.duration(ageMs))}</strong
            >
            <span>${t.link.lostLead}</span>
          </div>`
        : link.is === 'live'
          ? link.troubles.map(
              ({ is, since }) =>
                html`<div class="banner" data-tone="bad" role="alert">
                  ${icon('cut')} <strong>${t.chain.since[is](f.moment(since, now))}</strong>
                  <span>${t.chain.lead[is]}</span>
                </div>`,
            )
          : nothing
    }
    ${
      sound.mutedUntil !== null
        ? html`<div class="banner" data-tone="warn">
            ${icon('muted')}
            <strong
              >${t.sound.muted(f.duration(Math.max(1000, Math.ceil((sound.mutedUntil - now) / 1000) * 1000)))}</strong
            >
            <button class="button button-small" @click=${() => dispatch({ type: 'muted', until: null })}>
              ${t.sound.unmute}
            </button>
          </div>`
        : sound.blocked && mayRespond(state.session)
          ? html`<div class="banner" data-tone="warn" data-float>
              ${icon('muted')} <strong>${t.sound.blocked}</strong>
              <button class="button button-small" @click=${allowSound}>${t.sound.allow}</button>
            </div>`
          : nothing
    }
    ${
      view.replayAt !== null
        ? html`<div class="banner" data-tone="past">
            ${icon('clock')} <strong>${t.replay.at(f.moment(view.replayAt, now))}</strong>
            <button class="button button-small" @click=${() => dispatch({ type: 'replayed', at: null })}>
              ${t.replay.back}
            </button>
          </div>`
        : nothing
    }
    ${
      state.stale
        ? html`<div class="banner" data-tone="past">
            <strong>${t.link.stale}</strong>
            <button class="button button-small" @click=${() => location.reload()}>${t.act.reload}</button>
          </div>`
        : nothing
    }
    ${
      link.skipped > 0 && link.is === 'live'
        ? html`<div class="banner" data-tone="quiet">${t.link.skipped(f.number(link.skipped))}</div>`
        : nothing
    }
  </section>`;
}
