import { spawn, spawnSync } from 'node:child_process';

/** Size, frame rate and length of a film. */
export interface FilmFacts {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly frames: number;
}

/** One picture of a film: RGB bytes and the number of the frame, counted from 0. */
export interface FilmFrame {
  readonly frame: number;
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

/**
 * Asks ffprobe what a film is.
 * @throws Error when it cannot be read.
 */
export function filmFacts(film: string): FilmFacts {
  const fields = 'stream=width,height,avg_frame_rate,nb_read_packets';
  const args = [
    '-v',
    'error',
    '-select_streams',
    'v:0',
    '-count_packets',
    '-show_entries',
    fields,
    '-of',
    'json',
    film,
  ];
  const probe = spawnSync('ffprobe', args, { encoding: 'utf8' });
  if (probe.status !== 0) throw new Error(`${film}: cannot be read: ${probe.stderr || 'no ffprobe here'}`);
  const known = JSON.parse(probe.stdout) as {
    streams?: { width: number; height: number; avg_frame_rate: string; nb_read_packets: string }[];
  };
  const stream = known.streams?.[0];
  if (!stream) throw new Error(`${film}: no pictures in it`);
  const [frames = 25, seconds = 1] = stream.avg_frame_rate.split('/').map(Number);
  return { width: stream.width, height: stream.height, fps: frames / seconds, frames: Number(stream.nb_read_packets) };
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
  const child = spawn('ffmpeg', args, { stdio: ['ignore', 'pipe', 'inherit'] });
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
