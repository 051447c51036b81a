import type { DiscoverAnswer, FoundDevice, InspectAnswer, TryAnswer } from '../../../contracts/agent-questions.ts';
import type { PicturePoint } from '../../../contracts/geometry.ts';
import type { Hold, RetentionAnswer } from '../../../contracts/retention.ts';
import type { RuleTrial } from '../../../contracts/rule-trial.ts';
import type { UnknownDevice } from '../../../contracts/unknown-devices.ts';
import type { Loadable } from '../state.ts';

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
  /** Devices that talk and are not registered. Kept wherever one goes. */
  readonly unknown: Loadable<readonly UnknownDevice[]>;
  /** For how long what is kept, and what is kept for a case. Kept wherever one goes. */
  readonly retention: Loadable<RetentionAnswer>;
  readonly holds: Loadable<readonly Hold[]>;
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
  unknown: IDLE,
  retention: IDLE,
  holds: IDLE,
};

/** The same when something else is opened. */
export function setupAfresh({ unknown, retention, holds }: SetupState): SetupState {
  return { ...NO_SETUP, unknown, retention, holds };
}
