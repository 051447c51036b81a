import type { Logger } from 'pino';

import type { AgentConfig, CameraHealth, Reading } from '../contracts/telemetry.ts';
import { type CameraTask, type CameraWorker, createCameraWorker } from './camera-worker.ts';
import type { Clock } from './core/clock.ts';
import type { PictureFate } from './core/coverage-counter.ts';
import type { Patience } from './core/stream-watch.ts';
import type { AccessUnitListener } from './core/video/access-unit.ts';
import { taskDifference } from './core/task-difference.ts';
import { createFfmpegCheck } from './edges/ffmpeg.ts';
import type { FrameLink } from './edges/frame-link.ts';
import type { AgentSettings } from './env.ts';
import type { CameraRecording } from './recorder.ts';
import { type SensorTask, type SensorWorker, startSensorWorker } from './sensor-worker.ts';

/** All cameras and sensors of the agent, as its configuration wants them. */
export type Tasks = {
  /** Starts what is new, stops what is gone, restarts what changed, leaves the rest running. */
  readonly apply: (config: AgentConfig) => void;
  readonly tick: () => void;
  readonly linkUp: () => void;
  readonly linkDown: () => void;
  readonly health: () => CameraHealth[];
  /** Wanted pictures per second by camera. */
  readonly sampleFps: () => ReadonlyMap<string, number>;
  /** The newest picture of a camera. */
  readonly still: (cameraId: string) => ReturnType<CameraWorker['still']>;
  /**
   * A camera's coded pictures as they come, first those since its last keyframe, within this call.
   * @param onOver from now on something else reads the camera, which has no coded pictures
   * @returns ends it; undefined: there is no such camera, or nothing coded of it. A camera that is configured anew or taken away gives
   * nothing more.
   */
  readonly subscribeUnits: (
    cameraId: string,
    listener: AccessUnitListener,
    onOver: () => void,
  ) => (() => void) | undefined;
  readonly stop: () => void;
};

/** What workers need, and whom they tell. */
export type TasksOptions = {
  readonly settings: AgentSettings;
  readonly link: FrameLink;
  readonly clock: Clock;
  readonly random: () => number;
  readonly newStreamId: () => string;
  readonly onSettled: (cameraId: string, fate: PictureFate, pictures?: number) => void;
  readonly onHealthChange: () => void;
  readonly onReading: (reading: Reading) => void;
  readonly recording: (cameraId: string) => CameraRecording;
  readonly log: Logger;
};

const STEADY_MS = 30_000;
const BACKOFF = { firstMs: 1000, maxMs: 30_000 };
const LATE_MS = 1000;
const HOLD_MS = 2000;
const STANDING_EVERY_MS = 1000;
const DECODE = { startMs: 10_000, holdMs: 3000, longestGapMs: 4200 };

export function createTasks(options: TasksOptions): Tasks {
  const { settings, link, log } = options;
  const cameras = new Map<string, { task: CameraTask; worker: CameraWorker }>();
  const sensors = new Map<string, { task: SensorTask; worker: SensorWorker }>();
  const hasFfmpeg = createFfmpegCheck(settings.ffmpeg);

  let tickedMs = options.clock.steadyMs();

  const startCamera = (task: CameraTask): void => {
    const worker = createCameraWorker({
      ...options,
      task,
      ffmpeg: settings.ffmpeg,
      maxWidth: settings.frameWidth,
      hasFfmpeg,
      patience: patienceFor(task, settings),
      decode: { ...DECODE, keyframesWhileQuiet: settings.keyframesWhileQuiet && task.priority !== 'high' },
      stillChecks: {
        holdMs: HOLD_MS,
        standingEveryMs: STANDING_EVERY_MS,
        quietEveryMs: settings.stillCheckMs,
      },
    });
    if (link.isConnected()) worker.linkUp();
    cameras.set(task.id, { task, worker });
  };

  return {
    apply(config) {
      const camerasNow = taskDifference(new Map([...cameras].map(([id, { task }]) => [id, task])), config.cameras);
      for (const id of camerasNow.stop) {
        cameras.get(id)?.worker.stop();
        cameras.delete(id);
      }
      camerasNow.start.forEach(startCamera);
      const sensorsNow = taskDifference(new Map([...sensors].map(([id, { task }]) => [id, task])), config.sensors);
      for (const id of sensorsNow.stop) {
        sensors.get(id)?.worker.stop();
        sensors.delete(id);
      }
      for (const task of sensorsNow.start)
        sensors.set(task.id, { task, worker: startSensorWorker({ ...options, task }) });
    },
    tick() {
      const nowMs = options.clock.steadyMs();
      const late = nowMs - tickedMs > LATE_MS;
      tickedMs = nowMs;
      // This process was held up itself: what has come meanwhile is read first, before a camera is called silent.
      if (late) return;
      for (const [cameraId, { worker }] of cameras) {
        try {
          worker.tick();
        } catch (error) {
          log.error({ err: error, cameraId }, 'a camera failed; the others go on');
        }
      }
    },
    linkUp: () => cameras.forEach(({ worker }) => worker.linkUp()),
    linkDown: () => cameras.forEach(({ worker }) => worker.linkDown()),
    health: () => [...cameras.values()].map(({ worker }) => worker.health()),
    sampleFps: () => new Map([...cameras].map(([id, { task }]) => [id, task.sampleFps])),
    still: async (cameraId) => cameras.get(cameraId)?.worker.still(),
    subscribeUnits: (cameraId, listener, onOver) => cameras.get(cameraId)?.worker.subscribeUnits(listener, onOver),
    stop() {
      cameras.forEach(({ worker }) => worker.stop());
      sensors.forEach(({ worker }) => worker.stop());
    },
  };
}

/** A camera sampled slowly is given time for three pictures. */
function patienceFor({ sampleFps }: CameraTask, { startMs, stallMs }: AgentSettings): Patience {
  return { startMs, stallMs: Math.max(stallMs, 3000 / sampleFps), steadyMs: STEADY_MS, backoff: BACKOFF };
}
