import type { ComparisonAnswer } from '../../../contracts/history-comparison.ts';
import type { Figure } from '../../../contracts/history.ts';
import type { Outline } from '../../../contracts/geometry.ts';

export type ReportLanguage = 'vi' | 'en';

type Place = { readonly lat: number; readonly lon: number };

/** Everything a monthly report tells, gathered before anything is drawn. Shares are 0..1, times in seconds. */
export type ReportData = {
  readonly language: ReportLanguage;
  readonly city: string;
  /** null: the whole city. */
  readonly area: string | null;
  readonly month: string;
  readonly timeZone: string;
  readonly madeAt: Date;
  readonly summedUntil: Date | null;
  /** Whether areas are those of the month, or today's. */
  readonly boundaries: 'then' | 'now';
  /** Since when the boundaries that the report uses hold; null: not recorded. */
  readonly boundariesSince: Date | null;
  readonly isSimulated: boolean;
  readonly vehicles: Figure;
  readonly carUnits: Figure;
  readonly people: Figure;
  /** Vehicles against the month before; `ratio` of weekday-weighted daily means with its 95 % interval. */
  readonly change: {
    readonly verdict: ComparisonAnswer['verdict'];
    readonly ratio: number | null;
    readonly low: number | null;
    readonly high: number | null;
  };
  readonly classes: readonly { readonly class: string; readonly figure: Figure }[];
  /** Every day of the month: vehicles. */
  readonly days: readonly { readonly day: number; readonly isWeekend: boolean; readonly figure: Figure }[];
  /** Mean vehicles in each hour of the week, Monday 00:00 first; null: that hour never was. */
  readonly hoursOfWeek: readonly (number | null)[];
  readonly lines: readonly {
    readonly name: string;
    readonly camera: string;
    readonly forward: Figure;
    readonly backward: Figure;
  }[];
  /** Vehicles of each camera, the least watched first. */
  readonly cameras: readonly { readonly name: string; readonly figure: Figure }[];
  /** km/h at calibrated cameras, as seen and with what was missed; null: none was measured. */
  readonly speeds: {
    readonly figure: Figure;
    readonly median: number | null;
    readonly p85: number | null;
    readonly adjustedMedian: number | null;
    readonly adjustedP85: number | null;
  } | null;
  readonly alerts: {
    readonly total: number;
    readonly inTimeShare: number | null;
    readonly falseShare: number | null;
    readonly byRule: readonly AlertRow[];
    readonly byWard: readonly AlertRow[];
  };
  readonly sensors: readonly {
    readonly name: string;
    readonly unit: string;
    readonly mean: number | null;
    readonly lowest: number | null;
    readonly highest: number | null;
    /** Of the month's hours, in how many there was no reading. */
    readonly hoursMissing: number;
  }[];
  readonly map: {
    readonly outlines: readonly { readonly name: string; readonly outline: Outline }[];
    readonly cameras: readonly (Place & { readonly vehicles: number })[];
    readonly sensors: readonly Place[];
    readonly alerts: readonly Place[];
  };
};

/** How alerts of one rule or ward were dealt with. */
export type AlertRow = {
  readonly name: string;
  readonly number: number;
  readonly acknowledgedMedianS: number | null;
  readonly resolvedMedianS: number | null;
  readonly inTimeShare: number | null;
  readonly falseShare: number | null;
};
