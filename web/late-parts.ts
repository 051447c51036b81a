import type { TemplateResult } from 'lit-html';
import { evidenceTab } from './core/alerts/evidence-tab.ts';
import type { State } from './core/state.ts';
import type { Gateway } from './edges/http.ts';
import type { Store } from './store.ts';
import type { Frame } from './views/frame.ts';
import type { SeeingViews } from './views/seeing/seeing-views.ts';

type Page = (frame: Frame) => TemplateResult;

/** Parts of the console that are fetched when they are needed, so that the map stands sooner; null: not there yet. */
export interface LateParts {
  readonly settings: () => Page | null;
  readonly stats: () => Page | null;
  readonly seeing: () => SeeingViews | null;
  /** Fetches what the state needs. `before`: the state it was, null at the beginning. */
  readonly fetchFor: (state: State, before: State | null) => void;
}

/** What the parts need of the console around them. */
export interface LatePartsNeeds {
  readonly store: Store;
  readonly gateway: Gateway;
  readonly basemap: Promise<unknown>;
  readonly draw: () => void;
  readonly now: () => number;
  readonly onOffline: () => void;
}

/** Fetches parts, each once; what failed is tried again when one looks at something else. */
export function createLateParts({ store, gateway, basemap, draw, now, onOffline }: LatePartsNeeds): LateParts {
  let settings: Page | null = null;
  let stats: Page | null = null;
  let seeing: SeeingViews | null = null;
  let seeingAsked = false;

  /** After an upgrade the old part may be gone: then the page is stale. */
  const part = async <T>(load: () => Promise<T>, use: (loaded: T) => void): Promise<void> => {
    let loaded: T;
    try {
      loaded = await load();
    } catch {
      if (store.state().link.is === 'live') store.dispatch({ type: 'stale' });
      else onOffline();
      return;
    }
    use(loaded);
    draw();
  };
  const loadSettings = () =>
    part(
      () => import('./views/settings/settings-page.ts'),
      ({ settingsPage }) => (settings = (frame) => settingsPage(frame, basemap)),
    );
  const loadStats = () =>
    part(
      () => import('./stats.ts'),
      ({ openStats }) => (stats ??= openStats({ store, gateway, basemap, draw, now })),
    );
  const loadSeeing = () =>
    part(
      () => import('./views/seeing/seeing-views.ts'),
      ({ seeingViews }) => (seeing = seeingViews),
    );

  return {
    settings: () => settings,
    stats: () => stats,
    seeing: () => seeing,
    fetchFor: (state, before) => {
      if (state.session.is !== 'signed-in') return;
      const hasMoved = state.view !== before?.view;
      if (hasMoved && seeing === null) seeingAsked = false;
      if (!seeingAsked && needsSeeing(state)) {
        seeingAsked = true;
        void loadSeeing();
      }
      if (!hasMoved && state.session === before?.session) return;
      if (state.view.page === 'stats' && stats === null) void loadStats();
      if (state.view.page === 'settings' && settings === null) void loadSettings();
    },
  };
}

/** Whether anything on screen shows live video or clips. */
function needsSeeing({ view: { page, selection }, seeing, alerts }: State): boolean {
  if (page === 'wall' || selection?.kind === 'camera') return true;
  const alert = selection?.kind === 'alert' ? alerts.get(selection.id) : undefined;
  return alert !== undefined && evidenceTab(alert, seeing) !== 'picture';
}
