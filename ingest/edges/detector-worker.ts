import { parentPort, receiveMessageOnPort } from 'node:worker_threads';
import { DetectionError, ModelError } from './detector-errors.ts';
import type { DetectJob, FromWorker, PartsJob, ToWorker } from './detector-messages.ts';
import { openPerception, type Perception } from './detector-perception.ts';
import type { FittedPicture } from './jpeg-picture.ts';
import { messageOf } from './model-file.ts';

/**
 * Thread entry of one detector: its own session, one picture after the other. A picture's JPEG is decoded in libuv's
 * threads as soon as it arrives, while the run of the one before still has this thread.
 */
const port = parentPort;
if (!port) throw new Error('detector-worker runs as a worker thread only');

type Prepared = Promise<{ readonly fitted: FittedPicture; readonly decodeMs: number }>;

type Waiting =
  | { readonly job: DetectJob; readonly picture: Prepared }
  | { readonly job: PartsJob; readonly pictures: readonly Prepared[] };

const waiting: Waiting[] = [];
let perception: Perception | null = null;
let busy = false;
let closing = false;

function tell(message: FromWorker): void {
  port?.postMessage(message);
}

async function work(): Promise<void> {
  if (busy || !perception) return;
  busy = true;
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const { id, wanted, minScore } = next.job;
    try {
      if ('pictures' in next) {
        const pictures = await Promise.allSettled(next.pictures);
        const result = await perception.lookAtParts(pictures, next.job.mosaic, wanted, minScore, takeIn);
        tell({ kind: 'done', id, result });
        continue;
      }
      const { fitted, decodeMs } = await next.picture;
      tell({ kind: 'done', id, result: await perception.look(fitted, decodeMs, wanted, minScore, takeIn) });
    } catch (error) {
      const code = error instanceof DetectionError ? error.code : 'failed';
      tell({ kind: 'failed', id, code, message: messageOf(error) });
    }
  }
  busy = false;
  if (closing) void close();
}

/** Ends the thread once no run is under way; the session may not be released under one. */
async function close(): Promise<void> {
  closing = true;
  waiting.length = 0;
  if (busy) return;
  await perception?.release();
  port?.close();
}

function hear(message: ToWorker): void {
  switch (message.kind) {
    case 'open':
      openPerception(message.setup).then(
        (opened) => {
          perception = opened.perception;
          tell(opened.ready);
        },
        (error: unknown) => {
          if (!(error instanceof ModelError)) throw error;
          tell({ kind: 'refused', message: error.message });
        },
      );
      return;
    case 'detect': {
      if (!perception || closing) return;
      const picture = perception.prepare(message.picture);
      // it is awaited when its turn comes; until then a failure is not unhandled
      picture.catch(() => {});
      waiting.push({ job: message, picture });
      void work();
      return;
    }
    case 'parts': {
      const seeing = perception;
      if (!seeing || closing) return;
      const pictures = message.pictures.map((jpeg) => seeing.prepare(jpeg));
      for (const picture of pictures) picture.catch(() => {});
      waiting.push({ job: message, pictures });
      void work();
      return;
    }
    case 'close':
      void close();
      return;
  }
}

/** Hears what has come meanwhile: a picture that waits unheard through a run would not be decoded beside it. */
function takeIn(): void {
  if (!port) return;
  for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port)) hear(next.message as ToWorker);
}

port.on('message', hear);
