import type { FrameHeader } from '../../../contracts/frames.ts';
import { createCellGrid, fillCellGrid } from '../../../edge-agent/core/motion/cell-grid.ts';
import { createMotionGate } from '../../../edge-agent/core/motion/motion-gate.ts';
import type { Picture } from '../../../edge-agent/core/y4m-reader.ts';
import { encodeJpeg } from '../../../edge-agent/edges/jpeg.ts';
import { createCameraPerception } from '../../../ingest/core/camera-perception.ts';
import type { CityCamera } from '../../../ingest/core/city.ts';
import type { Frame } from '../../../ingest/core/frame-gate.ts';
import type { ScoredBox } from '../../../ingest/core/tracking/scored-box.ts';
import type { Box } from '../../../contracts/geometry.ts';
import { createLookPlanner } from '../../../ingest/core/regions/look-planner.ts';
import type { DetectorPool } from '../../../ingest/edges/detector-pool.ts';
import { createFrameLooks } from '../../../ingest/frame-looks.ts';
import { matchObservations, type Seen } from './matching.ts';
import { pictureMs } from './programme.ts';
import { watchedShapes } from './scene.ts';

/** What one way of looking came to, without network, broker and database, and without a clock that runs away from it. */
export interface AloneResult {
  /** Processor time for one picture from the agent's JPEG to the observations, milliseconds. */
  readonly cpuMs: number;
  /** Share of the pictures that were inferred as a whole. */
  readonly wholes: number;
  readonly observations: readonly Seen[];
}

const FROM_MS = 1_000_000_000_000;
const EVERY = 2;

/**
 * Several cameras show the clip from different places of it, in the time of the film: gate, JPEG, planning, inference and tracking as
 * agent and ingest do them, however long that takes. So the figures say something on a machine that has other things to do.
 *
 * @param inParts as ingest looks; else each picture as a whole
 */
export async function lookAlone(
  pictures: readonly Picture[],
  pool: DetectorPool,
  {
    cameras,
    inParts,
    progress,
  }: { readonly cameras: number; readonly inParts: boolean; readonly progress: (share: number) => void },
): Promise<AloneResult> {
  const looks = Math.floor(pictures.length / EVERY);
  const watched = Array.from({ length: cameras }, (_, at) =>
    watch(at, Math.floor((at * looks) / cameras), looks, pictures),
  );
  const byId = new Map(watched.map((one) => [one.camera.id, one]));
  const first = watched[0];
  if (!first) throw new Error('no cameras');
  const frameLooks = createFrameLooks(
    inParts ? pool : { ...pool, parts: null },
    ({ camera }) => byId.get(camera.id) ?? first,
  );
  let wholes = 0;
  const before = process.cpuUsage();
  for (let look = 0; look < looks; look++) {
    const waiting = await Promise.all(watched.map((one) => one.frame(look)));
    const going: Promise<void>[] = [];
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const begun = frameLooks.begin(next, (fits) => {
        for (const frame of waiting.slice()) if (fits(frame)) waiting.splice(waiting.indexOf(frame), 1);
      });
      for (const { frame, seeing } of begun) {
        going.push(
          seeing.then((sight) => {
            if (sight.how === 'whole') wholes++;
            const { detections, lookedAt, cut } = sight;
            const one = byId.get(frame.camera.id);
            if (lookedAt) one?.planner.cut(cut, lookedAt, one.perception.followed().objects);
            one?.saw(frame.header.capturedAt, detections, lookedAt);
          }),
        );
      }
      if (going.length >= pool.describe().slots) await Promise.all(going.splice(0));
    }
    await Promise.all(going);
    progress(look / looks);
  }
  const { user, system } = process.cpuUsage(before);
  const looked = looks * cameras;
  return {
    cpuMs: (user + system) / 1000 / looked,
    wholes: wholes / looked,
    observations: watched.flatMap((one) => one.observations),
  };
}

/** Share of what whole looks observed that looks in parts did as well. */
export function recallOf(whole: AloneResult, parts: AloneResult): number {
  return matchObservations(whole.observations, parts.observations, 2000).pairs.length / whole.observations.length;
}

function watch(at: number, start: number, looks: number, pictures: readonly Picture[]) {
  const camera: CityCamera = {
    id: `cam-${at}`,
    agentId: 'a',
    areaId: null,
    priority: 'normal',
    sampleFps: 5,
    zones: watchedShapes(),
  };
  const perception = createCameraPerception(camera.id, camera.id, camera);
  const planner = createLookPlanner();
  const size = pictures[0] ?? { width: 640, height: 480 };
  const grid = createCellGrid(size.width, size.height);
  const gate = createMotionGate(grid.columns, grid.rows, []);
  const observations: Seen[] = [];
  return {
    camera,
    perception,
    planner,
    observations,
    async frame(look: number): Promise<Frame> {
      const picture = pictures[((start + look) % looks) * EVERY];
      if (!picture) throw new Error('the clip is shorter than it said');
      const { width, height, bytes } = picture;
      const capturedAt = FROM_MS + pictureMs(look * EVERY);
      fillCellGrid(grid, bytes, width);
      const motion = gate.look(grid, capturedAt).boxes.map((box) => ({ ...box }));
      const header: FrameHeader = {
        cameraId: camera.id,
        seq: look,
        streamId: 's',
        capturedAt,
        sentAt: capturedAt,
        width,
        height,
        reason: 'motion',
        motion,
      };
      return { camera, header, jpeg: await encodeJpeg(picture), receivedAt: capturedAt };
    },
    saw(capturedAt: number, detections: readonly ScoredBox[], lookedAt?: readonly Box[]): void {
      const clock = { capturedAt, receivedAt: capturedAt, perceivedAt: capturedAt };
      const perceived = perception.look(clock, size.width / size.height, detections, lookedAt);
      for (const { kind, zoneId, direction, box, capturedAt: atMs } of perceived.observations) {
        observations.push({ kind, zoneId: `${camera.id}-${zoneId}`, direction, box, atMs });
      }
    },
  };
}

/** The same observations as whole looks of so many cameras make, from what was found in the pictures before. */
export function lookedWholly(
  pictures: readonly Picture[],
  found: readonly (readonly ScoredBox[])[],
  cameras: number,
): AloneResult {
  const looks = Math.floor(pictures.length / EVERY);
  const watched = Array.from({ length: cameras }, (_, at) => ({ at, start: Math.floor((at * looks) / cameras) })).map(
    ({ at, start }) => ({ start, one: watch(at, start, looks, pictures) }),
  );
  for (const { start, one } of watched) {
    for (let look = 0; look < looks; look++) {
      one.saw(FROM_MS + pictureMs(look * EVERY), found[((start + look) % looks) * EVERY] ?? []);
    }
  }
  return { cpuMs: NaN, wholes: 1, observations: watched.flatMap(({ one }) => one.observations) };
}
