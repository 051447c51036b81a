import type { Logger } from 'pino';

import type { FrameHeader } from '../contracts/frames.ts';
import type { Clock } from './core/clock.ts';
import type { PictureFate } from './core/coverage-counter.ts';
import { createFrameSlot } from './core/frame-slot.ts';
import type { Picture } from './core/y4m-reader.ts';
import type { FrameLink } from './edges/frame-link.ts';
import { encodeJpeg } from './edges/jpeg.ts';

/** A picture that is worth being looked at, waiting for its turn. */
export type Worthwhile = Omit<FrameHeader, 'seq' | 'sentAt' | 'streamId'> & { readonly picture: Picture };

/** Sends one camera's worthwhile pictures to ingest: one at a time, the newest wins. */
export type FrameSender = {
  readonly offer: (frame: Worthwhile) => void;
  /** The stream was opened anew: what waits of the one before is not sent any more. */
  readonly newStream: (streamId: string) => void;
  readonly tick: () => void;
  readonly linkUp: () => void;
  readonly linkDown: () => void;
  readonly stop: () => void;
};

/** What sending needs, and whom it tells. */
export type FrameSenderOptions = {
  readonly cameraId: string;
  readonly link: FrameLink;
  readonly clock: Clock;
  readonly settle: (fate: PictureFate) => void;
  readonly log: Logger;
};

const ACK_TIMEOUT_MS = 5000;
const OLDEST_MS = 3000;

export function createFrameSender({ cameraId, link, clock, settle, log }: FrameSenderOptions): FrameSender {
  const slot = createFrameSlot<Worthwhile & { readonly streamId: string }>(ACK_TIMEOUT_MS);
  let streamId = '';
  let seq = 0;
  let sending = 0;

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

  const send = async (
    { picture, ...frame }: Worthwhile & { readonly streamId: string },
    ticket: number,
  ): Promise<void> => {
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

  const drop = (): void => {
    sending++;
    if (slot.disconnected() > 0) settle({ dropped: 'disconnected' });
  };

  return {
    offer(frame) {
      const givenUp = slot.offer({ ...frame, streamId });
      if (givenUp !== undefined) settle({ dropped: givenUp });
      pump();
    },
    newStream(id) {
      streamId = id;
      seq = 0;
    },
    tick() {
      if (slot.expire(clock.steadyMs())) {
        sending++;
        log.warn({ cameraId }, 'ingest did not answer a frame in time');
      }
      pump();
    },
    linkUp: () => slot.connected(),
    linkDown: drop,
    stop: drop,
  };
}
