import type { Logger } from 'pino';
import type { Database } from '../store/database.ts';
import { writeObservations, type ObservationRow, type SnapshotRow } from '../store/observations-write.ts';
import { isRowFault } from '../store/row-fault.ts';
import { writeTracks, type TrackRow } from '../store/tracks.ts';
import type { Perceived } from './core/camera-perception.ts';
import type { CityCamera } from './core/city.ts';
import type { Frame } from './core/frame-gate.ts';
import { startBatchWriter } from './edges/batch-writer.ts';
import type { IngestMetrics } from './edges/metrics.ts';

/** From what was perceived to the store. */
export interface PerceivedLine {
  /** @param frame the picture it was perceived in; null when it came without one (a quiet moment, a camera that went). */
  readonly put: (perceived: Perceived, camera: CityCamera, frame: Frame | null) => void;
  readonly hasRoom: () => boolean;
  /** Looks with observations, and tracks, waiting to be written. */
  readonly waiting: () => { readonly observations: number; readonly tracks: number };
  /** Since when nothing could be written, epoch milliseconds; null when all is well. */
  readonly failingSince: () => number | null;
  /** Writes what is there, for at most so long. */
  readonly stop: (withinMs: number) => Promise<void>;
}

/** Observations of one look and the picture that shows them. */
interface Look {
  readonly observations: readonly ObservationRow[];
  readonly snapshots: readonly SnapshotRow[];
}

const BATCH_BYTES = 4 * 1024 * 1024;
/** Pictures and observations held in memory at most; beyond, no frame is looked at. */
const FULL_BYTES = 64 * 1024 * 1024;
const BYTES_OF_OBSERVATION = 500;
const BATCH_TRACKS = 200;
const FULL_TRACKS = 5_000;

/** Starts the line. `room` is called when there is room again after there was none. */
export function startPerceivedLine(options: {
  readonly database: Database;
  readonly room: () => void;
  readonly metrics: IngestMetrics;
  readonly clock: () => number;
  readonly log: Logger;
}): PerceivedLine {
  const { database, metrics, clock, log } = options;
  /** The newest picture of each camera: what is observed while nothing moves is seen in it. */
  const newest = new Map<string, Frame>();

  const wrote = (writer: string) => (seconds: number, items: number) => {
    metrics.write.observe({ writer }, seconds);
    metrics.written.inc({ writer }, items);
  };
  const looks = startBatchWriter<Look>({
    name: 'observations',
    async write(items) {
      const rows = items.flatMap((item) => item.observations);
      await writeObservations(
        database,
        rows,
        items.flatMap((item) => item.snapshots),
      );
      const now = clock();
      for (const row of rows) metrics.stage.observe({ stage: 'commit' }, Math.max(0, now - row.perceivedAt) / 1000);
    },
    weigh: ({ observations, snapshots }) =>
      snapshots.reduce((sum, { jpeg }) => sum + jpeg.length, observations.length * BYTES_OF_OBSERVATION),
    batchWeight: BATCH_BYTES,
    fullWeight: FULL_BYTES,
    isFaultOf: isRowFault,
    refuse: (look, error) => {
      metrics.lost.inc({ writer: 'observations' }, look.observations.length);
      log.error({ observations: look.observations, err: error }, 'observations lost');
    },
    wrote: wrote('observations'),
    clock,
    log,
  });
  const tracks = startBatchWriter<TrackRow>({
    name: 'tracks',
    write: (rows) => writeTracks(database, newestOfEach(rows)),
    weigh: () => 1,
    batchWeight: BATCH_TRACKS,
    fullWeight: FULL_TRACKS,
    isFaultOf: isRowFault,
    refuse: () => metrics.lost.inc({ writer: 'tracks' }),
    wrote: wrote('tracks'),
    clock,
    log,
  });

  return {
    put(perceived, camera, frame) {
      if (frame) newest.set(camera.id, frame);
      for (const track of perceived.tracks) {
        if (tracks.isFull()) metrics.lost.inc({ writer: 'tracks' });
        else tracks.push({ ...track, areaId: camera.areaId });
      }
      if (perceived.observations.length === 0) return;
      for (const { kind } of perceived.observations) metrics.observations.inc({ kind });
      const shown = frame ?? newest.get(camera.id);
      const moments = new Set(perceived.observations.map(({ capturedAt }) => capturedAt));
      looks.push({
        observations: perceived.observations.map((observation) => ({ ...observation, areaId: camera.areaId })),
        snapshots: shown ? [...moments].map((capturedAt) => snapshotOf(shown, capturedAt)) : [],
      });
      if (looks.isFull()) looks.whenRoom(options.room);
    },
    hasRoom: () => !looks.isFull(),
    waiting: () => ({ observations: looks.size(), tracks: tracks.size() }),
    failingSince: () => looks.failingSince() ?? tracks.failingSince(),
    async stop(withinMs) {
      const [lostLooks, lostTracks] = await Promise.all([looks.stop(withinMs), tracks.stop(withinMs)]);
      if (lostLooks + lostTracks === 0) return;
      metrics.lost.inc({ writer: 'observations' }, lostLooks);
      metrics.lost.inc({ writer: 'tracks' }, lostTracks);
      log.error({ looks: lostLooks, tracks: lostTracks }, 'stopped before everything perceived could be written');
    },
  };
}

function snapshotOf({ header, jpeg }: Frame, capturedAt: number): SnapshotRow {
  return {
    cameraId: header.cameraId,
    capturedAt,
    width: header.width,
    height: header.height,
    jpeg: Buffer.from(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength),
  };
}

/** The last account of each track: one statement may touch a row only once. */
function newestOfEach(rows: readonly TrackRow[]): readonly TrackRow[] {
  return [...new Map(rows.map((row) => [row.trackId, row])).values()];
}
