import { render } from 'lit-html';
import type { Alert } from '../contracts/alerts.ts';
import { createActions } from './actions.ts';
import { GRAVITY, inbox } from './core/alerts/order.ts';
import { shownAlerts } from './core/alerts/shown-alerts.ts';
import type { Found, PlaceName } from './core/find.ts';
import { keyIntent, type KeyIntent } from './core/keys.ts';
import { parseBasemap } from './core/map/basemap-features.ts';
import { initialState, NO_FILTERS, type State } from './core/state.ts';
import { dictionaryOf } from './core/text/dictionary.ts';
import { createFormat, type Format } from './core/text/format.ts';
import { formatView, parseView } from './core/url-state.ts';
import { afterPaint } from './edges/after-paint.ts';
import { createGateway, RequestFailed } from './edges/http.ts';
import { openLive, type Live } from './edges/live.ts';
import { loadPreferences, savePreferences } from './edges/preferences.ts';
import { openSound } from './edges/sound.ts';
import { createMapView, type MapView } from './map/map-view.ts';
import { createStore } from './store.ts';
import { ROWS_SHOWN } from './views/alert-list.ts';
import { placeOf } from './views/alert-row.ts';
import type { Frame } from './views/frame.ts';
import { showDialogs } from './views/modal.ts';
import { shell } from './views/shell.ts';
import { MUTE_MS } from './views/top-bar.ts';

/** A critical alert nobody takes is sounded again this often. */
const REMIND_MS = 20_000;

