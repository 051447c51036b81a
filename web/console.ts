import { render } from 'lit-html';
import { createActions } from './actions.ts';
import { createAnnouncer } from './announcer.ts';
import type { Found, PlaceName } from './core/find.ts';
import { parseBasemap } from './core/map/basemap-features.ts';
import { placeNames } from './core/place-names.ts';
import { initialState, type State } from './core/state.ts';
import { dictionaryOf } from './core/text/dictionary.ts';
import { createFormat, type Format } from './core/text/format.ts';
import { formatView, isStep, parseView } from './core/url-state.ts';
import { openAddress } from './edges/address.ts';
import { afterPaint } from './edges/after-paint.ts';
import { createPushLine } from './edges/push.ts';
import { installServiceWorker } from './edges/service-worker.ts';
import { createGateway, RequestFailed } from './edges/http.ts';
import { openLive, type Live } from './edges/live.ts';
import { loadPreferences, savePreferences } from './edges/preferences.ts';
import { openSound } from './edges/sound.ts';
import { goToFound } from './go-to-found.ts';
import { listenToKeys } from './key-commands.ts';
import { createLateParts } from './late-parts.ts';
import { loadForDialog, loadForView } from './load-for-view.ts';
import { mapLabels } from './map/map-labels.ts';
import { createMapView, type MapView } from './map/map-view.ts';
import { createShownReport } from './shown-report.ts';
import { createStore } from './store.ts';
import type { Frame } from './views/frame.ts';
import { showDialogs } from './views/modal.ts';
import { shell } from './views/shell.ts';

/** The page about the state of the system asks anew this often while it is looked at. */
const SYSTEM_EVERY_MS = 5_000;
/** A gateway that cannot be reached is asked again this often. */
const ASK_AGAIN_MS = 3_000;

/** Where the console lives in the page, and where its base map lies. */
export interface ConsoleParts {
  readonly root: HTMLElement;
  /** Live region for screen readers. */
  readonly region: Element | null;
  readonly basemapUrl: string;
}

