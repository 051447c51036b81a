import type { Logger } from 'pino';

import type { AgentConfig, CameraCondition, CameraHealth } from '../contracts/telemetry.ts';
import { createCameraStream } from './camera-stream.ts';
import { createCameraEye } from './core/camera-eye.ts';
import { type HeldCondition, judgeCamera } from './core/camera-health.ts';
import type { Clock } from './core/clock.ts';
import type { PictureFate } from './core/coverage-counter.ts';
import type { DecodeSettings, Look } from './core/decoding/decode-policy.ts';
import { createBitrateJudge } from './core/health/bitrate-judge.ts';
import { createClockJudge } from './core/health/clock-judge.ts';
import { createRateJudge } from './core/health/rate-judge.ts';
import type { StillChecks } from './core/motion/send-policy.ts';
import { createRateMeter } from './core/rate-meter.ts';
import type { Patience } from './core/stream-watch.ts';
import type { AccessUnitListener } from './core/video/access-unit.ts';
import { keyframeQuantiser } from './core/video/keyframe-quantiser.ts';
import { createUnitHub, unitBytes } from './core/video/unit-hub.ts';
import type { Picture } from './core/y4m-reader.ts';
import type { FrameLink } from './edges/frame-link.ts';
import { encodeJpeg } from './edges/jpeg.ts';
import { createFrameSender } from './frame-sender.ts';
import type { CameraRecording } from './recorder.ts';

/** A camera as the agent's configuration describes it. */
export type CameraTask = AgentConfig['cameras'][number];

/** One camera at work: stream in, worthwhile frames out. */
export type CameraWorker = {
  readonly health: () => CameraHealth;
  /** Moves time on; call several times a second. */
  readonly tick: () => void;
  readonly linkUp: () => void;
  readonly linkDown: () => void;
  /** The newest picture, while the camera sends any. */
  readonly still: () => Promise<{ readonly jpeg: Buffer; readonly takenMs: number } | undefined>;
  /**
   * The camera's coded pictures as they come, first those since its last keyframe.
   * @param onOver ffmpeg reads it from now on, which gives none
   * @returns ends it; undefined: ffmpeg reads it already
   */
  readonly subscribeUnits: (listener: AccessUnitListener, onOver: () => void) => (() => void) | undefined;
  readonly stop: () => void;
};

/** What a camera's worker needs, and whom it tells. */
export type CameraWorkerOptions = {
  readonly task: CameraTask;
  readonly ffmpeg: string;
  readonly hasFfmpeg: () => Promise<boolean>;
  readonly maxWidth: number;
  readonly patience: Patience;
  readonly decode: DecodeSettings;
  readonly stillChecks: StillChecks;
  readonly link: FrameLink;
  readonly clock: Clock;
  readonly random: () => number;
  readonly newStreamId: () => string;
  readonly onSettled: (cameraId: string, fate: PictureFate, pictures?: number) => void;
  readonly onHealthChange: () => void;
  readonly recording: (cameraId: string) => CameraRecording;
  readonly log: Logger;
};

const RATE_WINDOW_S = 5;
/** Some minutes of a quiet smart codec, some seconds of a busy large picture. */
const HUB_BOUNDS = { mostUnits: 1500, mostBytes: 16 * 1024 * 1024 };
const FRESH_MS = 1000;
const REFRESH_WITHIN_MS = 1000;

