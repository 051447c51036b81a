import { basename, extname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { ReplayError } from './replay-error.ts';

/** What `npm run replay -- …` was asked for. */
export interface ReplayOptions {
  readonly film: string;
  /** File with zones and lines; null: only tracks. */
  readonly zones: string | null;
  readonly rules: string | null;
  /** File with the four points of the camera's calibration; null: no speeds. */
  readonly calibration: string | null;
  /** Folder the results go into. */
  readonly out: string;
  /** Pictures looked at per second of the film. */
  readonly fps: number;
  /** Id of a shipped model manifest, or the path of an own one; null: the one of the settings. */
  readonly model: string | null;
  /** The camera looks straight down: roofs, which models call phones and suitcases, are cars. */
  readonly fromAbove: boolean;
  readonly annotate: boolean;
  /** When the film begins, epoch milliseconds; null: not known, times count from 1970-01-01T00:00:00Z. */
  readonly startAt: number | null;
}

/** What `--help` prints. */
export const REPLAY_USAGE = `npm run replay -- FILE [options]

  FILE           a film that ffmpeg can read
  --zones FILE   zones and lines: a JSON array of {"id", "name", "shape"}, shape as in the console's API
  --rules FILE   rules that look at them: a JSON array; tells which alerts they would have raised
  --calibration FILE  four points of the picture and of the ground, as in the console's API: measures speeds
  --out DIR      folder for the results (default ./replay-NAME-OF-FILM)
  --fps N        pictures looked at per second of film, 0.2 to 60 (default 5, as cameras have it)
  --model ID     the detector's model (default CITYWATCH_MODEL or yolov8n)
  --from-above   the camera looks straight down: what the model calls phones or suitcases as large as cars are cars
  --start TIME   when the film begins, such as 2026-01-31T08:00:00+07:00; needed by rules with hours
  --annotate     also write a film with boxes, numbers, zones and lines drawn in
  --help         this text`;

/**
 * Reads the command line; null when only help is wanted.
 *
 * @throws ReplayError naming the option that is wrong and what it takes
 */
export function parseReplayOptions(argv: readonly string[]): ReplayOptions | null {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        zones: { type: 'string' },
        rules: { type: 'string' },
        calibration: { type: 'string' },
        out: { type: 'string' },
        fps: { type: 'string', default: '5' },
        model: { type: 'string' },
        start: { type: 'string' },
        'from-above': { type: 'boolean', default: false },
        annotate: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    throw new ReplayError(`${what}\n\n${REPLAY_USAGE}`, { cause: error });
  }
  const { values, positionals } = parsed;
  if (values.help) return null;
  const [film, ...more] = positionals;
  if (film === undefined || film === '' || more.length > 0) {
    throw new ReplayError(`replay takes one film\n\n${REPLAY_USAGE}`);
  }
  const fps = Number(values.fps);
  if (!(fps >= 0.2 && fps <= 60)) throw new ReplayError(`--fps takes a number from 0.2 to 60, not "${values.fps}"`);
  return {
    film,
    zones: values.zones ?? null,
    rules: values.rules ?? null,
    calibration: values.calibration ?? null,
    out: values.out ?? join('.', `replay-${basename(film, extname(film))}`),
    fps,
    model: values.model ?? null,
    fromAbove: values['from-above'],
    annotate: values.annotate,
    startAt: values.start === undefined ? null : startOf(values.start),
  };
}

function startOf(text: string): number {
  const at = /^\d{4}-\d\d-\d\dT.*(?:Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
  if (!(at >= 0)) {
    throw new ReplayError(`--start takes a time with its zone such as 2026-01-31T08:00:00+07:00, not "${text}"`);
  }
  return at;
}
