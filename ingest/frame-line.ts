import type { Logger } from 'pino';
import type { FrameAck, FrameRefusal } from '../contracts/frames.ts';
import type { LiveBoxes } from '../contracts/telemetry.ts';
import type { Perceived } from './core/camera-perception.ts';
import type { City, CityCamera } from './core/city.ts';
import type { CoverageCounts } from './core/coverage-counts.ts';
import { createDetectorLoad } from './core/detector-load.ts';
import { createFrameAnswers, PAUSE_WHEN_FULL_MS, type Waiting } from './core/frame-answers.ts';
import { createFrameGate, type Frame } from './core/frame-gate.ts';
import { createFrameScheduler } from './core/frame-scheduler.ts';
import type { RefusalCounts } from './core/refusal-counts.ts';
import { shareOf } from './core/regions/region.ts';
import { createWatchedCameras } from './core/watched-cameras.ts';
import { DetectionError } from './edges/detector-errors.ts';
import type { IngestMetrics } from './edges/metrics.ts';
import { createFrameLooks, type Detector, type Looking } from './frame-looks.ts';

/** From frames to observations. */
export interface FrameLine {
  /** One frame as it came. It is acknowledged when it is taken up for inference (of a slowed camera: looked at), or refused. */
  readonly receive: (agentId: string, header: unknown, jpeg: unknown, acknowledge: (ack: FrameAck) => void) => void;
  /** A message so large that it never arrived. */
  readonly tooLarge: (agentId: string) => void;
  /** There is room again where observations go. */
  readonly resume: () => void;
  /** Follows changed settings. */
  readonly settingsChanged: (city: City) => void;
  /** Pause between two pictures that cameras are asked to keep, ms; only of those that are slowed down. */
  readonly slowed: () => ReadonlyMap<string, number>;
  /** The camera is gone: what it saw has ended. */
  readonly lost: (cameraId: string) => void;
  /** Refuses what waits, and returns when everything in the detector has come out, for at most so long. */
  readonly stop: (withinMs: number) => Promise<void>;
}

/** A frame that waited this long is let go: what it shows is over. */
const LONGEST_WAIT_MS = 5_000;
const TICK_MS = 500;
const DIVIDE_EVERY_TICKS = 2;

