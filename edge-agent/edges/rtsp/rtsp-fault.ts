import type { StreamFault } from '../../../contracts/telemetry.ts';

/**
 * Why a stream could not be had, or ended. `closed`: the other side ended it without a word. `other-reader`: it may well be in order, but
 * is of a kind this client does not read.
 */
export class RtspFault extends Error {
  override readonly name = 'RtspFault';
  readonly kind: StreamFault | 'closed' | 'other-reader';

  /** @param message says what happened, without addresses */
  constructor(kind: StreamFault | 'closed' | 'other-reader', message: string) {
    super(message);
    this.kind = kind;
  }
}

/** What an answer's status means for a stream that was asked for. */
export function faultOfStatus(status: number, method: string): RtspFault {
  const said = `${method} was answered ${status}`;
  if (status === 401 || status === 403 || status === 407) return new RtspFault('unauthorized', said);
  if (status === 404 || status === 410 || status === 454) return new RtspFault('not-found', said);
  return new RtspFault('bad-stream', said);
}
