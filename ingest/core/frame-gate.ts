import { FRAME_MAX_BYTES, frameHeader, type FrameHeader, type FrameRefusal } from '../../contracts/frames.ts';
import type { City, CityCamera } from './city.ts';
import { readJpegHeader } from './detection/jpeg-header.ts';

/** A frame older than this at its arrival would show the past as the present. */
const OLDEST_MS = 10_000;
/** A frame further ahead of our clock than this has a wrong clock. */
const AHEAD_MS = 5_000;

/** A frame that may be looked at. */
export interface Frame {
  readonly camera: CityCamera;
  readonly header: FrameHeader;
  readonly jpeg: Uint8Array;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
}

/** What the gate says. A refusal names the camera where it is known, so that coverage can count it. */
export type FrameJudgement =
  | { readonly ok: true; readonly frame: Frame }
  | {
      readonly ok: false;
      readonly reason: FrameRefusal;
      readonly camera: CityCamera | null;
      /** In words, for the log. */
      readonly detail: string;
    };

/** Judges frames as they arrive. Remembers each camera's stream, nothing else. */
export interface FrameGate {
  /** @param agentId who the socket belongs to; the other arguments are as they came from outside. */
  readonly judge: (agentId: string, header: unknown, jpeg: unknown, city: City, nowMs: number) => FrameJudgement;
  /** Forgets cameras that are not registered any more. */
  readonly keepOnly: (city: City) => void;
}

interface StreamMemory {
  readonly streamId: string;
  /** The stream before; late frames of it are stale. */
  readonly before: string | null;
  readonly seq: number;
  readonly capturedAt: number;
}

/** Makes a gate that has seen nothing. */
export function createFrameGate(): FrameGate {
  const streams = new Map<string, StreamMemory>();

  return {
    judge(agentId, rawHeader, jpeg, city, nowMs) {
      const parsed = frameHeader.safeParse(rawHeader);
      if (!parsed.success) {
        const issue = parsed.error.issues[0];
        return refuse('bad-header', null, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not a header'}`);
      }
      const header = parsed.data;
      const camera = city.cameras.get(header.cameraId);
      if (!camera || camera.agentId !== agentId) {
        return refuse('unknown-camera', null, `${header.cameraId} is no camera of ${agentId}`);
      }
      if (!(jpeg instanceof Uint8Array)) return refuse('not-jpeg', camera, 'no bytes');
      if (jpeg.length > FRAME_MAX_BYTES) {
        return refuse('too-large', camera, `${jpeg.length} bytes, at most ${FRAME_MAX_BYTES} are taken`);
      }
      const picture = readJpegHeader(jpeg);
      if (!picture.ok) return refuse(picture.reason, camera, picture.detail);
      if (picture.width !== header.width || picture.height !== header.height) {
        return refuse(
          'bad-header',
          camera,
          `says ${header.width}×${header.height}, the picture is ${picture.width}×${picture.height}`,
        );
      }
      const ageMs = nowMs - header.capturedAt;
      if (ageMs < -AHEAD_MS) return refuse('bad-header', camera, `captured ${-ageMs} ms ahead of our clock`);
      if (ageMs > OLDEST_MS) return refuse('stale', camera, `captured ${ageMs} ms ago`);
      const last = streams.get(camera.id);
      if (last?.streamId === header.streamId && header.seq <= last.seq) {
        return refuse('duplicate', camera, `number ${header.seq} after ${last.seq}`);
      }
      if (last?.before === header.streamId && header.capturedAt <= last.capturedAt)
        return refuse('stale', camera, 'of a stream that was opened anew since');
      streams.set(camera.id, {
        streamId: header.streamId,
        before: last && last.streamId !== header.streamId ? last.streamId : (last?.before ?? null),
        seq: header.seq,
        capturedAt: header.capturedAt,
      });
      return { ok: true, frame: { camera, header, jpeg, receivedAt: nowMs } };
    },
    keepOnly(city) {
      for (const id of streams.keys()) if (!city.cameras.has(id)) streams.delete(id);
    },
  };
}

function refuse(reason: FrameRefusal, camera: CityCamera | null, detail: string): FrameJudgement {
  return { ok: false, reason, camera, detail };
}
