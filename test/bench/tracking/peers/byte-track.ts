import type { Box } from '../../../../contracts/geometry.ts';
import type { ScoredBox } from '../../../../ingest/core/tracking/scored-box.ts';
import { iou } from '../../../../ingest/core/geometry/box.ts';
import type { MotRow } from '../mot-file.ts';
import { correctAxis, predictAxis, startAxis, type AxisKalman } from './axis-kalman.ts';
import { pairByOverlap } from './overlap-pairs.ts';
import type { Peer } from './peer.ts';

/** Published for its own detector are 0.6, 0.1 and 0.7; of the cuts tried these give it the best IDF1 over public detections without losing MOTA. */
const HIGH_SCORE = 0.3;
const LOW_SCORE = 0.1;
const BIRTH_SCORE = 0.4;
const FIRST_IOU = 0.2;
const SECOND_IOU = 0.5;
const UNCONFIRMED_IOU = 0.3;
const DOUBLE_IOU = 0.85;
const PLACE = 1 / 20;
const SPEED = 1 / 160;

interface ByteTrackTrack {
  readonly id: number;
  readonly x: AxisKalman;
  readonly y: AxisKalman;
  readonly ratio: AxisKalman;
  readonly h: AxisKalman;
  readonly bornAt: number;
  seenAt: number;
  confirmed: boolean;
  lost: boolean;
}

/** ByteTrack (Zhang et al. 2022) with its published associations, filter and buffer of one second. */
export const byteTrack: Peer = {
  name: 'ByteTrack',
  run(detections, fps) {
    const rows: MotRow[] = [];
    const buffer = Math.max(1, Math.round(fps));
    let tracks: ByteTrackTrack[] = [];
    let lastId = 0;
    for (const [at, found] of detections.entries()) {
      for (const track of tracks) predict(track);
      const take = (candidates: readonly ByteTrackTrack[], boxes: readonly ScoredBox[], least: number) => {
        const columnOf = pairByOverlap(
          candidates.map(boxOf),
          boxes.map(({ box }) => box),
          least,
        );
        const taken = new Set(columnOf);
        for (const [row, track] of candidates.entries()) {
          const box = boxes[columnOf[row] ?? -1]?.box;
          if (!box) continue;
          correct(track, box);
          Object.assign(track, { seenAt: at, lost: false, confirmed: true });
        }
        return {
          alone: candidates.filter((_, row) => (columnOf[row] ?? -1) < 0),
          left: boxes.filter((_, column) => !taken.has(column)),
        };
      };
      const high = found.filter(({ score }) => score >= HIGH_SCORE);
      const low = found.filter(({ score }) => score >= LOW_SCORE && score < HIGH_SCORE);
      const young = tracks.filter(({ confirmed }) => !confirmed);
      const first = take(
        tracks.filter(({ confirmed }) => confirmed),
        high,
        FIRST_IOU,
      );
      const second = take(
        first.alone.filter(({ lost }) => !lost),
        low,
        SECOND_IOU,
      );
      for (const track of second.alone) track.lost = true;
      const third = take(young, first.left, UNCONFIRMED_IOU);
      const dead = new Set(third.alone);
      tracks = tracks.filter((track) => !dead.has(track) && at - track.seenAt <= buffer);
      for (const { score, box } of third.left) {
        if (score >= BIRTH_SCORE) tracks.push(born(++lastId, box, at));
      }
      tracks = withoutDoubles(tracks);
      for (const track of tracks) {
        if (track.confirmed && !track.lost && track.seenAt === at) {
          rows.push({ frame: at + 1, id: track.id, box: boxOf(track), confidence: 1, classId: Number.NaN });
        }
      }
    }
    return rows;
  },
};

/** Of a lost and a living track in one place the longer lived stays. */
function withoutDoubles(tracks: readonly ByteTrackTrack[]): ByteTrackTrack[] {
  const dropped = new Set<ByteTrackTrack>();
  for (const lost of tracks.filter((track) => track.lost)) {
    for (const living of tracks.filter((track) => !track.lost)) {
      if (iou(boxOf(lost), boxOf(living)) <= DOUBLE_IOU) continue;
      dropped.add(lost.seenAt - lost.bornAt > living.seenAt - living.bornAt ? living : lost);
    }
  }
  return tracks.filter((track) => !dropped.has(track));
}

function born(id: number, { x, y, w, h }: Box, at: number): ByteTrackTrack {
  const place = (2 * PLACE * h) ** 2;
  const speed = (10 * SPEED * h) ** 2;
  return {
    id,
    x: startAxis(x + w / 2, place, speed),
    y: startAxis(y + h / 2, place, speed),
    ratio: startAxis(w / h, 1e-4, 1e-10),
    h: startAxis(h, place, speed),
    bornAt: at,
    seenAt: at,
    confirmed: at === 0,
    lost: false,
  };
}

function predict(track: ByteTrackTrack): void {
  if (track.lost) track.h.speed = 0;
  const place = (PLACE * track.h.at) ** 2;
  const speed = (SPEED * track.h.at) ** 2;
  for (const axis of [track.x, track.y, track.h]) predictAxis(axis, place, speed);
  predictAxis(track.ratio, 1e-4, 1e-10);
}

function correct(track: ByteTrackTrack, { x, y, w, h }: Box): void {
  const noise = (PLACE * track.h.at) ** 2;
  correctAxis(track.x, x + w / 2, noise);
  correctAxis(track.y, y + h / 2, noise);
  correctAxis(track.ratio, w / h, 1e-2);
  correctAxis(track.h, h, noise);
}

function boxOf({ x, y, ratio, h }: ByteTrackTrack): Box {
  const w = Math.max(0.01, ratio.at) * h.at;
  return { x: x.at - w / 2, y: y.at - h.at / 2, w, h: h.at };
}
