import { html, nothing, type TemplateResult } from 'lit-html';
import type { Found, PlaceName } from '../core/find.ts';
import type { Page } from '../core/state.ts';
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
}

const NAV: readonly { readonly page: Page; readonly look: IconName }[] = [{ page: 'map', look: 'map' }];

/** The whole screen: the door, or the console behind it. */
export function shell(frame: Frame, parts: ShellParts): TemplateResult {
  const { state, t } = frame;
  if (state.session.is === 'unknown') return html`<div class="starting" aria-busy="true"></div>`;
  if (state.session.is === 'signed-out') return signInPage(frame);
  return html`<a class="skip" href="#alerts" @click=${skip}>${t.nav.skip}</a>
    <div
      class="console"
      data-page=${state.view.page}
      data-pane=${state.pane}
      data-panel=${state.view.selection ? 'open' : 'closed'}
      data-link=${state.link.is}
    >
      ${topBar(frame, searchBox(frame, parts.places, parts.go), parts.allowSound)} ${banners(frame, parts.allowSound)}
      ${NAV.length > 1 ? nav(frame) : nothing} ${alertList(frame)}
      <main class="stage" aria-label=${t.map.label}>
        ${parts.mapElement} ${mapControls(frame, parts.map)} ${replayBar(frame)}
        ${state.city.is === 'loading' || state.city.is === 'idle' ? html`<p class="stage-note" aria-busy="true">${t.map.loading}</p>` : nothing}
      </main>
      ${panel(frame)} ${phoneNav(frame)}
    </div>
    ${toasts(frame)} ${dialogs(frame)}`;
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
    ${NAV.map(
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
  const choose = (pane: 'list' | 'map') => () => dispatch({ type: 'pane-chosen', pane });
  return html`<nav class="phone-nav" aria-label=${t.nav.label}>
    <button aria-current=${state.pane === 'list' ? 'page' : 'false'} @click=${choose('list')}>
      ${icon('list')}<span>${t.alerts.title}</span>
    </button>
    <button aria-current=${state.pane === 'map' ? 'page' : 'false'} @click=${choose('map')}>
      ${icon('map')}<span>${t.nav.map}</span>
    </button>
  </nav>`;
}
