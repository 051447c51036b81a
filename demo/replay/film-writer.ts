import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { FilmFrame } from './film-frames.ts';
import { startFailure } from './film-probe.ts';
import { ReplayError } from './replay-error.ts';

/** Writes pictures as a film. */
export interface FilmWriter {
  /** Takes the next picture. Where the film had none for a while, the one before stands still. */
  readonly write: (frame: FilmFrame) => Promise<void>;
  /** Ends the film. Throws ReplayError when ffmpeg could not write it. */
  readonly close: () => Promise<void>;
}

/** Seconds a picture stands still at most. */
const LONGEST_STILL_S = 10;

/** Begins an H.264 film of so many pictures a second; all pictures must have this size. */
export function startFilmWriter(
  path: string,
  size: { readonly width: number; readonly height: number },
  fps: number,
  ffmpeg: string,
): FilmWriter {
  const input = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${size.width}x${size.height}`, '-r', `${fps}`];
  const codec = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '23', '-pix_fmt', 'yuv420p'];
  const output = ['-movflags', '+faststart', '-f', 'mp4', `file:${path}`];
  const args = ['-v', 'error', '-y', ...input, '-i', 'pipe:0', ...codec, ...output];
  // In a group of its own: after Ctrl-C it must still end the film it has begun.
  const child = spawn(ffmpeg, args, { stdio: ['pipe', 'ignore', 'pipe'], detached: true });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-2000);
  });
  // Its end tells why it takes no more.
  child.stdin.on('error', () => undefined);
  const closed = new Promise<number | null>((done, failed) => {
    child.once('error', (error) => failed(startFailure(ffmpeg, error)));
    child.once('close', done);
  });
  closed.catch(() => undefined);
  let before: Uint8Array | null = null;
  let written = 0;

  async function put(rgb: Uint8Array): Promise<void> {
    written++;
    if (child.stdin.destroyed || child.stdin.write(rgb)) return;
    await Promise.race([once(child.stdin, 'drain').catch(() => undefined), closed]);
  }

  return {
    async write({ rgb, atMs }) {
      const due = Math.min(Math.floor((atMs / 1000) * fps + 0.001), written + LONGEST_STILL_S * fps);
      const still = before ?? rgb;
      while (written < due) await put(still);
      await put(rgb);
      before = rgb;
    },
    async close() {
      child.stdin.end();
      const code = await closed;
      // Of no pictures ffmpeg makes no film.
      if (code === 0 || written === 0) return;
      throw new ReplayError(
        `ffmpeg cannot write ${path}: ${complaint.trim().split('\n').at(-1) ?? `exit code ${code}`}`,
      );
    },
  };
}
