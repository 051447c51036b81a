import type { DiscoverAnswer, FoundDevice, InspectAnswer, TryAnswer } from '../../../contracts/agent-questions.ts';
import type { CitySettings } from '../../../contracts/api.ts';
import type { Area } from '../../../contracts/devices.ts';
import type { PicturePoint } from '../../../contracts/geometry.ts';
import type { Hold, RetentionAnswer } from '../../../contracts/retention.ts';
import type { ReportSchedule } from '../../../contracts/reports.ts';
import type { RuleTrial } from '../../../contracts/rule-trial.ts';
import type { UnknownDevice } from '../../../contracts/unknown-devices.ts';
import type { Loadable } from '../state.ts';
import type { PlanningDraft } from './holiday-spans.ts';
import type { LonLat } from './outline-edit.ts';

/** What an admin has found out while setting something up. Forgotten when something else is opened. */
export interface SetupState {
  readonly discovery: Loadable<DiscoverAnswer>;
  /** The camera that was chosen among those found. */
  readonly device: FoundDevice | null;
  readonly inspection: Loadable<InspectAnswer>;
  readonly trial: Loadable<TryAnswer>;
  readonly ruleTrial: Loadable<RuleTrial>;
  /** Corners of a mask that is being drawn. */
  readonly mask: readonly PicturePoint[];
  /** Corners of a piece of boundary that is being drawn; null: none is. */
  readonly ring: readonly LonLat[] | null;
  /** Every version of every area. Kept wherever one goes. */
  readonly areas: Loadable<readonly Area[]>;
  /** Which of a calibration's four points a click on the map puts somewhere. */
  readonly groundPoint: number;
  /** Devices that talk and are not registered. Kept wherever one goes. */
  readonly unknown: Loadable<readonly UnknownDevice[]>;
  /** For how long what is kept, and what is kept for a case. Kept wherever one goes. */
  readonly retention: Loadable<RetentionAnswer>;
  readonly holds: Loadable<readonly Hold[]>;
  /** What planners count by, as stored and written in since. */
  readonly planning: Loadable<PlanningDraft>;
  /** Which reports are made by themselves, as stored and written in since. */
  readonly schedule: Loadable<ReportSchedule>;
  /** Whose holidays are shown; null: this year's. */
  readonly holidayYear: number | null;
  /** Token of an agent that was just given one: shown until one goes elsewhere. */
  readonly token: { readonly id: string; readonly token: string } | null;
  /** Settings of the city as a whole. Kept wherever one goes. */
  readonly cityWide: Loadable<CitySettings>;
  /** What is looked for among many things to choose from. */
  readonly find: string;
}

const IDLE = { is: 'idle' } as const;

/** Nothing found out yet. */
export const NO_SETUP: SetupState = {
  discovery: IDLE,
  device: null,
  inspection: IDLE,
  trial: IDLE,
  ruleTrial: IDLE,
  mask: [],
  ring: null,
  areas: IDLE,
  groundPoint: 0,
  unknown: IDLE,
  retention: IDLE,
  holds: IDLE,
  planning: IDLE,
  schedule: IDLE,
  holidayYear: null,
  token: null,
  cityWide: IDLE,
  find: '',
};

/** The same when something else is opened. */
export function setupAfresh(setup: SetupState): SetupState {
  const { unknown, areas, retention, holds, cityWide, planning, schedule, holidayYear } = setup;
  return { ...NO_SETUP, unknown, areas, retention, holds, cityWide, planning, schedule, holidayYear };
}