/** Starts the console: opens the edges, then lets events through the reducer to the screen. */
export function startConsole({ root, region, basemapUrl }: ConsoleParts): void {
  const gateway = createGateway();
  let live: Live | null = null;
  // However it was loaded, from the gateway or from what the service worker remembers, the page knows its version.
  const ownVersion = document.querySelector<HTMLMetaElement>('meta[name=citywatch-version]')?.content ?? null;
  // A first idea of the server's clock comes with the city; the live connection measures it.
  let roughOffset = 0;
  const serverNow = () => Date.now() + (live?.offsetMs() ?? roughOffset);
  const store = createStore(
    initialState(Date.now(), loadPreferences(localStorage, navigator.languages), parseView(location.hash)),
    draw,
  );
  const { dispatch } = store;
  const address = openAddress((fragment) => dispatch({ type: 'navigated', view: parseView(fragment) }));
  const act = createActions({
    store,
    gateway,
    push: createPushLine(gateway, localStorage),
    now: serverNow,
    copy: (text) => navigator.clipboard.writeText(text),
    address: () => location.href,
  });
  const sound = openSound((blocked) => dispatch({ type: 'sound-blocked', blocked }));
  const allowSound = () => void sound.allow();
  const announcer = createAnnouncer(sound, region, () => performance.now());
  const shownReport = createShownReport(
    () => live,
    serverNow,
    (alerts) => dispatch({ type: 'alerts-shown', alerts }),
  );

  const basemap = fetch(basemapUrl).then((answer) => answer.json() as Promise<{ features?: readonly unknown[] }>);
  let places: readonly PlaceName[] = [];
  void basemap.then((collection) => (places = placeNames(parseBasemap(collection))));
  const late = createLateParts({
    store,
    gateway,
    basemap,
    draw: () => draw(store.state()),
    now: serverNow,
    onOffline: () => act.say('offline'),
  });
  const mapElement = document.createElement('div');
  mapElement.className = 'map';
  let map: MapView | null = null;
  new ResizeObserver(() => map?.resized()).observe(mapElement);

  // Formats are dear to make: one for each language and zone.
  let format: { readonly key: string; readonly made: Format } | null = null;
  const frameOf = (state: State): Frame => {
    const { language } = state.preferences;
    const zone = state.city.is === 'ready' ? state.city.value.timeZone : 'Asia/Ho_Chi_Minh';
    const t = dictionaryOf(language);
    const key = `${language} ${zone}`;
    if (format?.key !== key) format = { key, made: createFormat(language, t, zone) };
    return { state, t, f: format.made, dispatch, act, now: serverNow, seeing: late.seeing() };
  };

  function draw(state: State): void {
    dressPage(document.documentElement, state);
    render(shell(frameOf(state), { ...parts, places, settings: late.settings(), stats: late.stats() }), root);
    showDialogs(root);
    if (state.session.is !== 'signed-in') return;
    map ??= openMap(state);
    map.update(state);
    shownReport.drawn(state, map.shownIds());
  }

  const parts = {
    mapElement,
    map: { zoomBy: (steps: number) => map?.zoomBy(steps), home: () => map?.home() },
    go: (found: Found) => goToFound(found, store, map),
    allowSound,
  };
  function openMap(state: State): MapView {
    const frame = () => frameOf(store.state());
    return createMapView(mapElement, state.view.map, basemap, {
      onMoved: (look) => dispatch({ type: 'map-moved', map: look }),
      onSelect: (selection) => dispatch({ type: 'selected', selection }),
      onBasemapFailed: () =>
        dispatch({
          type: 'toasted',
          toast: { id: serverNow(), tone: 'failed', text: { is: 'no-basemap' }, undo: [], until: serverNow() + 10_000 },
        }),
      attribution: () => frame().t.map.attribution,
      labels: mapLabels(frame),
      hint: (hit) => {
        const { t, f } = frame();
        if (hit.is === 'dot') return hit.dot.name;
        return t.map.cluster(f.number(hit.members.length), f.number(hit.cluster.alerts));
      },
    });
  }

  function connect(): void {
    live ??= openLive({
      cursor: () => store.state().cursor,
      onLink: (is) => dispatch({ type: 'link-changed', is, at: serverNow() }),
      onHeard: () => dispatch({ type: 'heard', at: serverNow() }),
      onTroubles: (troubles) => dispatch({ type: 'troubles-told', troubles }),
      onHello: ({ version, caughtUp }) => {
        dispatch({ type: 'ticked', now: serverNow() });
        if (ownVersion !== null && ownVersion !== version) dispatch({ type: 'stale' });
        if (!caughtUp) void Promise.all([act.loadCity(), act.loadAlerts()]);
      },
      onAlerts: (push) => {
        const before = store.state().alerts;
        dispatch({ type: 'alerts-pushed', push });
        const news = push.alerts.filter(({ id, state }) => state === 'raised' && !before.has(id));
        announcer.arrived(news, store.state(), frameOf(store.state()).t);
      },
      onDevices: (push) => dispatch({ type: 'devices-pushed', push }),
      onSettings: () => void act.loadCity(),
      onRefused: () => dispatch({ type: 'signed-out', failure: 'not-signed-in' }),
    });
  }

  store.subscribe((state, before) => {
    if (state.city !== before.city && state.city.is === 'ready' && live === null) {
      roughOffset = Date.parse(state.city.value.serverTime) - Date.now();
    }
    if (state.session !== before.session) onSession(state, before);
    if (state.preferences !== before.preferences) savePreferences(localStorage, state.preferences);
    if (state.preferences.language !== before.preferences.language && before.session.is === 'signed-in') {
      void act.saveLocale();
    }
    if (state.view !== before.view) onView(state, before);
    late.fetchFor(state, before);
    if (state.dialog !== before.dialog) loadForDialog(state, act);
    if (state.alerts !== before.alerts || state.session !== before.session) document.title = titleOf(state);
  });

  function onSession(state: State, before: State): void {
    if (state.session.is === 'signed-in' && before.session.is !== 'signed-in') {
      dispatch({ type: 'sound-blocked', blocked: sound.blocked() });
      void Promise.all([act.loadCity(), act.loadAlerts()])
        .then(connect)
        .then(() => act.loadHistory())
        .then(() => act.lookAtPush());
      loadForView(state, null, act);
    }
    if (state.session.is === 'signed-out' && before.session.is === 'signed-in') {
      live?.stop();
      live = null;
      shownReport.forget();
    }
  }

  function onView(state: State, before: State): void {
    address.write(formatView(state.view), isStep(before.view, state.view));
    const { selection } = state.view;
    if (selection !== before.view.selection && selection?.kind === 'alert') {
      afterPaint(() =>
        document.querySelector(`.inbox [data-alert="${selection.id}"]`)?.scrollIntoView({ block: 'nearest' }),
      );
    }
    loadForView(state, before, act);
  }

  // What a control does is made when it is drawn, of the state then: a second change within one frame would undo the first.
  for (const begun of ['pointerdown', 'keydown', 'focusin', 'click', 'submit']) {
    document.addEventListener(begun, store.settle, { capture: true });
  }
  listenToKeys(document, store, act);
  window.addEventListener('beforeunload', (event) => {
    if (store.state().draft?.dirty === true) event.preventDefault();
  });
  document.addEventListener('visibilitychange', () => dispatch({ type: 'ticked', now: serverNow() }));
  // Any click or key is enough for the browser to let the alarm sound from then on.
  for (const gesture of ['pointerdown', 'keydown']) {
    document.addEventListener(gesture, () => {
      if (sound.blocked()) allowSound();
    });
  }
  document.addEventListener('pointerdown', (event) => {
    const open = document.querySelector<HTMLDetailsElement>('details.menu[open]');
    if (open && event.target instanceof Node && !open.contains(event.target)) open.open = false;
  });
  setInterval(() => {
    dispatch({ type: 'ticked', now: serverNow() });
    announcer.ticked(store.state());
  }, 1000);
  setInterval(() => {
    const { session, view } = store.state();
    if (session.is === 'signed-in' && view.page === 'system' && !document.hidden) void act.loadSystem();
  }, SYSTEM_EVERY_MS);

  draw(store.state());
  installServiceWorker((id) => dispatch({ type: 'selected', selection: { kind: 'alert', id } }));
  void askWho();

  /** A gateway that is away is asked again until it answers: the page may come from the service worker's memory. */
  async function askWho(): Promise<void> {
    try {
      dispatch({ type: 'signed-in', account: await gateway.whoAmI() });
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      if (error.code === 'offline' || error.code === 'unavailable') {
        dispatch({ type: 'gateway-away' });
        setTimeout(() => void askWho(), ASK_AGAIN_MS);
      } else dispatch({ type: 'signed-out', failure: error.code === 'not-signed-in' ? null : error.code });
    }
  }
}

/** Writing an attribute makes the browser work out all styles again, even when it says the same as before. */
function dressPage(page: HTMLElement, { preferences: { language, theme } }: State): void {
  if (page.lang !== language) page.lang = language;
  if (page.dataset['theme'] !== theme) page.dataset['theme'] = theme;
}

/** "(3) CityWatch": how many alerts nobody has taken. */
function titleOf(state: State): string {
  let untaken = 0;
  for (const alert of state.alerts.values()) if (alert.state === 'raised') untaken++;
  return untaken > 0 && state.session.is === 'signed-in' ? `(${untaken}) CityWatch` : 'CityWatch';
}
