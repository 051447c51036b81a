import type { PastAnswer } from '../../../contracts/history-events.ts';
import type { Camera } from '../../../contracts/api.ts';
import type { Loadable } from '../state.ts';

/** What was counted: passings over lines in both directions, and entries into zones. */
export interface Count {
  readonly crossed: number;
  readonly entered: number;
}

/** What the cameras counted in the last day, quarter of an hour by quarter. */
export interface PastCounts {
  /** When the first step begins, epoch ms. */
  readonly fromMs: number;
  readonly stepMs: number;
  readonly steps: number;
  /** By camera, a value for each step. */
  readonly byCamera: ReadonlyMap<string, { readonly crossed: readonly number[]; readonly entered: readonly number[] }>;
}

const STEP_MS = 900_000;
const DAY_MS = 86_400_000;

/** The question for the day before a moment, on quarters of an hour: sums have no finer ends. */
export function pastCountsPath(now: number): string {
  const to = Math.ceil(now / STEP_MS) * STEP_MS;
  const iso = (at: number) => new Date(at).toISOString();
  return `/api/history/past?from=${iso(to - DAY_MS - STEP_MS)}&to=${iso(to)}&stepS=${STEP_MS / 1000}&parts=flows`;
}

/** Whether it is to be fetched: it was not yet, or what is here ended meanwhile. */
export function pastWanted(past: Loadable<PastCounts>, now: number): boolean {
  if (past.is === 'loading') return false;
  if (past.is !== 'ready') return true;
  const { fromMs, stepMs, steps } = past.value;
  return now > fromMs + steps * stepMs;
}

/** Adds up the lines and zones of each camera. */
export function pastCounts({ from, stepS, steps, flows }: PastAnswer): PastCounts {
  const byCamera = new Map<string, { readonly crossed: number[]; readonly entered: number[] }>();
  for (const { cameraId, forward, backward, entered } of flows) {
    const known = byCamera.get(cameraId) ?? { crossed: zeros(steps), entered: zeros(steps) };
    byCamera.set(cameraId, known);
    for (let i = 0; i < steps; i++) {
      known.crossed[i] = (known.crossed[i] ?? 0) + (forward[i] ?? 0) + (backward[i] ?? 0);
      known.entered[i] = (known.entered[i] ?? 0) + (entered[i] ?? 0);
    }
  }
  return { fromMs: Date.parse(from), stepMs: stepS * 1000, steps, byCamera };
}

const zeros = (length: number): number[] => Array.from({ length }, () => 0);

/** The step a moment lies in, with its ends, epoch ms; null: outside of what was fetched. */
export function stepAt(
  { fromMs, stepMs, steps }: PastCounts,
  at: number,
): { readonly index: number; readonly fromMs: number; readonly toMs: number } | null {
  const index = Math.floor((at - fromMs) / stepMs);
  if (index < 0 || index >= steps) return null;
  return { index, fromMs: fromMs + index * stepMs, toMs: fromMs + (index + 1) * stepMs };
}

/** What one camera counted in the step of a moment; null: nothing is known of it. */
export function countOf(past: PastCounts, cameraId: string, at: number): Count | null {
  const [step, camera] = [stepAt(past, at), past.byCamera.get(cameraId)];
  if (step === null || camera === undefined) return null;
  return { crossed: camera.crossed[step.index] ?? 0, entered: camera.entered[step.index] ?? 0 };
}

/** What a camera's place on the map says: passings over its lines, or entries where it has only zones. */
export function figureOf(past: PastCounts, cameraId: string, at: number): number | null {
  const [count, camera] = [countOf(past, cameraId, at), past.byCamera.get(cameraId)];
  if (count === null || camera === undefined) return null;
  return camera.crossed.some((one) => one > 0) ? count.crossed : count.entered;
}

/** What the cameras of an area counted together in the step of a moment; null area: all of them. */
export function totalAt(
  past: PastCounts,
  cameras: ReadonlyMap<string, Camera>,
  areaId: string | null,
  at: number,
): Count {
  let [crossed, entered] = [0, 0];
  for (const id of past.byCamera.keys()) {
    if (areaId !== null && cameras.get(id)?.areaId !== areaId) continue;
    const count = countOf(past, id, at);
    crossed += count?.crossed ?? 0;
    entered += count?.entered ?? 0;
  }
  return { crossed, entered };
}

/** Everything that was counted in an area, step by step: the curve over the slider. */
export function curveOf(
  past: PastCounts,
  cameras: ReadonlyMap<string, Camera>,
  areaId: string | null,
): readonly number[] {
  return Array.from({ length: past.steps }, (_, i) => {
    const { crossed, entered } = totalAt(past, cameras, areaId, past.fromMs + i * past.stepMs);
    return crossed + entered;
  });
}
