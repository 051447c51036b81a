import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { spawn } from 'node:child_process';
import { withDebianPackage } from './debian.mjs';
import { packagedFfmpeg } from './ffmpeg.mjs';
import { inCache } from './places.mjs';
import { runProgram } from './program.mjs';
import { startProgress } from './say.mjs';
import { explainFailure, SetupError } from './setup-error.mjs';
import { extractMember } from './tar-archive.mjs';
import { isThere, placeWhole, requireSha256 } from './verified-file.mjs';

/** People on a campus path: 768×576, 10 frames/s, 79.5 s. The same file in every version of the package. */
const CLIP = {
  member: 'usr/share/doc/opencv-doc/examples/data/vtest.avi',
  sha256: '45cddc9490be69345cbdab64ca583be65987e864ca408038e648db99e10516cf',
};

const PACKAGE = {
  name: 'opencv-doc',
  label: 'film for the simulated cameras, out of opencv-doc',
  known: [
    {
      architecture: 'all',
      version: '4.10.0+dfsg-5',
      sha256: '91cd76e170536065f547010e6794a9b567dc1a08ea7e1459b70f500235d98da8',
    },
  ],
};

const FPS = 10;
const DURATION_S = 79.5;

/**
 * Makes `.cache/films/campus.h264` (Annex B, for the simulated cameras) and `campus.mp4` (the same pictures):
 * H.264 Main, 768×576 at 10 frames/s, about 1 Mb/s, a keyframe every 2 s with SPS and PPS before it, no B-frames.
 *
 * @param {string} ffmpeg program to encode with
 */
export async function prepareFilm(ffmpeg) {
  const raw = inCache('films', 'campus.h264');
  const mp4 = inCache('films', 'campus.mp4');
  if ((await isThere(raw)) && (await isThere(mp4))) return;
  await mkdir(inCache('films'), { recursive: true });
  const clip = inCache('films', 'vtest.avi');
  if (!(await isThere(clip))) await fetchClip(clip);

  const encoder = (await canEncode(ffmpeg)) ? ffmpeg : await packagedFfmpeg();
  const progress = startProgress('film encoded as a camera would send it');
  try {
    await placeWhole(mp4, 'encoding the film', async (partial) => {
      await encode(encoder, encodingArguments(clip, partial), (share) => progress.share(share));
    });
    await placeWhole(raw, 'encoding the film', async (partial) => {
      // The MP4 form keeps SPS/PPS in its header only; each keyframe of the raw form must carry them.
      const copy = '-c copy -bsf:v h264_mp4toannexb,dump_extra=freq=keyframe -f h264';
      await encode(encoder, ['-i', mp4, ...copy.split(' '), partial], () => undefined);
    });
    progress.done();
  } catch (error) {
    progress.failed();
    throw error;
  }
}

async function fetchClip(to) {
  await withDebianPackage(PACKAGE, async (deb) => {
    await placeWhole(to, 'unpacking the film', async (partial) => {
      const unpacking = spawn('dpkg-deb', ['--fsys-tarfile', deb], { stdio: ['ignore', 'pipe', 'ignore'] });
      const missing = new Promise((_, reject) => {
        unpacking.once('error', () =>
          reject(new SetupError('There is no dpkg-deb to unpack the film with.', 'unavailable')),
        );
      });
      try {
        const found = await Promise.race([extractMember(unpacking.stdout, CLIP.member, partial), missing]);
        if (found === undefined) throw new SetupError(`The package ${PACKAGE.name} has no ${CLIP.member}.`);
        requireSha256(path.basename(CLIP.member), found, CLIP.sha256);
      } finally {
        unpacking.kill();
      }
    });
  });
}

async function canEncode(ffmpeg) {
  const listed = await runProgram(ffmpeg, ['-hide_banner', '-encoders']);
  return /\blibx264\b/.test(listed.stdout);
}

/** ffmpeg's arguments for the MP4 form of the film. */
export function encodingArguments(from, to) {
  const picture = `-an -r ${FPS} -s 768x576 -pix_fmt yuv420p`;
  const codec = `-c:v libx264 -profile:v main -preset medium -bf 0 -g ${2 * FPS} -keyint_min ${2 * FPS} -sc_threshold 0`;
  const rate = '-b:v 1M -maxrate 1.2M -bufsize 2M -f mp4';
  return ['-i', from, ...`${picture} ${codec} ${rate}`.split(' '), to];
}

async function encode(ffmpeg, args, onShare) {
  const result = await runProgram(
    ffmpeg,
    ['-hide_banner', '-loglevel', 'error', '-nostdin', '-y', '-progress', 'pipe:3', ...args],
    {
      onStatus: (line) => {
        const microseconds = /^out_time_us=(\d+)$/.exec(line)?.[1];
        if (microseconds !== undefined) onShare(Number(microseconds) / 1e6 / DURATION_S);
      },
    },
  );
  if (result.code !== 0) throw explainFailure('encoding the film', result.stderr);
}
