import type { CityDays, Day } from '../../core/stats/city-days.ts';
import type { Asked } from '../../core/stats/query.ts';
import type { Answer, Answers, Slot, StatsEvent, StatsState } from '../../core/stats/state.ts';
import type { StatsFormat } from '../../core/stats/stats-format.ts';
import type { StatsTexts } from '../../core/text/stats.ts';
import type { StatsExporter } from '../../stats-exporter.ts';
import type { Frame } from '../frame.ts';

/** What the statistics' views are given beside the console's frame. */
export interface StatsFrame extends Frame {
  readonly stats: StatsState;
  readonly s: StatsTexts;
  readonly sf: StatsFormat;
  readonly days: CityDays;
  /** The day it is in the city. */
  readonly today: Day;
  readonly tell: (event: StatsEvent) => void;
  /** Asks for something else; goes into the address. */
  readonly ask: (change: Partial<Asked>) => void;
  /** Asks again for what failed. */
  readonly retry: () => void;
  /** The next page of what the search found. */
  readonly more: () => void;
  readonly basemap: Promise<unknown>;
  readonly exporter: StatsExporter;
}

/** How the answer of a slot stands; `undefined` before it was asked for. */
export function answerOf<K extends Slot>(frame: StatsFrame, slot: K): Answer<Answers[K]> | undefined {
  return frame.stats.answers[slot];
}

/** The answer itself, as far as there is one. */
export function valueOf<K extends Slot>(frame: StatsFrame, slot: K): Answers[K] | null {
  return frame.stats.answers[slot]?.value ?? null;
}
