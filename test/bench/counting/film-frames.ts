import { spawn } from 'node:child_process';
import { FFMPEG, type FilmFacts } from '../film-facts.ts';

/** One picture of a film: RGB bytes and the number of the frame, counted from 0. */
export interface FilmFrame {
  readonly frame: number;
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

/** Every n-th picture of a film, at most `widest` pixels wide, one after the other as they are asked for. */
export async function* filmFrames(
  film: string,
  facts: FilmFacts,
  every: number,
  widest: number,
): AsyncGenerator<FilmFrame> {
  const scale = Math.min(1, widest / facts.width);
  const width = 2 * Math.round((facts.width * scale) / 2);
  const height = 2 * Math.round((facts.height * scale) / 2);
  const filter = `select='not(mod(n\\,${every}))',scale=${width}:${height}`;
  const args = [
    '-v',
    'error',
    '-i',
    film,
    '-vf',
    filter,
    '-fps_mode',
    'passthrough',
    '-f',
    'rawvideo',
    '-pix_fmt',
    'rgb24',
    '-',
  ];
  const child = spawn(FFMPEG, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const size = width * height * 3;
  let parts: Buffer[] = [];
  let held = 0;
  let frame = 0;
  try {
    for await (const part of child.stdout as AsyncIterable<Buffer>) {
      parts.push(part);
      held += part.length;
      while (held >= size) {
        const all = Buffer.concat(parts);
        yield { frame, width, height, rgb: new Uint8Array(all.subarray(0, size)) };
        frame += every;
        parts = [all.subarray(size)];
        held -= size;
      }
    }
  } finally {
    child.kill();
  }
}
