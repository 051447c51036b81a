import type { Box } from '../../../../contracts/geometry.ts';
import type { MotRow } from '../mot-file.ts';
import { correctAxis, predictAxis, startAxis, type AxisKalman } from './axis-kalman.ts';
import { pairByOverlap } from './overlap-pairs.ts';
import type { Peer } from './peer.ts';

const LEAST_SCORE = 0.2;
const LEAST_IOU = 0.3;
const MOST_MISSES = 1;
const LEAST_HITS = 3;

interface SortTrack {
  readonly id: number;
  readonly x: AxisKalman;
  readonly y: AxisKalman;
  readonly area: AxisKalman;
  /** Width : height, taken to be constant. */
  readonly ratio: AxisKalman;
  hits: number;
  misses: number;
}

/** SORT (Bewley et al. 2016) with its published constants, over detections above a score. */
export const sort: Peer = {
  name: 'SORT',
  run(detections) {
    const rows: MotRow[] = [];
    let tracks: SortTrack[] = [];
    let lastId = 0;
    for (const [at, all] of detections.entries()) {
      const found = all.filter(({ score }) => score >= LEAST_SCORE);
      for (const track of tracks) predict(track);
      const columnOf = pairByOverlap(
        tracks.map(boxOf),
        found.map(({ box }) => box),
        LEAST_IOU,
      );
      const taken = new Set(columnOf);
      for (const [row, track] of tracks.entries()) {
        const box = found[columnOf[row] ?? -1]?.box;
        if (box) correct(track, box);
      }
      for (const [column, { box }] of found.entries()) if (!taken.has(column)) tracks.push(born(++lastId, box));
      for (const track of tracks) {
        if (track.misses === 0 && (track.hits >= LEAST_HITS || at < LEAST_HITS)) {
          rows.push({ frame: at + 1, id: track.id, box: boxOf(track), confidence: 1, classId: Number.NaN });
        }
      }
      tracks = tracks.filter(({ misses }) => misses <= MOST_MISSES);
    }
    return rows;
  },
};

function born(id: number, { x, y, w, h }: Box): SortTrack {
  return {
    id,
    x: startAxis(x + w / 2, 10, 10_000),
    y: startAxis(y + h / 2, 10, 10_000),
    area: startAxis(w * h, 10, 10_000),
    ratio: startAxis(w / h, 10, 0),
    hits: 0,
    misses: 0,
  };
}

function predict(track: SortTrack): void {
  if (track.area.at + track.area.speed <= 0) track.area.speed = 0;
  predictAxis(track.x, 1, 0.01);
  predictAxis(track.y, 1, 0.01);
  predictAxis(track.area, 1, 0.0001);
  predictAxis(track.ratio, 1, 0);
  if (track.misses > 0) track.hits = 0;
  track.misses++;
}

function correct(track: SortTrack, { x, y, w, h }: Box): void {
  correctAxis(track.x, x + w / 2, 1);
  correctAxis(track.y, y + h / 2, 1);
  correctAxis(track.area, w * h, 10);
  correctAxis(track.ratio, w / h, 10);
  track.hits++;
  track.misses = 0;
}

function boxOf({ x, y, area, ratio }: SortTrack): Box {
  const w = Math.sqrt(Math.max(1, area.at) * Math.max(0.01, ratio.at));
  const h = Math.max(1, area.at) / w;
  return { x: x.at - w / 2, y: y.at - h / 2, w, h };
}
