import type { Broker } from './broker.ts';

/** Turns in which agents are asked for something. */
export type AskingTurns = {
  /** There may be something to ask for. */
  readonly wake: () => void;
  readonly stop: () => Promise<void>;
};

/** Between turns, so that a flood of changes is one look; and for those nobody answered. */
const PAUSE_MS = 250;
const LOOK_AGAIN_MS = 20_000;

/**
 * Takes a turn a moment after it is woken, when the broker is there again, and now and then anyway; one at a time.
 *
 * @param turn gets a signal that tells it to end early
 * @param failed a turn failed; the next comes when its time comes
 */
export function startAskingTurns({
  broker,
  turn,
  failed,
}: {
  readonly broker: Broker;
  readonly turn: (signal: AbortSignal) => Promise<void>;
  readonly failed: (error: unknown) => void;
}): AskingTurns {
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> = Promise.resolve();
  const wake = (): void => {
    if (stopping.signal.aborted || timer !== null) return;
    timer = setTimeout(() => {
      timer = null;
      running = running.then(() => turn(stopping.signal)).catch(failed);
    }, PAUSE_MS);
  };
  const regularly = setInterval(wake, LOOK_AGAIN_MS);
  broker.onConnect(wake);
  return {
    wake,
    stop: async () => {
      stopping.abort();
      clearInterval(regularly);
      if (timer) clearTimeout(timer);
      await running;
    },
  };
}
