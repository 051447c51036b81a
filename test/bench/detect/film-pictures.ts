import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';

/** JPEGs of a film as an agent sends them (one per second of film, ffmpeg's mjpeg at quality 5), scaled to a size. */
export async function filmPictures(film: string, width: number, height: number): Promise<Uint8Array[]> {
  if (!existsSync(film)) throw new Error(`no film at ${film}: run it as npm run bench:detect, which makes it`);
  const args = ['-v', 'error', '-i', film, '-vf', `fps=1,scale=${width}:${height}:flags=fast_bilinear`];
  const pictures = splitJpegs(
    await outputOf('ffmpeg', [...args, '-q:v', '5', '-f', 'image2pipe', '-c:v', 'mjpeg', '-']),
  );
  if (pictures.length === 0) throw new Error(`no pictures in ${film}`);
  return pictures;
}

function outputOf(program: string, args: readonly string[]): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const parts: Buffer[] = [];
    child.stdout.on('data', (part: Buffer) => parts.push(part));
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve(Buffer.concat(parts)) : reject(new Error(`${program} ended with ${code}`)),
    );
  });
}

/** Cuts a stream of JPEGs at their start markers; ffmpeg's carry no thumbnails, so none is inside another. */
export function splitJpegs(stream: Uint8Array): Uint8Array[] {
  const starts: number[] = [];
  for (let at = 0; at + 2 < stream.length; at++) {
    if (stream[at] === 0xff && stream[at + 1] === 0xd8 && stream[at + 2] === 0xff) starts.push(at);
  }
  return starts.map((start, index) => stream.slice(start, starts[index + 1] ?? stream.length));
}
