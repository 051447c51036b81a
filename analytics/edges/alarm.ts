/** Lets one loop sleep until it is woken, a time has passed, or it is stopped. */
export type Alarm = {
  /** Ends the present sleep, or the next one if the loop is awake. */
  readonly wake: () => void;
  /** Ends sleeping for good. */
  readonly stop: () => void;
  readonly stopped: () => boolean;
  readonly sleep: (ms: number) => Promise<void>;
};

/** Makes an alarm for one loop. */
export function createAlarm(): Alarm {
  let stopped = false;
  let woken = false;
  let rouse: () => void = () => undefined;
  const wake = (): void => {
    woken = true;
    rouse();
  };
  return {
    wake,
    stop: () => {
      stopped = true;
      wake();
    },
    stopped: () => stopped,
    sleep: async (ms) => {
      if (!woken && !stopped)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          rouse = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      woken = false;
    },
  };
}