/** Starts with the first tick. */
export function createCameraWorker(options: CameraWorkerOptions): CameraWorker {
  const { task, clock, log } = options;
  const cameraId = task.id;
  const rate = createRateMeter(RATE_WINDOW_S);
  const eye = createCameraEye(task.masks, options.stillChecks);
  const rateJudge = createRateJudge(task.sampleFps);
  const bitrateJudge = createBitrateJudge();
  const clockJudge = createClockJudge();
  const recording = options.recording(cameraId);
  const hub = createUnitHub(HUB_BOUNDS, (error) =>
    log.error({ err: error, cameraId }, 'a reader of coded pictures failed'),
  );
  let held: HeldCondition | undefined;
  let newest: { readonly picture: Picture; readonly takenMs: number } | undefined;
  let size = { width: 0, height: 0 };
  let lastFrameAt: number | null = null;
  let lookedMs = 0;
  let shown: CameraCondition = 'online';
  let hasUnits = false;
  const unitsOver = new Set<() => void>();
  let onNewest: (() => void) | undefined;

  const settle = (fate: PictureFate, pictures?: number): void => options.onSettled(cameraId, fate, pictures);
  const sender = createFrameSender({ ...options, cameraId, settle });

  const look = (picture: Picture, takenMs: number): Look => {
    const { width, height } = picture;
    if (!hasUnits) rate.add(clock.steadyMs());
    lastFrameAt = Math.max(takenMs, lastFrameAt ?? 0);
    size = { width, height };
    newest = { picture, takenMs };
    onNewest?.();
    // Several may come at once: how far they lie apart is told by when they were taken.
    lookedMs = Math.max(lookedMs + 1, clock.steadyMs() - Math.max(0, clock.wallMs() - takenMs));
    const seen = eye.look(picture, lookedMs);
    shown = seen.condition;
    if (seen.worth === 'quiet') settle('quiet');
    else {
      sender.offer({ cameraId, capturedAt: takenMs, width, height, reason: seen.worth, motion: seen.motion, picture });
    }
    return seen;
  };

  const stream = createCameraStream({
    ...options,
    cameraId,
    url: task.url,
    sampleFps: task.sampleFps,
    recordInto: recording.folder,
    onDiskFull: recording.diskFull,
    onOpen(by) {
      if (by === 'ffmpeg') for (const over of unitsOver) over();
      sender.newStream(options.newStreamId());
      hub.clear();
      recording.interrupt();
      hasUnits = false;
      shown = 'online';
      rateJudge.reset();
      bitrateJudge.reset();
    },
    onUnit(unit) {
      hasUnits = true;
      rate.add(clock.steadyMs());
      bitrateJudge.add(unitBytes(unit), keyframeQuantiser(unit), clock.steadyMs());
      hub.push(unit);
      recording.add(unit);
    },
    onPicture: look,
    onPassedOver: (pictures, why) => settle(why === 'quiet' ? 'quiet-undecoded' : { dropped: why }, pictures),
  });

  const judge = (): HeldCondition => {
    const nowMs = clock.steadyMs();
    const isRunning = stream.state().kind === 'running';
    const isSlow = isRunning && rateJudge.isLow(rate.perSecond(nowMs), nowMs);
    const hasCollapsed = isRunning && bitrateJudge.hasCollapsed(nowMs);
    const isClockWrong = clockJudge.isWrong(stream.stats()?.clockAheadMs, nowMs);
    // The gravest first: what its pictures show, how many they are, how coarse, whether their time can be trusted.
    const signs: readonly (CameraCondition | false)[] = [
      shown !== 'online' && shown,
      isSlow && 'low-rate',
      hasCollapsed && 'bitrate-collapse',
      isClockWrong && 'clock-drift',
    ];
    const shows = signs.find((sign) => sign !== false) ?? 'online';
    const judged = judgeCamera(held, stream.state(), shows, clock.wallMs());
    if (judged !== held) {
      const isFirst = held === undefined;
      held = judged;
      if (!isFirst) {
        log.info({ cameraId, condition: judged.condition, fault: judged.fault }, 'camera condition changed');
        options.onHealthChange();
      }
    }
    return judged;
  };

  /** While nothing moves the newest decoded picture is as old as the last keyframe. */
  const freshen = async (): Promise<void> => {
    if (newest !== undefined && clock.wallMs() - newest.takenMs < FRESH_MS) return;
    const came = new Promise<void>((resolve) => {
      onNewest = resolve;
      setTimeout(resolve, REFRESH_WITHIN_MS);
    });
    stream.refresh();
    await came;
    onNewest = undefined;
  };

  return {
    health() {
      const { condition, fault, sinceMs } = judge();
      const fps = Math.round(rate.perSecond(clock.steadyMs()) * 10) / 10;
      const kbps = hasUnits ? Math.round(bitrateJudge.bytesPerSecond(clock.steadyMs()) / 125) : null;
      return { cameraId, condition, since: sinceMs, fault, fps, kbps, lastFrameAt, ...size };
    },
    tick() {
      stream.tick();
      judge();
      sender.tick();
    },
    linkUp: sender.linkUp,
    linkDown: sender.linkDown,
    async still() {
      // The last picture of a camera that is away would be shown as what it sees now.
      if (stream.state().kind !== 'running') return undefined;
      await freshen();
      return newest && { jpeg: await encodeJpeg(newest.picture), takenMs: newest.takenMs };
    },
    subscribeUnits(listener, onOver) {
      if (stream.reader() === 'ffmpeg') return undefined;
      const end = hub.subscribe(listener);
      unitsOver.add(onOver);
      return () => {
        unitsOver.delete(onOver);
        end();
      };
    },
    stop() {
      stream.stop();
      recording.interrupt();
      sender.stop();
    },
  };
}
