import { html, nothing, type TemplateResult } from 'lit-html';
import type { Found, PlaceName } from '../core/find.ts';
import { mayConfigure, mayRespond } from '../core/rights.ts';
import type { Page, State } from '../core/state.ts';
import type { MapView } from '../map/map-view.ts';
import { alertList } from './alert-list.ts';
import { alertPanel } from './alert-panel.ts';
import { banners } from './banners.ts';
import { devicePanel } from './device-panel.ts';
import { dialogs } from './dialogs.ts';
import type { Frame } from './frame.ts';
import { icon, type IconName } from './icon.ts';
import { mapControls } from './map-controls.ts';
import { replayBar } from './replay-bar.ts';
import { searchBox } from './search-box.ts';
import { systemPage } from './system-page.ts';
import { signInPage } from './sign-in.ts';
import { toasts } from './toasts.ts';
import { topBar } from './top-bar.ts';

/** Things of the browser the shell puts in their places. */
export interface ShellParts {
  /** The element the map lives in; moved about, never made anew. */
  readonly mapElement: HTMLElement;
  readonly map: Pick<MapView, 'zoomBy' | 'home'>;
  readonly places: readonly PlaceName[];
  readonly go: (found: Found) => void;
  readonly allowSound: () => void;
  /** The settings, once they are loaded: only admins ever need them. */
  readonly settings: ((frame: Frame) => TemplateResult) | null;
  /** The statistics, once they are loaded. */
  readonly stats: ((frame: Frame) => TemplateResult) | null;
}

const NAV: readonly { readonly page: Page; readonly look: IconName }[] = [
  { page: 'map', look: 'map' },
  { page: 'wall', look: 'wall' },
  { page: 'stats', look: 'chart' },
  { page: 'system', look: 'system' },
  { page: 'settings', look: 'settings' },
];

/** Pages this person has something to do on. */
function pagesOf(state: State): typeof NAV {
  return NAV.filter(({ page }) => {
    if (page === 'settings') return mayConfigure(state.session);
    return page !== 'wall' || mayRespond(state.session);
  });
}

/** The whole screen: the door, or the console behind it. */
export function shell(frame: Frame, parts: ShellParts): TemplateResult {
  const { state, t } = frame;
  if (state.session.is === 'unknown') return starting(frame, state.session.away);
  if (state.session.is === 'signed-out') return signInPage(frame);
  const onMap = state.view.page === 'map';
  return html`<a class="skip" href="#alerts" @click=${skip}>${t.nav.skip}</a>
    <div
      class="console"
      data-page=${state.view.page}
      data-role=${state.session.account.role}
      data-pane=${state.pane}
      data-panel=${state.view.selection ? 'open' : 'closed'}
      data-link=${state.link.is}
    >
      ${topBar(frame, searchBox(frame, parts.places, parts.go), parts.allowSound)} ${banners(frame, parts.allowSound)}
      ${nav(frame)}
      <div class="duty" role=${onMap ? 'main' : nothing}>
        ${alertList(frame)}
        <div
          class="stage"
          role=${onMap ? 'region' : nothing}
          aria-label=${onMap ? t.map.label : nothing}
          ?inert=${!onMap}
        >
          ${parts.mapElement} ${mapControls(frame, parts.map)} ${replayBar(frame)}
          ${state.city.is === 'loading' || state.city.is === 'idle' ? html`<p class="stage-note" aria-busy="true">${t.map.loading}</p>` : nothing}
        </div>
      </div>
      ${page(frame, parts)} ${panel(frame)} ${phoneNav(frame)}
    </div>
    ${toasts(frame)} ${dialogs(frame)}`;
}

/** Before anybody can say who is signed in: nothing, or why it takes so long. */
function starting({ t }: Frame, away: boolean): TemplateResult {
  return html`<main class="starting" aria-busy="true">
    ${
      away
        ? html`<div class="blank" role="alert">
            ${icon('cut')}
            <p><strong>${t.link.away}</strong></p>
            <p>${t.link.awayLead}</p>
          </div>`
        : nothing
    }
  </main>`;
}

/** What covers the map; the list stays beside it, so that no alert is missed. */
function page(frame: Frame, parts: ShellParts): TemplateResult | typeof nothing {
  switch (frame.state.view.page) {
    case 'wall':
      return html`<main class="page page-wall" aria-label=${frame.t.seeing.wall.title}>
        ${frame.seeing ? frame.seeing.wallPage(frame) : html`<p class="muted" aria-busy="true">${frame.t.seeing.loading}</p>`}
      </main>`;
    case 'system':
      return html`<main class="page" tabindex="0" aria-label=${frame.t.system.title}>${systemPage(frame)}</main>`;
    case 'stats':
      return html`<main class="page page-stats" tabindex="0" aria-label=${frame.t.nav.stats}>
        ${parts.stats ? parts.stats(frame) : html`<p class="muted" aria-busy="true">${frame.t.system.loading}</p>`}
      </main>`;
    case 'settings':
      return html`<main class="page" tabindex="0" aria-label=${frame.t.settings.title}>
        ${parts.settings ? parts.settings(frame) : html`<p class="muted" aria-busy="true">${frame.t.system.loading}</p>`}
      </main>`;
    case 'map':
      return nothing;
  }
}

function skip(event: Event): void {
  event.preventDefault();
  document.querySelector<HTMLElement>('#alerts')?.focus();
}

function panel(frame: Frame): TemplateResult | typeof nothing {
  const { selection } = frame.state.view;
  if (!selection) return nothing;
  return html`<aside
    class="panel"
    aria-label=${selection.kind === 'alert' ? frame.t.alert.number(String(selection.id)) : frame.t[selection.kind].title}
  >
    ${selection.kind === 'alert' ? alertPanel(selection.id, frame) : devicePanel(selection.kind, selection.id, frame)}
  </aside>`;
}

function nav({ state, t, dispatch }: Frame): TemplateResult {
  return html`<nav class="rail" aria-label=${t.nav.label}>
    ${pagesOf(state).map(
      ({ page, look }) =>
        html`<button
          class="rail-item"
          aria-current=${state.view.page === page ? 'page' : 'false'}
          @click=${() => dispatch({ type: 'paged', page })}
        >
          ${icon(look)}<span>${t.nav[page]}</span>
        </button>`,
    )}
  </nav>`;
}

/** On a phone the list and the map take turns. */
function phoneNav({ state, t, dispatch }: Frame): TemplateResult {
  const { page } = state.view;
  const choose = (pane: 'list' | 'map') => () => {
    dispatch({ type: 'paged', page: 'map' });
    dispatch({ type: 'pane-chosen', pane });
  };
  const at = (pane: 'list' | 'map') => (page === 'map' && state.pane === pane ? 'page' : 'false');
  return html`<nav class="phone-nav" aria-label=${t.nav.label}>
    <button aria-current=${at('list')} @click=${choose('list')}>${icon('list')}<span>${t.alerts.title}</span></button>
    <button aria-current=${at('map')} @click=${choose('map')}>${icon('map')}<span>${t.nav.map}</span></button>
    ${pagesOf(state)
      .slice(1)
      .map(
        (item) =>
          html`<button
            aria-current=${page === item.page ? 'page' : 'false'}
            @click=${() => dispatch({ type: 'paged', page: item.page })}
          >
            ${icon(item.look)}<span>${t.nav[item.page]}</span>
          </button>`,
      )}
  </nav>`;
}
