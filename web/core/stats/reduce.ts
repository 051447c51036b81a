import { walkTo } from '../charts/walk.ts';
import type { Answer, Slot, StatsEvent, StatsState } from './state.ts';

/** What follows from an event on the statistics' pages. Pure; the same state by identity when nothing changed. */
export function reduceStats(state: StatsState, event: StatsEvent): StatsState {
  switch (event.type) {
    case 'asked': {
      const moved = event.query.minute !== state.query.minute && event.query.minute !== null;
      return {
        ...state,
        query: event.query,
        pointed: null,
        player: moved ? { ...state.player, minute: event.query.minute ?? 0 } : state.player,
      };
    }
    case 'loading': {
      const before = state.answers[event.slot];
      if (before?.path === event.path && before.is === 'loading') return state;
      return answered(state, event.slot, { path: event.path, is: 'loading', code: null, value: before?.value ?? null });
    }
    case 'loaded':
      // An answer to a question that is not asked any more.
      if (state.answers[event.slot]?.path !== event.path) return state;
      return answered(state, event.slot, { path: event.path, is: 'ready', code: null, value: event.value });
    case 'failed':
      if (state.answers[event.slot]?.path !== event.path) return state;
      return answered(state, event.slot, { path: event.path, is: 'failed', code: event.code, value: null });
    case 'tabled': {
      const tables = new Set(state.tables);
      if (!tables.delete(event.chart)) tables.add(event.chart);
      return { ...state, tables };
    }
    case 'pointed': {
      const { pointed } = state;
      if (event.index === null) return pointed?.chart === event.chart ? { ...state, pointed: null } : state;
      if (pointed?.chart === event.chart && pointed.index === event.index) return state;
      return { ...state, pointed: { chart: event.chart, index: event.index } };
    }
    case 'walked': {
      const at = state.pointed?.chart === event.chart ? state.pointed.index : null;
      const index = walkTo(event.key, at, event.count, event.columns);
      if (index === undefined) return state;
      return reduceStats(state, { type: 'pointed', chart: event.chart, index });
    }
    case 'finding': {
      const before = state.found?.path === event.path ? state.found : null;
      const kept = event.more && before ? before : { events: [], next: null };
      return { ...state, found: { ...kept, path: event.path, is: 'loading', code: null } };
    }
    case 'found': {
      const { found } = state;
      if (found?.path !== event.path) return state;
      return {
        ...state,
        found: {
          ...found,
          events: [...found.events, ...event.events],
          is: event.more ? 'loading' : 'ready',
          next: event.next,
        },
      };
    }
    case 'finding-failed':
      if (state.found?.path !== event.path) return state;
      return { ...state, found: { ...state.found, is: 'failed', code: event.code } };
    case 'player':
      return { ...state, player: { ...state.player, ...event.player } };
    case 'drawing':
      return { ...state, drawing: event.corners };
    case 'export-chosen':
      return { ...state, exportOf: event.of };
    case 'exporting':
      return { ...state, exporting: event.exporting };
    case 'reports':
      return { ...state, reports: event.reports, reportsFault: null };
    case 'reports-failed':
      return { ...state, reportsFault: { what: event.what, code: event.code } };
    case 'place-words':
      return { ...state, placeWords: event.words };
  }
}

/** The gateway checked the answer by the schema of its route; a slot is only ever filled from that route. */
function answered(state: StatsState, slot: Slot, answer: Answer<unknown>): StatsState {
  return { ...state, answers: { ...state.answers, [slot]: answer } };
}
