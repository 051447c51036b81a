import type { PlanningSettings } from '../../../contracts/planning.ts';
import type { AlertStatistics, AlertTables } from '../../../contracts/history-alerts.ts';
import type { ComparisonAnswer, HotSpotAnswer, UsualAnswer } from '../../../contracts/history-comparison.ts';
import type { EventPage, HistoryEvent, PastAnswer } from '../../../contracts/history-events.ts';
import type { SensorSeriesAnswer, SensorTrafficAnswer } from '../../../contracts/history-sensors.ts';
import type { FlowAnswer, HistoryPlaces, MovementAnswer, SpeedAnswer, StayAnswer } from '../../../contracts/history.ts';
import type { Report } from '../../../contracts/reports.ts';
import type { FailureCode } from '../state.ts';
import type { ExportChoice } from './export-order.ts';
import type { StatsQuery } from './query.ts';

/** Every answer a page can be made of, by the place it has on the pages. */
export interface Answers {
  readonly places: HistoryPlaces;
  readonly flows: FlowAnswer;
  readonly flowsBefore: FlowAnswer;
  readonly classes: FlowAnswer;
  readonly week: FlowAnswer;
  readonly calendar: FlowAnswer;
  readonly ways: FlowAnswer;
  readonly unusual: EventPage;
  readonly usual: UsualAnswer;
  readonly movements: MovementAnswer;
  readonly speeds: SpeedAnswer;
  readonly stays: StayAnswer;
  readonly comparison: ComparisonAnswer;
  readonly series0: SensorSeriesAnswer;
  readonly series1: SensorSeriesAnswer;
  readonly series2: SensorSeriesAnswer;
  readonly series3: SensorSeriesAnswer;
  readonly traffic: SensorTrafficAnswer;
  /** By rule, area, unit, type and step of time. */
  readonly alerts: AlertTables;
  readonly alertsBefore: AlertStatistics;
  readonly past: PastAnswer;
  readonly planning: PlanningSettings;
  readonly spots: HotSpotAnswer;
}
export type Slot = keyof Answers;

/** Places of the sensors that are compared. */
export const SERIES_SLOTS = ['series0', 'series1', 'series2', 'series3'] as const;

/** What a page asks the gateway for. */
export interface Want {
  readonly slot: Slot;
  /** Path and query; the same path means the same answer. */
  readonly path: string;
}

/** One answer and how it stands. While another is on its way the last one stays, so that pages do not flicker. */
export interface Answer<T> {
  readonly path: string;
  readonly is: 'loading' | 'ready' | 'failed';
  readonly code: FailureCode | null;
  readonly value: T | null;
}

/** What the search found so far. */
export interface Found {
  /** What was asked; without the place in the list. */
  readonly path: string;
  readonly events: readonly HistoryEvent[];
  readonly is: 'loading' | 'ready' | 'failed';
  readonly code: FailureCode | null;
  /** There is more: where it goes on. */
  readonly next: string | null;
}

/** How a file that is being taken out stands. */
export interface Exporting {
  readonly is: 'running' | 'done' | 'cancelled' | 'failed';
  readonly rows: number;
  /** How much of the period has been read, 0..1. */
  readonly share: number;
  /** Why it was refused; null: it was not, or nobody knows. */
  readonly code: FailureCode | null;
}

/** What the statistics' pages are drawn from, beside the console's own state. */
export interface StatsState {
  readonly query: StatsQuery;
  readonly answers: { readonly [K in Slot]?: Answer<Answers[K]> };
  readonly found: Found | null;
  /** Charts that are shown as tables. */
  readonly tables: ReadonlySet<string>;
  /** The column or bar of a chart that is looked at. */
  readonly pointed: { readonly chart: string; readonly index: number } | null;
  /** What was typed to find a place. */
  readonly placeWords: string;
  /** The map of the past: where it stands (minutes after the period's beginning), and how fast it runs; 0: it stands. */
  readonly player: { readonly minute: number; readonly rate: number; readonly running: boolean };
  /** Corners being drawn on the search's map; null: nothing is being drawn. */
  readonly drawing: StatsQuery['drawn'] | null;
  /** What is to be taken out; null: what suits the page. */
  readonly exportOf: ExportChoice | null;
  readonly exporting: Exporting | null;
  /** Monthly reports; null: not known yet. */
  readonly reports: readonly Report[] | null;
  /** The list could not be fetched, or an order was refused. */
  readonly reportsFault: { readonly what: 'list' | 'order'; readonly code: FailureCode } | null;
}

/** What can happen on the statistics' pages. */
export type StatsEvent =
  | { readonly type: 'asked'; readonly query: StatsQuery }
  | { readonly type: 'loading'; readonly slot: Slot; readonly path: string }
  | { readonly type: 'loaded'; readonly slot: Slot; readonly path: string; readonly value: unknown }
  | { readonly type: 'failed'; readonly slot: Slot; readonly path: string; readonly code: FailureCode }
  | { readonly type: 'finding'; readonly path: string; readonly more: boolean }
  | {
      readonly type: 'found';
      readonly path: string;
      readonly events: readonly HistoryEvent[];
      readonly next: string | null;
      readonly more: boolean;
    }
  | { readonly type: 'finding-failed'; readonly path: string; readonly code: FailureCode }
  | { readonly type: 'tabled'; readonly chart: string }
  | { readonly type: 'pointed'; readonly chart: string; readonly index: number | null }
  /** A key led from the value looked at to another; by the state when it comes, not when the page was drawn. */
  | {
      readonly type: 'walked';
      readonly chart: string;
      readonly key: string;
      readonly count: number;
      readonly columns: number;
    }
  | { readonly type: 'place-words'; readonly words: string }
  | { readonly type: 'player'; readonly player: Partial<StatsState['player']> }
  | { readonly type: 'drawing'; readonly corners: StatsQuery['drawn'] | null }
  | { readonly type: 'export-chosen'; readonly of: ExportChoice }
  | { readonly type: 'exporting'; readonly exporting: Exporting | null }
  | { readonly type: 'reports'; readonly reports: readonly Report[] }
  | { readonly type: 'reports-failed'; readonly what: 'list' | 'order'; readonly code: FailureCode };

/** Before anything is asked. */
export function initialStats(query: StatsQuery): StatsState {
  return {
    query,
    answers: {},
    found: null,
    tables: new Set(),
    pointed: null,
    placeWords: '',
    player: { minute: query.minute ?? 0, rate: 3600, running: false },
    drawing: null,
    exportOf: null,
    exporting: null,
    reports: null,
    reportsFault: null,
  };
}
