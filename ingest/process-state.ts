import { PRODUCT_VERSION, type PerceptionState } from '../contracts/process-state.ts';
import type { ToldState } from '../store/process-states.ts';
import type { IngestMetrics } from './edges/metrics.ts';

/** What ingest's detector says about itself. A scripted one says less. */
export interface DetectorFacts {
  readonly workers: number;
  readonly workersReady?: number;
  readonly provider?: string;
  readonly refusedProviders?: readonly { readonly provider: string; readonly reason: string }[];
  readonly model?: { readonly id: string };
}

const MOST_SLOWED = 1000;
const LONGEST_REASON = 500;

/** How this ingest is: what it looks with, what waits, what was let go, which cameras it slowed down. */
export async function describeIngest({
  instance,
  startedAt,
  detector,
  slowed,
  metrics,
}: {
  readonly instance: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly detector: DetectorFacts;
  readonly slowed: ReadonlyMap<string, number>;
  readonly metrics: IngestMetrics;
}): Promise<ToldState> {
  const [waiting, lost, frames, inDetector] = await Promise.all(
    [metrics.waiting, metrics.lost, metrics.framesWaiting, metrics.framesInDetector].map((one) => one.get()),
  );
  const lostBy = new Map(lost?.values.map(({ labels, value }) => [String(labels['writer']), value]));
  const only = (one: typeof frames) => one?.values[0]?.value ?? 0;
  const perception: PerceptionState = {
    provider: detector.provider ?? '',
    refusedProviders: (detector.refusedProviders ?? []).map(({ provider, reason }) => ({
      provider,
      reason: reason.slice(0, LONGEST_REASON),
    })),
    model: detector.model?.id ?? '',
    workers: detector.workers,
    workersReady: detector.workersReady ?? detector.workers,
    slowed: [...slowed].slice(0, MOST_SLOWED).map(([cameraId, everyMs]) => ({ cameraId, everyMs })),
  };
  return {
    process: 'ingest',
    instance,
    version: PRODUCT_VERSION,
    startedAt,
    rssBytes: process.memoryUsage.rss(),
    queues: [
      { name: 'frames', waiting: only(frames), lost: 0 },
      { name: 'detector', waiting: only(inDetector), lost: 0 },
      ...(waiting?.values ?? []).map(({ labels, value }) => {
        const name = String(labels['writer']);
        return { name, waiting: value, lost: lostBy.get(name) ?? 0 };
      }),
    ],
    perception,
    isJudging: null,
  };
}
