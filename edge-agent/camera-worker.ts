import type { Logger } from 'pino';

import type { FrameHeader } from '../contracts/frames.ts';
import type { AgentConfig, CameraCondition, CameraHealth } from '../contracts/telemetry.ts';
import { createCameraStream } from './camera-stream.ts';
import { type HeldCondition, judgeCamera } from './core/camera-health.ts';
import type { Clock } from './core/clock.ts';
import type { PictureFate } from './core/coverage-counter.ts';
import { createFrameSlot } from './core/frame-slot.ts';
import { type CellGrid, createCellGrid, fillCellGrid } from './core/motion/cell-grid.ts';
import { createMotionGate, type MotionGate } from './core/motion/motion-gate.ts';
import { createSendPolicy, type SendPolicy, type StillChecks } from './core/motion/send-policy.ts';
import { createPictureJudge, type PictureJudge } from './core/health/picture-judge.ts';
import { createRateJudge } from './core/health/rate-judge.ts';
import { createRateMeter } from './core/rate-meter.ts';
import type { Patience } from './core/stream-watch.ts';
import type { AccessUnitListener } from './core/video/access-unit.ts';
import type { Picture } from './core/y4m-reader.ts';
import type { FrameLink } from './edges/frame-link.ts';
import { encodeJpeg } from './edges/jpeg.ts';
import { createUnitFeed } from './unit-feed.ts';

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
  /** The camera's coded pictures as they come, first those since its last keyframe. @returns ends it */
  readonly subscribeUnits: (listener: AccessUnitListener) => () => void;
  readonly stop: () => void;
};

/** What a camera's worker needs, and whom it tells. */
export type CameraWorkerOptions = {
  readonly task: CameraTask;
  readonly ffmpeg: string;
  readonly maxWidth: number;
  readonly patience: Patience;
  readonly stillChecks: StillChecks;
  readonly link: FrameLink;
  readonly clock: Clock;
  readonly random: () => number;
  readonly newStreamId: () => string;
  readonly onSettled: (cameraId: string, fate: PictureFate) => void;
  readonly onHealthChange: () => void;
  /** Where the camera's recording goes; undefined: nothing is recorded now. */
  readonly recordInto: (cameraId: string) => string | undefined;
  readonly onDiskFull: () => void;
  readonly log: Logger;
};

/** A picture that is worth being looked at, waiting for its turn. */
type Worthwhile = Omit<FrameHeader, 'seq' | 'sentAt'> & { readonly picture: Picture };

const ACK_TIMEOUT_MS = 5000;
const OLDEST_MS = 3000;
const RATE_WINDOW_S = 5;

