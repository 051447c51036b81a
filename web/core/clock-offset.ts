/** One question to the gateway's clock: when it was asked and answered here, and what it said. All in ms. */
export interface ClockSample {
  readonly sentAt: number;
  readonly receivedAt: number;
  readonly serverAt: number;
}

/**
 * How far the server's clock is ahead of this machine's, ms: the sample with the shortest round trip wins, halved
 * (Cristian 1989). Add it to `Date.now()`. 0 without samples.
 */
export function clockOffset(samples: readonly ClockSample[]): number {
  let best: ClockSample | null = null;
  for (const sample of samples) {
    if (sample.receivedAt < sample.sentAt) continue;
    if (!best || sample.receivedAt - sample.sentAt < best.receivedAt - best.sentAt) best = sample;
  }
  return best ? Math.round(best.serverAt - (best.sentAt + best.receivedAt) / 2) : 0;
}
