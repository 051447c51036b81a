import type { Priority } from './city.ts';

/**
 * How long a frame of each priority may wait before it is due. Under overload everything is due, and the difference is
 * what a low camera waits longer than a high one between two looks.
 */
const SLACK_MS: Readonly<Record<Priority, number>> = { high: 0, normal: 300, low: 1_200 };

/**
 * What may show somebody new comes by so much sooner: as if it had waited longer. Not more: a camera before a tree that is taken for
 * people again and again must not keep the others waiting for ever.
 */
const NEWS_AHEAD_MS = 1_000;

/** Frames of one camera that may be in the detector at once: the next is decoded while one is inferred. */
const IN_FLIGHT_PER_CAMERA = 2;

/** One camera's newest frame, taken up. */
export interface Taken<T> {
  readonly cameraId: string;
  readonly item: T;
  /** How long the camera waited for this look, not how long this frame did. */
  readonly waitedMs: number;
}

/**
 * Decides whose frame is looked at next. One slot per camera, newest wins; earliest deadline first (Liu and Layland
 * 1973), where the deadline counts from when the camera began to wait: a frame replaced by a newer one keeps its place,
 * so no camera starves whatever the others send.
 */
export interface FrameScheduler<T> {
  /** Puts a camera's newest frame into its slot. Returns the frame it replaces, if any. */
  readonly offer: (cameraId: string, priority: Priority, item: T, nowMs: number) => T | null;
  /** Takes the frame that is due first, or null when none may be taken. */
  readonly next: (nowMs: number) => Taken<T> | null;
  /** Takes further frames, those due first first, that `fits` says yes to: they are looked at along with one taken before. */
  readonly along: (nowMs: number, fits: (item: T) => boolean) => readonly Taken<T>[];
  /** A frame taken before has been looked at, well or not. */
  readonly finished: (cameraId: string) => void;
  /** Takes a camera's waiting frame away. */
  readonly withdraw: (cameraId: string) => T | null;
  /** Takes away the frames of cameras that have waited for so long. */
  readonly expire: (nowMs: number, afterMs: number) => readonly T[];
  /** Frames waiting: at most one per camera. */
  readonly waiting: () => number;
}

interface Slot<T> {
  readonly item: T;
  readonly since: number;
  readonly deadline: number;
}

/**
 * Makes a scheduler with all slots empty.
 *
 * @param isNews whether a waiting frame may show somebody new; asked each time one is taken, for what is known changes meanwhile.
 */
export function createFrameScheduler<T>(isNews: (item: T) => boolean = () => false): FrameScheduler<T> {
  const slots = new Map<string, Slot<T>>();
  const inFlight = new Map<string, number>();

  function mayBeTaken(cameraId: string): boolean {
    return (inFlight.get(cameraId) ?? 0) < IN_FLIGHT_PER_CAMERA;
  }

  function dueAt({ item, deadline }: Slot<T>): number {
    return isNews(item) ? deadline - NEWS_AHEAD_MS : deadline;
  }

  function take(cameraId: string, nowMs: number): Taken<T> | null {
    const slot = slots.get(cameraId);
    if (!slot) return null;
    slots.delete(cameraId);
    inFlight.set(cameraId, (inFlight.get(cameraId) ?? 0) + 1);
    return { cameraId, item: slot.item, waitedMs: nowMs - slot.since };
  }

  return {
    offer(cameraId, priority, item, nowMs) {
      const before = slots.get(cameraId);
      const since = before?.since ?? nowMs;
      slots.set(cameraId, { item, since, deadline: since + SLACK_MS[priority] });
      return before?.item ?? null;
    },
    next(nowMs) {
      let first: string | null = null;
      let earliest = Infinity;
      for (const [cameraId, slot] of slots) {
        if (!mayBeTaken(cameraId)) continue;
        const due = dueAt(slot);
        if (due >= earliest) continue;
        first = cameraId;
        earliest = due;
      }
      return first === null ? null : take(first, nowMs);
    },
    along(nowMs, fits) {
      const waiting = [...slots].filter(([cameraId]) => mayBeTaken(cameraId));
      const inOrder = waiting.map(([cameraId, slot]) => ({ cameraId, item: slot.item, due: dueAt(slot) }));
      inOrder.sort((a, b) => a.due - b.due);
      return inOrder.flatMap(({ cameraId, item }) => (fits(item) ? (take(cameraId, nowMs) ?? []) : []));
    },
    finished(cameraId) {
      const left = (inFlight.get(cameraId) ?? 0) - 1;
      if (left > 0) inFlight.set(cameraId, left);
      else inFlight.delete(cameraId);
    },
    withdraw(cameraId) {
      const slot = slots.get(cameraId);
      slots.delete(cameraId);
      return slot?.item ?? null;
    },
    expire(nowMs, afterMs) {
      const late = [...slots].filter(([, slot]) => nowMs - slot.since >= afterMs);
      for (const [cameraId] of late) slots.delete(cameraId);
      return late.map(([, slot]) => slot.item);
    },
    waiting: () => slots.size,
  };
}