/** Starts with the first tick. */
export function createCameraWorker(options: CameraWorkerOptions): CameraWorker {
  const { task, clock, link, log } = options;
  const cameraId = task.id;
  const slot = createFrameSlot<Worthwhile>(ACK_TIMEOUT_MS);
  const rate = createRateMeter(RATE_WINDOW_S);
  let held: HeldCondition | undefined;
  let lastFrameAt: number | null = null;
  let newest: Picture | undefined;
  let size = { width: 0, height: 0 };
  let streamId = '';
  let seq = 0;
  let sending = 0;
  let eye: { grid: CellGrid; gate: MotionGate; policy: SendPolicy; judge: PictureJudge } | undefined;
  let picture: CameraCondition = 'online';
  const rateJudge = createRateJudge(task.sampleFps);

  const settle = (fate: PictureFate): void => options.onSettled(cameraId, fate);

  const look = (shown: Picture, takenMs: number): void => {
    const { width, height } = shown;
    if (eye === undefined || width !== size.width || height !== size.height) {
      size = { width, height };
      const grid = createCellGrid(width, height);
      const gate = createMotionGate(grid.columns, grid.rows, task.masks);
      const judge = createPictureJudge(grid, width, height);
      eye = { grid, gate, judge, policy: createSendPolicy(options.stillChecks) };
    }
    const nowMs = clock.steadyMs();
    rate.add(nowMs);
    lastFrameAt = takenMs;
    newest = shown;
    fillCellGrid(eye.grid, shown.bytes, width);
    picture = eye.judge.look(eye.grid, shown.bytes, nowMs);
    const reading = eye.gate.look(eye.grid, nowMs);
    const reason = eye.policy(reading, nowMs);
    if (reason === 'quiet') {
      settle('quiet');
      return;
    }
    // The gate's boxes are its own and change with the next picture.
    const motion = reading.boxes.map((box) => ({ ...box }));
    const givenUp = slot.offer({
      cameraId,
      streamId,
      capturedAt: takenMs,
      width,
      height,
      reason,
      motion,
      picture: shown,
    });
    if (givenUp !== undefined) settle({ dropped: givenUp });
    pump();
  };

  const pump = (): void => {
    const frame = slot.take(clock.steadyMs());
    if (frame === undefined) return;
    if (clock.wallMs() - frame.capturedAt > OLDEST_MS || frame.streamId !== streamId) {
      settle({ dropped: 'stale' });
      slot.acknowledged(0);
      return;
    }
    const ticket = ++sending;
    send(frame, ticket).catch((error: unknown) => {
      log.error({ cameraId, problem: String(error) }, 'a picture could not be encoded and is dropped');
      settle({ dropped: 'encode-failed' });
      if (ticket === sending) slot.acknowledged(1000);
    });
  };

  const send = async ({ picture, ...frame }: Worthwhile, ticket: number): Promise<void> => {
    const jpeg = await encodeJpeg(picture);
    if (ticket !== sending || !link.isConnected()) {
      settle({ dropped: 'disconnected' });
      return;
    }
    settle('sent');
    link.send({ ...frame, seq: seq++, sentAt: clock.wallMs() }, jpeg, (answer) => {
      // An answer to a frame that was given up as unanswered is no credit for the one after it.
      if (ticket !== sending) return;
      slot.acknowledged(answer.minIntervalMs);
      pump();
    });
  };

  const stream = createCameraStream({
    cameraId,
    url: task.url,
    plan: () => ({
      sampleFps: task.sampleFps,
      maxWidth: options.maxWidth,
      recordInto: options.recordInto(cameraId),
    }),
    onDiskFull: options.onDiskFull,
    ffmpeg: options.ffmpeg,
    patience: options.patience,
    clock,
    random: options.random,
    log,
    onOpen() {
      streamId = options.newStreamId();
      seq = 0;
      picture = 'online';
      rateJudge.reset();
    },
    onPicture: look,
  });

  const feed = createUnitFeed({ cameraId, url: task.url, clock, random: options.random, log });

  const judge = (): HeldCondition => {
    const nowMs = clock.steadyMs();
    const slow = stream.state().kind === 'running' && rateJudge.isLow(rate.perSecond(nowMs), nowMs);
    const shows = slow && picture === 'online' ? 'low-rate' : picture;
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

  return {
    health() {
      const { condition, fault, sinceMs } = judge();
      const fps = Math.round(rate.perSecond(clock.steadyMs()) * 10) / 10;
      return { cameraId, condition, since: sinceMs, fault, fps, lastFrameAt, ...size };
    },
    tick() {
      stream.tick();
      judge();
      if (slot.expire(clock.steadyMs())) {
        sending++;
        log.warn({ cameraId }, 'ingest did not answer a frame in time');
      }
      pump();
    },
    linkUp: () => slot.connected(),
    linkDown() {
      sending++;
      if (slot.disconnected() > 0) settle({ dropped: 'disconnected' });
    },
    async still() {
      const takenMs = lastFrameAt;
      // The last picture of a camera that is away would be shown as what it sees now.
      if (newest === undefined || takenMs === null || stream.state().kind !== 'running') return undefined;
      return { jpeg: await encodeJpeg(newest), takenMs };
    },
    subscribeUnits: feed.subscribe,
    stop() {
      sending++;
      feed.stop();
      stream.stop();
      if (slot.disconnected() > 0) settle({ dropped: 'disconnected' });
    },
  };
}
