import type { AlertState, StepKind } from '../../../contracts/alerts.ts';

/**
 * What a person may do to an alert in each state; the gateway enforces the same table. Written again here because the
 * console imports only types from contracts; a test keeps the two alike.
 */
export const NEXT_STEPS: Readonly<Record<AlertState, readonly StepKind[]>> = {
  raised: ['acknowledged', 'dispatched', 'on-scene', 'resolved', 'false-alarm', 'comment'],
  acknowledged: ['dispatched', 'on-scene', 'resolved', 'false-alarm', 'comment', 'undone'],
  dispatched: ['dispatched', 'on-scene', 'resolved', 'false-alarm', 'comment', 'undone'],
  'on-scene': ['dispatched', 'resolved', 'false-alarm', 'comment', 'undone'],
  resolved: ['reopened', 'comment', 'undone'],
  'false-alarm': ['reopened', 'comment', 'undone'],
};

/** Whether a step may follow on a state. */
export function mayFollow(state: AlertState, step: StepKind): boolean {
  return NEXT_STEPS[state].includes(step);
}
