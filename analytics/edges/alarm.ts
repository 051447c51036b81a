/** Lets one loop sleep until it is woken, a time has passed, or it is stopped. */
export type Alarm = {
  /** Ends the present sleep, or the next one if the loop is awake. */
  readonly wake: () => void;
  /** Ends sleeping for good. */
  readonly stop: () => void;
  readonly stopped: () => boolean;
  readonly sleep: (ms: number) => Promise<void>;
  /** Sleeps through being woken; only being stopped ends it early. */
  readonly rest: (ms: number) => Promise<void>;
};

/** Makes an alarm for one loop. */
export function createAlarm(): Alarm {
  let stopped = false;
  let woken = false;
  let rouse: () => void = () => undefined;
  let halt: () => void = () => undefined;
  const wake = (): void => {
    woken = true;
    rouse();
  };
  return {
    wake,
    stop: () => {
      stopped = true;
      wake();
      halt();
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
    rest: async (ms) => {
      if (stopped || ms <= 0) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        halt = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    },
  };
}
