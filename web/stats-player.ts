import type { StatsEvent, StatsState } from './core/stats/state.ts';

/** Steps a second: smooth enough for a map whose figures change by quarters of an hour. */
const STEP_MS = 80;

/** Lets the map of the past run. */
export interface StatsPlayer {
  /** The player was started, stopped or moved. */
  readonly follow: (player: StatsState['player']) => void;
}

/** Makes it; `minutes`: how long the period is. A page that is not looked at stands still. */
export function createStatsPlayer({
  tell,
  minutes,
}: {
  readonly tell: (event: StatsEvent) => void;
  readonly minutes: () => number;
}): StatsPlayer {
  let now: StatsState['player'] | null = null;
  let timer: ReturnType<typeof setInterval> | null = null;
  let last = 0;
  const tick = () => {
    const at = performance.now();
    const passedMs = Math.min(1000, at - last);
    last = at;
    if (!now || document.hidden) return;
    const end = minutes() - 1;
    const minute = Math.min(end, now.minute + (passedMs / 60_000) * now.rate);
    tell({ type: 'player', player: { minute, running: minute < end } });
  };
  return {
    follow: (player) => {
      now = player;
      if (player.running && timer === null) {
        last = performance.now();
        timer = setInterval(tick, STEP_MS);
      } else if (!player.running && timer !== null) {
        clearInterval(timer);
        timer = null;
      }
    },
  };
}
