import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';

/** What pictures or a film tell about a sequence. */
export interface PictureFacts {
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  readonly fps?: number | undefined;
}

const MOST_TRIED = 20;

/**
 * Size of the pictures in a folder, or size and frame rate of a film. Without a single readable picture nothing is known, which is
 * said: the tracker needs no pixels.
 * @throws Error when the film cannot be read.
 */
export async function pictureOf(source: {
  images?: string | undefined;
  video?: string | undefined;
}): Promise<PictureFacts> {
  if (source.images !== undefined) {
    const names = existsSync(source.images) ? readdirSync(source.images).sort() : [];
    for (const name of names.filter((each) => /\.(?:jpe?g|png|webp)$/i.test(each)).slice(0, MOST_TRIED)) {
      const known = await sharp(join(source.images, name))
        .metadata()
        .catch(() => null);
      if (known) return { width: known.width, height: known.height };
    }
    console.warn(`${source.images}: no readable picture there; the size is taken from seqinfo.ini or the boxes`);
    return {};
  }
  if (source.video === undefined) return {};
  const fields = ['-show_entries', 'stream=width,height,avg_frame_rate', '-of', 'json'];
  const probe = spawnSync('ffprobe', ['-v', 'error', '-select_streams', 'v:0', ...fields, source.video], {
    encoding: 'utf8',
  });
  if (probe.status !== 0) throw new Error(`${source.video}: cannot be read: ${probe.stderr || 'no ffprobe here'}`);
  const known = JSON.parse(probe.stdout) as { streams?: { width: number; height: number; avg_frame_rate: string }[] };
  const stream = known.streams?.[0];
  if (!stream) throw new Error(`${source.video}: no pictures in it`);
  const [frames = 0, seconds = 1] = stream.avg_frame_rate.split('/').map(Number);
  return { width: stream.width, height: stream.height, fps: frames > 0 && seconds > 0 ? frames / seconds : undefined };
}
