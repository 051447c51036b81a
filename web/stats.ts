import './styles/stats.css';
import './styles/charts.css';
import './styles/stats-pages.css';
import type { TemplateResult } from 'lit-html';
import { cityDays, type Day } from './core/stats/city-days.ts';
import { searchPath } from './core/stats/found.ts';
import { daysOf, momentsOf } from './core/stats/period.ts';
import { formatQuery, parseQuery } from './core/stats/query.ts';
import { reduceStats } from './core/stats/reduce.ts';
import { initialStats, type StatsEvent } from './core/stats/state.ts';
import { createStatsFormat } from './core/stats/stats-format.ts';
import { periodOf, wantsOf } from './core/stats/wants.ts';
import type { State } from './core/state.ts';
import { statsTexts } from './core/text/stats.ts';
import { download } from './edges/download.ts';
import type { Gateway } from './edges/http.ts';
import { createStatsExporter } from './stats-exporter.ts';
import { createStatsFinder } from './stats-finder.ts';
import { createStatsLoader } from './stats-loader.ts';
import { createStatsPlayer } from './stats-player.ts';
import type { Store } from './store.ts';
import type { Frame } from './views/frame.ts';
import type { StatsFrame } from './views/stats/stats-frame.ts';
import { statsPage } from './views/stats/stats-page.ts';

/** What the statistics need of the console they are part of. */
export interface StatsParts {
  readonly store: Store;
  readonly gateway: Pick<Gateway, 'ask' | 'orderExport' | 'cancelExport' | 'orderReport'>;
  readonly basemap: Promise<unknown>;
  /** Draws the console anew. */
  readonly draw: () => void;
  readonly now: () => number;
}

/**
 * Opens the statistics' pages; loaded when somebody first goes there. They keep their answers in a state of their own,
 * and what is asked in the console's address.
 */
export function openStats({ store, gateway, basemap, draw, now }: StatsParts): (frame: Frame) => TemplateResult {
  let stats = initialStats(askedBy(store.state()));
  let scheduled = false;
  const tell = (event: StatsEvent) => {
    const before = stats;
    stats = reduceStats(stats, event);
    if (stats.player !== before.player) player.follow(stats.player);
    if (stats === before || scheduled) return;
    scheduled = true;
    requestAnimationFrame(() => {
      scheduled = false;
      if (store.state().view.page === 'stats') draw();
    });
  };
  const edges = {
    get: gateway.ask,
    tell,
    onSignedOut: () => store.dispatch({ type: 'signed-out', failure: 'not-signed-in' }),
  };
  const loader = createStatsLoader({ ...edges, now });
  const finder = createStatsFinder(edges);
  const exporter = createStatsExporter({ ...edges, gateway, download });
  const player = createStatsPlayer({ tell, minutes: () => minutesOf(periodOf(stats.query, today(store.state()))) });

  // Calendars and formats are dear to make: one for each language and zone.
  let made: { readonly key: string; readonly parts: Pick<StatsFrame, 'days' | 's' | 'sf'> } | null = null;
  const partsFor = ({ state, f }: Frame) => {
    const { language } = state.preferences;
    const key = `${language} ${zoneOf(state)}`;
    if (made?.key !== key) {
      const days = calendar(state);
      const s = statsTexts(language);
      made = { key, parts: { days, s, sf: createStatsFormat(language, s, f, days) } };
    }
    return made.parts;
  };
  let zoned: { readonly zone: string; readonly days: ReturnType<typeof cityDays> } | null = null;
  const calendar = (state: State) => {
    const zone = zoneOf(state);
    if (zoned?.zone !== zone) zoned = { zone, days: cityDays(zone) };
    return zoned.days;
  };
  const today = (state: State): Day => calendar(state).dayOf(state.now);
  const minutesOf = (period: ReturnType<typeof periodOf>) => {
    const { from, to } = momentsOf(daysOf(period), calendar(store.state()));
    return (to - from) / 60_000;
  };

  const latest = (state: State): number => {
    const { from, to } = momentsOf(daysOf(periodOf(stats.query, today(state))), calendar(state));
    return Math.max(0, Math.floor((Math.min(to - 60_000, state.now) - from) / 60_000));
  };

  const follow = (state: State) => {
    const here = state.session.is === 'signed-in' && state.view.page === 'stats' && state.city.is === 'ready';
    if (!here) {
      loader.stop();
      finder.look(null);
      return tell({ type: 'player', player: { running: false } });
    }
    loader.want(wantsOf(stats.query, today(state)));
    finder.look(searchPath(stats.query, today(state)));
    if (stats.query.section !== 'past') return tell({ type: 'player', player: { running: false } });
    // Without a moment of its own the map stands at the latest of its period.
    if (stats.query.minute === null && !stats.player.running)
      tell({ type: 'player', player: { minute: latest(state) } });
  };
  store.subscribe((state, before) => {
    const moved = state.view.stats !== before.view.stats || state.view.path !== before.view.path;
    if (moved && state.view.page === 'stats') tell({ type: 'asked', query: askedBy(state) });
    const elsewhere = state.view.page !== before.view.page || state.session !== before.session;
    if (moved || elsewhere || zoneOf(state) !== zoneOf(before)) follow(state);
  });
  follow(store.state());

  return (frame) =>
    statsPage({
      ...frame,
      ...partsFor(frame),
      stats,
      today: today(frame.state),
      tell,
      ask: (change) => {
        const query = { ...stats.query, ...change };
        frame.dispatch({ type: 'stats-asked', path: [query.section], stats: formatQuery(query) });
      },
      retry: () => {
        loader.retry();
        if (stats.found?.is === 'failed') finder.again();
      },
      more: finder.more,
      basemap,
      exporter,
    });
}

const askedBy = ({ view }: State) => parseQuery(view.path, view.stats);

function zoneOf({ city }: State): string {
  return city.is === 'ready' ? city.value.timeZone : 'UTC';
}
