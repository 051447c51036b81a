/** One file of a camera's recording. Times are epoch ms; `toMs` is when it was last written. */
export type Recorded = {
  readonly cameraId: string;
  readonly file: string;
  /** Files of one format can be joined without encoding again. */
  readonly format: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly bytes: number;
};

/** How much is kept. */
export type RingBounds = { readonly keepMs: number; readonly maxBytes: number };

/** A camera's time that is held for a case. Epoch ms. */
export type HeldSpan = { readonly cameraId: string; readonly from: number; readonly to: number };

/** What is held may take so much of the room: the last minutes, which new alerts need, have the rest. */
const HELD_SHARE = 0.75;

/** How much recordings may take: what the operator gives them, or what the disk has for them when that is less. */
export function roomFor(
  { mostBytes, leaveBytes }: { readonly mostBytes: number; readonly leaveBytes: number },
  recordedBytes: number,
  freeBytes: number,
): number {
  return Math.max(0, Math.min(mostBytes, recordedBytes + freeBytes - leaveBytes));
}

/** Whether a recording shows anything of what is held. */
export function isHeld({ cameraId, fromMs, toMs }: Recorded, held: readonly HeldSpan[]): boolean {
  return held.some((span) => span.cameraId === cameraId && fromMs <= span.to && toMs >= span.from);
}

/**
 * What has to be deleted: what is older than wanted, then the oldest until the rest fits. What is held stays whatever its
 * age; only when it takes more than its share of the room, its oldest go.
 */
export function surplus(
  recorded: readonly Recorded[],
  { keepMs, maxBytes }: RingBounds,
  nowMs: number,
  held: readonly HeldSpan[] = [],
): Recorded[] {
  const oldestFirst = recorded.toSorted((a, b) => a.toMs - b.toMs);
  const kept = oldestFirst.filter((one) => isHeld(one, held));
  const others = kept.length === 0 ? oldestFirst : oldestFirst.filter((one) => !kept.includes(one));
  const gone: Recorded[] = [];
  let keptBytes = sizeOf(kept);
  for (const one of kept) {
    if (keptBytes <= HELD_SHARE * maxBytes) break;
    gone.push(one);
    keptBytes -= one.bytes;
  }
  let bytes = keptBytes + sizeOf(others);
  for (const one of others) {
    if (nowMs - one.toMs <= keepMs && bytes <= maxBytes) break;
    gone.push(one);
    bytes -= one.bytes;
  }
  return gone;
}

function sizeOf(recorded: readonly Recorded[]): number {
  return recorded.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Which recordings show a span of time; `wait`: the end of it is still being recorded. */
export type Footage =
  | { readonly kind: 'found'; readonly recorded: readonly Recorded[] }
  | { readonly kind: 'wait' }
  | { readonly kind: 'none' };

/**
 * Finds whole files, so that nothing is encoded again: up to one segment more at either end.
 * @param recorded of one camera
 * @param settleMs how long after a file's last byte it counts as finished when no newer one has begun
 */
export function findFootage(
  recorded: readonly Recorded[],
  fromMs: number,
  toMs: number,
  nowMs: number,
  settleMs: number,
): Footage {
  const inOrder = recorded.toSorted((a, b) => a.fromMs - b.fromMs);
  const newest = inOrder.at(-1);
  const isGrowing = newest !== undefined && nowMs - newest.toMs < settleMs;
  if (nowMs < toMs || (isGrowing && newest.fromMs <= toMs)) return { kind: 'wait' };
  const found = inOrder.filter((one) => one.fromMs <= toMs && one.toMs >= fromMs && one.bytes > 0);
  return found.length === 0 ? { kind: 'none' } : { kind: 'found', recorded: joinable(found) };
}

/** Of files that cannot all be joined, because the camera's pictures changed meanwhile, those of the format that shows most. */
function joinable(found: readonly Recorded[]): readonly Recorded[] {
  const shown = new Map<string, number>();
  for (const { format, fromMs, toMs } of found) shown.set(format, (shown.get(format) ?? 0) + toMs - fromMs);
  const [most] = [...shown].toSorted(([, a], [, b]) => b - a)[0] ?? [];
  return found.filter(({ format }) => format === most);
}
