import type { Box } from '../../contracts/geometry.ts';
import type { ObjectClass } from '../../contracts/road-users.ts';
import type { RuleSettings } from '../../contracts/rules.ts';

/** A rule in the version that judges now. */
export type Rule = RuleSettings & { readonly version: number };

/** A rule's condition is fulfilled at a place: an alert, or a repeat of the active one. Times in epoch milliseconds. */
export type Raise = {
  readonly ruleId: string;
  readonly ruleVersion: number;
  /** One alert is active per rule and place. */
  readonly placeKey: string;
  /** Names the fact; the same fact again is never a repeat. */
  readonly sourceKey: string;
  readonly deviceKind: 'camera' | 'sensor';
  readonly deviceId: string;
  readonly zoneId: string | null;
  readonly areaId: string | null;
  readonly class: ObjectClass | null;
  readonly box: Box | null;
  readonly value: number | null;
  readonly unit: string | null;
  /** Detail for the first step, such as a camera's condition; null when the rule says it all. */
  readonly detail: string | null;
  /** When the condition came to be fulfilled: the picture's time, or the end of the rule's hold. */
  readonly capturedAt: number;
  readonly receivedAt: number | null;
  readonly perceivedAt: number | null;
};

/** The condition that raised a rule's alert at a place is over. */
export type Clear = { readonly ruleId: string; readonly placeKey: string; readonly at: number };

/** What judging says, in the order of the facts. */
export type Verdict = ({ readonly verdict: 'raise' } & Raise) | ({ readonly verdict: 'clear' } & Clear);
