import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { box } from '../../../contracts/geometry.ts';
import { objectClass } from '../../../contracts/road-users.ts';
import { createY4mReader, type Picture } from '../../../edge-agent/core/y4m-reader.ts';
import { encodeJpeg } from '../../../edge-agent/edges/jpeg.ts';
import type { ScoredBox } from '../../../ingest/core/tracking/scored-box.ts';
import { TRACKER_DEFAULTS } from '../../../ingest/core/tracking/tracker-settings.ts';
import type { DetectorPool } from '../../../ingest/edges/detector-pool.ts';

const MOST_PICTURES = 100_000;
const kept = z.array(z.array(z.object({ className: z.string(), score: z.number(), box })));

/** The pictures of a film, at most so many, as an agent has them after decoding. */
export async function* agentPictures(film: string, ffmpeg: string, most: number): AsyncGenerator<Picture> {
  const scale = 'scale=w=trunc(min(640\\,iw)/2)*2:h=-2:flags=fast_bilinear:out_range=full:out_color_matrix=bt601';
  const args = ['-v', 'error', '-nostdin', '-threads', '1', '-i', film, '-vf', `${scale},format=yuv420p`];
  const child = spawn(ffmpeg, [...args, '-frames:v', String(most), '-f', 'yuv4mpegpipe', '-'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const read: Picture[] = [];
  const reader = createY4mReader((picture) => read.push(picture));
  try {
    for await (const part of child.stdout as AsyncIterable<Buffer>) {
      reader.push(part);
      for (let next = read.shift(); next; next = read.shift()) yield next;
    }
  } finally {
    child.kill();
  }
}

/**
 * What is found in every picture of a film by one inference on the whole of it: the way from the agent's JPEG to the
 * detections, without anything left out. Takes a minute; kept in `.cache` until film or model change.
 *
 * @param modelId names the model the pool runs
 */
export async function detectionsOf(
  film: string,
  {
    pool,
    modelId,
    ffmpeg,
    progress,
  }: {
    readonly pool: DetectorPool;
    readonly modelId: string;
    readonly ffmpeg: string;
    /** @param pictures looked at so far */
    readonly progress: (pictures: number) => void;
  },
): Promise<readonly (readonly ScoredBox[])[]> {
  const sum = createHash('sha256')
    .update(await readFile(film))
    .update(modelId)
    .digest('hex')
    .slice(0, 16);
  const place = film.replace(/\.h264$/, `.${sum}.json`);
  const before = await readFile(place, 'utf8').catch(() => null);
  if (before !== null) return kept.parse(JSON.parse(before));

  const found: Promise<readonly ScoredBox[]>[] = [];
  const { slots } = pool.describe();
  for await (const picture of agentPictures(film, ffmpeg, MOST_PICTURES)) {
    found.push(lookAt(picture, pool));
    await found.at(-slots);
    progress(found.length);
  }
  const detections = await Promise.all(found);
  await writeFile(place, JSON.stringify(detections));
  return detections;
}

async function lookAt(picture: Picture, pool: DetectorPool): Promise<readonly ScoredBox[]> {
  const jpeg = await encodeJpeg(picture);
  const options = { classes: objectClass.options, minScore: TRACKER_DEFAULTS.lowScore };
  const { detections } = await pool.detect(jpeg, options);
  return detections.map(({ className, score, box: at }) => ({ className, score, box: at }));
}
