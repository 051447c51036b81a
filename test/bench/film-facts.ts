import { spawnSync } from 'node:child_process';

/** Size, frame rate and length of a film. */
export interface FilmFacts {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly frames: number;
}

/** The ffmpeg that setup found; it comes without ffprobe, so its own words are read. */
export const FFMPEG = process.env.CITYWATCH_FFMPEG ?? 'ffmpeg';

/**
 * Asks ffmpeg what a film is. Pictures are counted by walking through the file without decoding it.
 * @throws Error when it cannot be read.
 */
export function filmFacts(film: string): FilmFacts {
  const args = ['-hide_banner', '-nostdin', '-i', film, '-map', '0:v:0', '-c', 'copy', '-f', 'framecrc', '-'];
  const { error, stderr, stdout } = spawnSync(FFMPEG, args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (error) throw new Error(`${FFMPEG} cannot be started: ${error.message}`);
  const size = /Stream #0:.*Video:.*? (\d{2,5})x(\d{2,5})[ ,]/.exec(stderr);
  const rate = /Stream #0:.*Video:.*?, ([\d.]+)(k?) fps/.exec(stderr);
  const frames = (stdout ?? '').split('\n').filter((line) => /^\d/.test(line)).length;
  if (!size || frames === 0) {
    throw new Error(`${film}: cannot be read: ${stderr.trim().split('\n').at(-1) ?? 'no word from ffmpeg'}`);
  }
  const fps = Number(rate?.[1] ?? 25) * (rate?.[2] === 'k' ? 1000 : 1);
  return { width: Number(size[1]), height: Number(size[2]), fps: fps > 0 ? fps : 25, frames };
}
