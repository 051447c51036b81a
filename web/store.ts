import type { Event } from './core/event.ts';
import { reduce } from './core/reduce.ts';
import type { State } from './core/state.ts';

/** The console's one state. Subscribers hear of each change at once; drawing waits for the next animation frame. */
export interface Store {
  readonly state: () => State;
  readonly dispatch: (event: Event) => void;
  readonly subscribe: (listener: (state: State, before: State) => void) => void;
  /** Draws at once what still waits for the next frame. */
  readonly settle: () => void;
}

/** Makes the store; `draw` runs at most once per animation frame, and only when the state changed. */
export function createStore(initial: State, draw: (state: State) => void): Store {
  let state = initial;
  let scheduled = false;
  let drawing = false;
  const listeners: ((state: State, before: State) => void)[] = [];
  const schedule = () => {
    if (scheduled) return;
    scheduled = true;
    requestAnimationFrame(settle);
  };
  const settle = () => {
    if (!scheduled || drawing) return;
    scheduled = false;
    drawing = true;
    try {
      draw(state);
    } finally {
      drawing = false;
    }
  };
  return {
    state: () => state,
    settle,
    subscribe: (listener) => listeners.push(listener),
    dispatch: (event) => {
      const before = state;
      state = reduce(state, event);
      if (state === before) return;
      for (const listener of listeners) listener(state, before);
      schedule();
    },
  };
}
