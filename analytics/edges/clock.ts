/** Where a process gets the time from, so that tests can bring their own. */
export type Clock = {
  /** Epoch milliseconds. */
  readonly now: () => number;
};