/** Starts the line. */
export function startFrameLine(options: {
  readonly city: () => City;
  readonly detector: Detector;
  /**
   * Looks at the same time. No more are begun: what waits here may go along with another look, or give way to a newer
   * picture, while behind a run in the detector it would only grow old.
   */
  readonly workers: number;
  /** Distinguishes this start of the process from all others. */
  readonly run: string;
  readonly coverage: CoverageCounts;
  readonly refusals: RefusalCounts;
  /** Whether observations can be taken; while not, nothing is looked at. */
  readonly hasRoom: () => boolean;
  readonly perceived: (perceived: Perceived, camera: CityCamera, frame: Frame | null) => void;
  readonly boxes: (cameraId: string, boxes: LiveBoxes) => void;
  readonly agentHeard: (agentId: string) => void;
  /** Whether frames could come if anything moved. */
  readonly isWatching: (camera: CityCamera) => boolean;
  readonly metrics: IngestMetrics;
  readonly clock: () => number;
  readonly log: Logger;
}): FrameLine {
  const { city, clock, log, metrics, coverage } = options;
  const gate = createFrameGate();
  const load = createDetectorLoad(options.workers);
  const cameras = createWatchedCameras(options.run);
  // Who was found once is certain, and told of, at the next look.
  const scheduler = createFrameScheduler<Waiting>(
    ({ frame, isFirst }) => isFirst || cameras.of(frame.camera).hasNews(),
  );
  const answers = createFrameAnswers({ load, hasRoom: options.hasRoom, clock });
  const looks = createFrameLooks(options.detector, ({ camera }) => cameras.of(camera));
  const looking = new Set<Promise<void>>();
  const line = { stopped: false };
  let ticks = 0;
  let slowedBefore = '';

  function refuse(camera: CityCamera | null, agentId: string, reason: FrameRefusal, detail: string, at: number): void {
    metrics.frames.inc({ outcome: reason });
    if (camera) coverage.dropped(camera, at, reason);
    // What overload leaves out is no fault of the sender.
    if (reason === 'superseded' || reason === 'overload' || reason === 'detector-failed') return;
    metrics.refusals.inc({ source: 'agent', reason });
    options.refusals.refused(`agent:${agentId}`, reason, camera ? `${camera.id}: ${detail}` : detail, at);
  }

  function letGo(item: Waiting, detail: string): void {
    refuse(item.frame.camera, item.frame.camera.agentId, 'overload', detail, item.frame.receivedAt);
    answers.refused(item, 'overload');
  }

  function pump(): void {
    while (!line.stopped && looking.size < options.workers && options.hasRoom()) {
      const now = clock();
      const taken = scheduler.next(now);
      if (!taken) break;
      const batch = [taken];
      const begun = looks.begin(taken.item.frame, (fits) => {
        batch.push(...scheduler.along(now, ({ frame }) => fits(frame)));
      });
      for (const { item } of batch) {
        answers.taken(item);
        metrics.stage.observe({ stage: 'wait' }, (now - item.frame.receivedAt) / 1000);
      }
      const work: Promise<void> = Promise.all(begun.map(look)).then(() => {
        looking.delete(work);
        for (const { cameraId } of batch) scheduler.finished(cameraId);
        pump();
      });
      looking.add(work);
    }
    metrics.framesWaiting.set(scheduler.waiting());
    metrics.framesInDetector.set(looking.size);
  }

  async function look({ frame, seeing }: Looking): Promise<void> {
    const { camera, header } = frame;
    const watched = cameras.of(camera);
    const from = performance.now();
    // Begun before the turn of this frame has come: frames of one camera may overlap in the detector, never in the tracker.
    // A failure is told when its turn has come.
    seeing.catch(() => undefined);
    await watched.inTurn(async () => {
      try {
        const { how, detections, lookedAt, cut, busyMs } = await seeing;
        metrics.stage.observe({ stage: 'detect' }, (performance.now() - from) / 1000);
        load.looked(busyMs);
        metrics.frames.inc({ outcome: 'looked' });
        metrics.looks.inc({ how });
        coverage.looked(camera, frame.receivedAt, lookedAt && shareOf(lookedAt));
        if (lookedAt) watched.planner.cut(cut, lookedAt, watched.perception.followed().objects);
        const perceived = watched.perception.look(
          { capturedAt: header.capturedAt, receivedAt: frame.receivedAt, perceivedAt: clock() },
          header.width / header.height,
          detections,
          lookedAt,
        );
        options.perceived(perceived, camera, frame);
        options.boxes(camera.id, perceived.boxes);
      } catch (error) {
        failed(frame, error);
      } finally {
        answers.looked(frame, watched.hasNews());
      }
    });
  }

  function failed({ camera, header, receivedAt }: Frame, error: unknown): void {
    const code = error instanceof DetectionError ? error.code : 'failed';
    const reason: FrameRefusal =
      code === 'too-large' || code === 'not-jpeg' || code === 'damaged'
        ? code
        : code === 'queue-full'
          ? 'overload'
          : 'detector-failed';
    refuse(camera, camera.agentId, reason, error instanceof Error ? error.message : String(error), receivedAt);
    if (reason === 'detector-failed' && code !== 'stopped') {
      log.error({ cameraId: camera.id, seq: header.seq, err: error }, 'a frame could not be looked at');
    }
  }

  function tick(): void {
    const now = clock();
    for (const watched of cameras.all()) {
      const at = watched.quiet.quietAt(now, load.minIntervalMs(watched.camera.id));
      if (at === null || watched.isBusy() || !options.isWatching(watched.camera)) continue;
      if (watched.perception.living() === 0) continue;
      const quiet = { capturedAt: at, receivedAt: now, perceivedAt: now };
      options.perceived(watched.perception.quiet(quiet), watched.camera, null);
    }
    for (const item of scheduler.expire(now, LONGEST_WAIT_MS)) letGo(item, 'waited too long');
    if (ticks++ % DIVIDE_EVERY_TICKS === 0) divide(now);
    metrics.objectsFollowed.set(cameras.living());
    pump();
  }

  function divide(now: number): void {
    const slowed = load.divide(now);
    for (const priority of ['high', 'normal', 'low'] as const) {
      metrics.slowedCameras.set({ priority }, slowed[priority]);
    }
    const said = JSON.stringify(slowed);
    if (said === slowedBefore) return;
    if (slowedBefore !== '')
      log.info({ slowed }, 'cameras asked to send less because the machine is full, by priority');
    slowedBefore = said;
  }

  const timer = setInterval(tick, TICK_MS);

  return {
    receive(agentId, header, jpeg, acknowledge) {
      const now = clock();
      options.agentHeard(agentId);
      const judged = gate.judge(agentId, header, jpeg, city(), now);
      const camera = judged.ok ? judged.frame.camera : judged.camera;
      if (camera) coverage.received(camera, now);
      if (!judged.ok) {
        refuse(camera, agentId, judged.reason, judged.detail, now);
        const minIntervalMs = camera ? answers.pauseOf(camera.id) : 0;
        acknowledge({ ok: false, reason: judged.reason, minIntervalMs });
        return;
      }
      const { frame } = judged;
      if (line.stopped) {
        refuse(frame.camera, agentId, 'overload', 'stopping', now);
        acknowledge({ ok: false, reason: 'overload', minIntervalMs: PAUSE_WHEN_FULL_MS });
        return;
      }
      metrics.stage.observe({ stage: 'transfer' }, Math.max(0, now - frame.header.capturedAt) / 1000);
      const { quiet } = cameras.of(frame.camera);
      const isFirst =
        frame.header.reason === 'motion' && quiet.isFirstAfterSilence(now, load.minIntervalMs(frame.camera.id));
      quiet.frame(frame.header.capturedAt, now);
      load.sent(frame.camera, now);
      const replaced = scheduler.offer(frame.camera.id, frame.camera.priority, { frame, isFirst, acknowledge }, now);
      if (replaced) {
        refuse(frame.camera, agentId, 'superseded', '', replaced.frame.receivedAt);
        answers.refused(replaced, 'superseded');
      }
      pump();
    },
    tooLarge(agentId) {
      refuse(null, agentId, 'too-large', 'a message beyond all bounds; the socket was closed', clock());
    },
    resume: pump,
    slowed: load.slowed,
    settingsChanged(next) {
      gate.keepOnly(next);
      const { gone, faults } = cameras.follow(next);
      for (const { camera } of gone) {
        const waiting = scheduler.withdraw(camera.id);
        if (waiting) answers.refused(waiting, 'unknown-camera');
      }
      for (const { cameraId, id, reason } of faults)
        log.warn({ cameraId, zoneId: id, reason }, 'a zone cannot be used');
    },
    lost(cameraId) {
      const watched = cameras.find(cameraId);
      if (!watched) return;
      const now = clock();
      const at = { capturedAt: watched.quiet.lastCapturedAt() ?? now, receivedAt: now, perceivedAt: now };
      void watched.inTurn(() => {
        options.perceived(watched.perception.finish(at), watched.camera, null);
        return Promise.resolve();
      });
    },
    async stop(withinMs) {
      line.stopped = true;
      clearInterval(timer);
      for (const item of scheduler.expire(Infinity, 0)) letGo(item, 'stopping');
      let limit: NodeJS.Timeout | undefined;
      const given = new Promise<void>((resolve) => {
        limit = setTimeout(resolve, withinMs);
      });
      await Promise.race([Promise.all(looking), given]);
      clearTimeout(limit);
    },
  };
}
