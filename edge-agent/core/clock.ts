/** Time as the agent takes it. Tests and replays bring their own. */
export type Clock = {
  /** Epoch ms: for what others will read. May jump when the host's clock is set. */
  readonly wallMs: () => number;
  /** Ms since some fixed moment, never going back: for intervals and deadlines. */
  readonly steadyMs: () => number;
};
