import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { splitJpegs } from '../../bench/detect/film-pictures.ts';
import { repository } from '../../support/places.ts';

/** The first seconds of the surveillance film as an agent would send it: 640×480 JPEGs, five a second. */
export async function filmFrames(seconds: number): Promise<readonly Buffer[]> {
  const film = `${repository}/.cache/films/campus.mp4`;
  const scale = 'fps=5,scale=640:480:flags=fast_bilinear';
  const { stdout } = await promisify(execFile)(
    'ffmpeg',
    [
      '-v',
      'error',
      '-t',
      String(seconds),
      '-i',
      film,
      '-vf',
      scale,
      '-q:v',
      '5',
      '-f',
      'image2pipe',
      '-c:v',
      'mjpeg',
      '-',
    ],
    { encoding: 'buffer', maxBuffer: 256 * 1024 * 1024 },
  );
  return splitJpegs(stdout).map((jpeg) => Buffer.from(jpeg));
}
