import type { SystemState } from '../../../contracts/system-state.ts';
import { machineProblems, type MachineProblem } from './machine-problems.ts';

/** Something that wants a look, with the figures its sentence needs. */
export type Problem =
  | MachineProblem
  | { readonly is: 'broker-gone' }
  | { readonly is: 'agent-offline'; readonly name: string }
  | { readonly is: 'readings-lost'; readonly name: string; readonly count: number }
  | { readonly is: 'store-full'; readonly name: string; readonly share: number }
  | { readonly is: 'cameras'; readonly count: number; readonly total: number }
  | { readonly is: 'sensors'; readonly count: number; readonly total: number }
  | { readonly is: 'database-slow'; readonly ms: number }
  | { readonly is: 'transaction-old'; readonly application: string; readonly s: number }
  | { readonly is: 'pictures-dropped'; readonly share: number };

const STORE_FULL = 0.8;
const SLOW_ANSWER_MS = 200;
const OLD_TRANSACTION_S = 30;
const DROPPED = 0.1;

/** What became of the cameras' pictures; the parts add up to `all`. */
export interface PictureShares {
  readonly looked: number;
  readonly quiet: number;
  readonly dropped: number;
  readonly missing: number;
  readonly all: number;
}

/** Shares out the pictures that should have come. */
export function pictureShares(coverage: SystemState['coverage']): PictureShares {
  const { looked, quiet, expected } = coverage;
  const dropped = sum(coverage.dropped);
  const all = Math.max(expected, looked + quiet + dropped);
  return { looked, quiet, dropped, missing: all - looked - quiet - dropped, all };
}

/** What is not well, the gravest kind first. Empty: all is well. */
export function problemsOf(state: SystemState): readonly Problem[] {
  const problems: Problem[] = [];
  if (!state.broker.connected) problems.push({ is: 'broker-gone' });
  problems.push(...machineProblems(state));
  for (const agent of state.agents) {
    if (agent.state === 'offline') problems.push({ is: 'agent-offline', name: agent.name });
    if ((agent.readingsLost ?? 0) > 0)
      problems.push({ is: 'readings-lost', name: agent.name, count: agent.readingsLost ?? 0 });
    if ((agent.readingsStoreFull ?? 0) >= STORE_FULL) {
      problems.push({ is: 'store-full', name: agent.name, share: agent.readingsStoreFull ?? 0 });
    }
  }
  const cameras = sum(state.cameras.byCondition) - (state.cameras.byCondition.online ?? 0);
  if (cameras > 0) problems.push({ is: 'cameras', count: cameras, total: state.cameras.total });
  const silent = state.sensors.byState.silent ?? 0;
  if (silent > 0) problems.push({ is: 'sensors', count: silent, total: state.sensors.total });
  if (state.database.answerMs > SLOW_ANSWER_MS) problems.push({ is: 'database-slow', ms: state.database.answerMs });
  for (const { application, ageS } of state.database.open) {
    if (ageS > OLD_TRANSACTION_S) problems.push({ is: 'transaction-old', application, s: ageS });
  }
  const { dropped, all } = pictureShares(state.coverage);
  if (all > 0 && dropped / all > DROPPED) problems.push({ is: 'pictures-dropped', share: dropped / all });
  return problems;
}

function sum(counts: Readonly<Partial<Record<string, number>>>): number {
  return Object.values(counts).reduce<number>((total, count) => total + (count ?? 0), 0);
}