/** Starts the console in an element. `basemapUrl` is where the shipped base map lies. */
export function startConsole(root: HTMLElement, basemapUrl: string): void {
  const gateway = createGateway();
  let live: Live | null = null;
  const serverNow = () => Date.now() + (live?.offsetMs() ?? 0);
  const store = createStore(
    initialState(Date.now(), loadPreferences(localStorage, navigator.languages), parseView(location.hash)),
    draw,
  );
  const { dispatch } = store;
  const act = createActions({
    store,
    gateway,
    now: serverNow,
    copy: (text) => navigator.clipboard.writeText(text),
    address: () => location.href,
  });
  const sound = openSound((blocked) => dispatch({ type: 'sound-blocked', blocked }));
  const allowSound = () => void sound.allow();

  // Formats are dear to make: one for each language and zone.
  let formatKey = '';
  let format: Format;
  const frameOf = (state: State): Frame => {
    const { language } = state.preferences;
    const zone = state.city.is === 'ready' ? state.city.value.timeZone : 'Asia/Ho_Chi_Minh';
    const t = dictionaryOf(language);
    if (formatKey !== language + zone) {
      format = createFormat(language, t, zone);
      formatKey = language + zone;
    }
    return { state, t, f: format, dispatch, act };
  };

  const basemap = fetch(basemapUrl).then((answer) => answer.json() as Promise<{ features?: readonly unknown[] }>);
  let places: readonly PlaceName[] = [];
  void basemap.then((collection) => (places = namesOf(collection)));
  const mapElement = document.createElement('div');
  mapElement.className = 'map';
  let map: MapView | null = null;
  new ResizeObserver(() => map?.resized()).observe(mapElement);

  const parts = {
    mapElement,
    map: { zoomBy: (steps: number) => map?.zoomBy(steps), home: () => map?.home() },
    go: (found: Found) => {
      dispatch({ type: 'pane-chosen', pane: found.kind === 'alert' ? 'list' : 'map' });
      if (found.selection) dispatch({ type: 'selected', selection: found.selection });
      else if (found.at) map?.fly(found.at, 16);
      if (found.areaId !== null) {
        dispatch({ type: 'filtered', filters: { areaId: found.areaId } });
        const city = store.state().city;
        const area = city.is === 'ready' ? city.value.areas.find(({ id }) => id === found.areaId) : undefined;
        const ring = area?.outline?.coordinates.flat(2) ?? [];
        if (ring.length > 0) map?.fit(ring.map(([lon, lat]) => ({ lat, lon })));
      }
    },
    allowSound,
  };

  function draw(state: State): void {
    const frame = frameOf(state);
    document.documentElement.lang = state.preferences.language;
    document.documentElement.dataset['theme'] = state.preferences.theme;
    render(shell(frame, { ...parts, places }), root);
    showDialogs(root);
    if (state.session.is !== 'signed-in') return;
    map ??= createMapView(mapElement, state.view.map, basemap, {
      onMoved: (look) => dispatch({ type: 'map-moved', map: look }),
      onSelect: (selection) => dispatch({ type: 'selected', selection }),
      onBasemapFailed: () => undefined,
      attribution: () => frameOf(store.state()).t.map.attribution,
      reading: ({ value, unit }) => (value === null ? '—' : `${format.number(value, 2)} ${unit}`),
      hint: (hit) => {
        const { t } = frameOf(store.state());
        if (hit.is === 'dot') return hit.dot.name;
        return t.map.cluster(format.number(hit.members.length), format.number(hit.cluster.alerts));
      },
    });
    map.update(state);
    reportShown(state);
  }

  // What has been painted is said once, with the server's time at which it stood on the screen.
  const reported = new Set<number>();
  function reportShown(state: State): void {
    if (live === null || state.view.replayAt !== null || document.visibilityState !== 'visible') return;
    const listed = shownAlerts(state).slice(0, ROWS_SHOWN);
    const onMap = new Set(map?.shownIds());
    const fresh = [...listed, ...[...state.alerts.values()].filter(({ id }) => onMap.has(id))]
      .filter(({ id, clock }) => clock.shownAt === null && !reported.has(id))
      .map(({ id }) => id);
    if (fresh.length === 0) return;
    for (const id of fresh) reported.add(id);
    afterPaint(() => {
      const at = serverNow();
      for (let i = 0; i < fresh.length; i += 500) {
        live?.reportShown(fresh.slice(i, i + 500).map((id) => ({ id, at })));
      }
    });
  }

  function connect(): void {
    live ??= openLive({
      cursor: () => store.state().cursor,
      onLink: (is) => dispatch({ type: 'link-changed', is, at: serverNow() }),
      onHeard: () => dispatch({ type: 'heard', at: serverNow() }),
      onHello: (answer) => {
        if (firstVersion === null) firstVersion = answer.version;
        else if (firstVersion !== answer.version) dispatch({ type: 'stale' });
        if (!answer.caughtUp) void Promise.all([act.loadCity(), act.loadAlerts()]);
      },
      onAlerts: (push) => {
        const before = store.state().alerts;
        dispatch({ type: 'alerts-pushed', push });
        const news = push.alerts.filter(({ id, state }) => state === 'raised' && !before.has(id));
        if (news.length > 0) announce(news);
      },
      onDevices: (push) => dispatch({ type: 'devices-pushed', push }),
      onSettings: () => void act.loadCity(),
      onRefused: () => dispatch({ type: 'signed-out', failure: 'not-signed-in' }),
    });
  }
  let firstVersion: string | null = null;

  /** Sound by the gravest, and a sentence for screen readers. */
  const announcer = document.querySelector('#announcer');
  let lastSounded = 0;
  function announce(news: readonly Alert[]): void {
    const worst = news.reduce((a, b) => (GRAVITY[b.severity] > GRAVITY[a.severity] ? b : a));
    const state = store.state();
    const { t } = frameOf(state);
    if (announcer) announcer.textContent = t.alerts.arrived(t.severity[worst.severity], worst.ruleName, placeOf(worst));
    if (state.sound.mutedUntil === null) {
      sound.play(worst.severity);
      dispatch({ type: 'sound-blocked', blocked: sound.blocked() });
      lastSounded = Date.now();
    }
  }
  function remind(state: State): void {
    if (state.sound.mutedUntil !== null || Date.now() - lastSounded < REMIND_MS) return;
    for (const alert of state.alerts.values()) {
      if (alert.state === 'raised' && alert.severity === 'critical') {
        sound.play('critical');
        lastSounded = Date.now();
        return;
      }
    }
  }

  store.subscribe((state, before) => {
    if (state.session !== before.session) onSession(state, before);
    if (state.preferences !== before.preferences) savePreferences(localStorage, state.preferences);
    if (state.view !== before.view) onView(state, before);
    if (state.alerts !== before.alerts || state.session !== before.session) document.title = titleOf(state);
  });

  function onSession(state: State, before: State): void {
    if (state.session.is === 'signed-in' && before.session.is !== 'signed-in') {
      dispatch({ type: 'sound-blocked', blocked: sound.blocked() });
      void Promise.all([act.loadCity(), act.loadAlerts()]).then(connect).then(act.loadHistory);
      fetchFor(state);
    }
    if (state.session.is === 'signed-out' && before.session.is === 'signed-in') {
      live?.stop();
      live = null;
      reported.clear();
    }
  }

  function onView(state: State, before: State): void {
    const address = formatView(state.view);
    if (address !== location.hash) history.replaceState(null, '', address);
    if (state.view.selection !== before.view.selection) {
      const { selection } = state.view;
      if (selection?.kind === 'alert') afterPaint(() => scrollTo(selection.id));
    }
    fetchFor(state);
  }

  /** Loads what the view needs and the state does not have. */
  function fetchFor(state: State): void {
    if (state.session.is !== 'signed-in') return;
    const { selection, filters, replayAt } = state.view;
    if (selection?.kind === 'alert' && !state.steps.has(selection.id)) void act.loadSteps(selection.id);
    if (selection?.kind === 'sensor' && !state.series.has(selection.id)) void act.loadSeries(selection.id);
    if ((filters.closed || replayAt !== null) && state.history.is === 'idle') void act.loadHistory();
  }

  function onKey(intent: KeyIntent): void {
    const state = store.state();
    const { selection } = state.view;
    const chosen = selection?.kind === 'alert' ? [selection.id] : [];
    const ids = state.marked.size > 0 ? [...state.marked] : chosen;
    switch (intent) {
      case 'next':
        return dispatch({ type: 'moved', delta: 1 });
      case 'previous':
        return dispatch({ type: 'moved', delta: -1 });
      case 'newest': {
        const first = inbox(state.alerts, NO_FILTERS, state.now).find((alert) => alert.state === 'raised');
        if (first) dispatch({ type: 'selected', selection: { kind: 'alert', id: first.id } });
        return;
      }
      case 'acknowledge':
        if (ids.length > 0) void act.step(ids, { kind: 'acknowledged' });
        return;
      case 'on-scene':
        if (ids.length > 0) void act.step(ids, { kind: 'on-scene' });
        return;
      case 'dispatch':
      case 'resolve':
      case 'false-alarm':
        if (ids.length > 0) dispatch({ type: 'dialog-opened', dialog: { kind: intent, alertIds: ids } });
        return;
      case 'comment':
        document.querySelector<HTMLElement>('.comment textarea')?.focus();
        return;
      case 'mark':
        for (const id of chosen) dispatch({ type: 'mark-toggled', id });
        return;
      case 'search':
        document.querySelector<HTMLElement>('#search')?.focus();
        return;
      case 'mute':
        return dispatch({ type: 'muted', until: state.sound.mutedUntil === null ? state.now + MUTE_MS : null });
      case 'handover':
        return dispatch({ type: 'dialog-opened', dialog: { kind: 'handover' } });
      case 'help':
        return dispatch({ type: 'dialog-opened', dialog: { kind: 'help' } });
      case 'escape':
        if (state.marked.size > 0) dispatch({ type: 'marks-cleared' });
        else dispatch({ type: 'selected', selection: null });
    }
  }

  document.addEventListener('keydown', (event) => {
    if (store.state().session.is !== 'signed-in') return;
    const focus = document.activeElement;
    const intent = keyIntent({
      key: event.key,
      ctrlKey: event.ctrlKey,
      metaKey: event.metaKey,
      altKey: event.altKey,
      typing:
        focus instanceof HTMLElement &&
        focus.matches('input:not([type=checkbox], [type=range], [type=radio]), textarea, select'),
      arrowsTaken: focus instanceof HTMLElement && focus.matches('input, select, .found button'),
      dialog: document.querySelector('dialog[open]') !== null,
    });
    if (intent === null) {
      if (event.key === 'Escape' && focus instanceof HTMLElement) focus.blur();
      return;
    }
    event.preventDefault();
    if (intent === 'escape' && focus instanceof HTMLElement && focus.matches('input, textarea, select'))
      return focus.blur();
    onKey(intent);
  });
  window.addEventListener('hashchange', () => dispatch({ type: 'navigated', view: parseView(location.hash) }));
  document.addEventListener('visibilitychange', () => dispatch({ type: 'ticked', now: serverNow() }));
  // Any click or key is enough for the browser to let the alarm sound from then on.
  for (const gesture of ['pointerdown', 'keydown']) {
    document.addEventListener(gesture, () => {
      if (sound.blocked()) allowSound();
    });
  }
  document.addEventListener('pointerdown', (event) => {
    const open = document.querySelector<HTMLDetailsElement>('details.menu[open]');
    if (open && !open.contains(event.target as Node)) open.open = false;
  });
  setInterval(() => {
    const now = serverNow();
    dispatch({ type: 'ticked', now });
    remind(store.state());
  }, 1000);

  draw(store.state());
  gateway.whoAmI().then(
    (account) => dispatch({ type: 'signed-in', account }),
    (error: unknown) => {
      if (!(error instanceof RequestFailed)) throw error;
      dispatch({ type: 'signed-out', failure: error.code === 'not-signed-in' ? null : error.code });
    },
  );
}

function scrollTo(alertId: number): void {
  document.querySelector(`.inbox [data-alert="${alertId}"]`)?.scrollIntoView({ block: 'nearest' });
}

/** "(3) CityWatch": how many alerts nobody has taken. */
function titleOf(state: State): string {
  let untaken = 0;
  for (const alert of state.alerts.values()) if (alert.state === 'raised') untaken++;
  return untaken > 0 && state.session.is === 'signed-in' ? `(${untaken}) CityWatch` : 'CityWatch';
}

/** Names of the base map that can be searched for. */
function namesOf(collection: { readonly features?: readonly unknown[] }): readonly PlaceName[] {
  const { points, fills, lines } = parseBasemap(collection);
  const names = new Map<string, PlaceName>();
  for (const { name, at } of points) names.set(name, { name, at });
  for (const { name, label, rings } of fills) {
    const at = label ?? rings[0]?.[0];
    if (name !== null && at && !names.has(name)) names.set(name, { name, at });
  }
  for (const { name, path } of lines) {
    const at = path[Math.floor(path.length / 2)];
    if (name !== null && at && !names.has(name)) names.set(name, { name, at });
  }
  return [...names.values()];
}
