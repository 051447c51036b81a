import type { QuestionRefusal } from '../../contracts/agent-questions.ts';
import { faultOf } from '../core/stream-fault.ts';
import { parseStreamLine, type StreamFacts } from '../core/stream-facts.ts';
import { NO_FFMPEG, runFfmpeg } from './ffmpeg.ts';

/** What became of a stream that was opened once. */
export type StreamTrial =
  | { readonly is: 'picture'; readonly jpeg: Buffer; readonly facts: StreamFacts }
  | { readonly is: 'refused'; readonly why: QuestionRefusal };

const INPUT = '-hide_banner -nostdin -loglevel info -threads 1 -analyzeduration 2000000 -rtsp_transport tcp'.split(' ');
const OUTPUT =
  '-map 0:v:0 -an -frames:v 1 -threads 1 -vf scale=w=trunc(min(1280\\,iw)/2)*2:h=-2 -c:v mjpeg -q:v 4 -f image2pipe'.split(
    ' ',
  );
const PATIENCE_MS = 12_000;
const MOST_LINES = 200;
const PICTURE_MAX_BYTES = 2 * 1024 * 1024;

/** Opens a stream, takes one picture, and lets it go. Never longer than 12 s. */
export function tryStream(ffmpeg: string, url: string): Promise<StreamTrial> {
  return new Promise((resolve) => {
    const lines: string[] = [];
    const chunks: Buffer[] = [];
    let size = 0;
    let facts: StreamFacts | null = null;
    let late = false;
    const run = runFfmpeg(
      ffmpeg,
      url,
      { input: INPUT, output: OUTPUT, recording: undefined },
      {
        onBytes: (chunk) => {
          size += chunk.length;
          if (size > PICTURE_MAX_BYTES) run.kill();
          else chunks.push(chunk);
        },
        onLine: (line) => {
          facts ??= parseStreamLine(line);
          if (lines.length < MOST_LINES) lines.push(line);
        },
        onEnd: () => {
          clearTimeout(timer);
          const jpeg = Buffer.concat(chunks);
          if (facts && isJpeg(jpeg)) resolve({ is: 'picture', jpeg, facts });
          else resolve({ is: 'refused', why: whyNot(lines, facts !== null, late) });
        },
      },
    );
    const timer = setTimeout(() => {
      late = true;
      run.kill();
    }, PATIENCE_MS);
  });
}

function isJpeg(bytes: Buffer): boolean {
  return bytes.length > 4 && bytes.readUInt16BE(0) === 0xffd8 && bytes.readUInt16BE(bytes.length - 2) === 0xffd9;
}

function whyNot(lines: readonly string[], isStream: boolean, late: boolean): QuestionRefusal {
  if (lines.includes(NO_FFMPEG)) return 'no-ffmpeg';
  if (late) return isStream || lines.length > 0 ? 'stalled' : 'unreachable';
  return faultOf(lines, false);
}
