import { parseArgs } from 'node:util';

/** What `npm run demo -- …` was asked for. */
export type DemoOptions = {
  readonly fresh: boolean;
  /** Film to play instead of the clip; null: the clip. */
  readonly video: string | null;
  /** The user's own cameras. */
  readonly ownCameras: readonly string[];
  /** Number of simulated cameras. */
  readonly cameras: number;
  readonly port: number;
  /** Days of a made-up past to fill in; null: none. */
  readonly historyDays: number | null;
  readonly help: boolean;
};

/** What `--help` prints. */
export const DEMO_USAGE = `npm run demo -- [options]

  --cameras N        simulated cameras, 0 to 200 (default 4)
  --video FILE       play this film instead of the clip
  --camera rtsp://…  watch this camera of your own as well (may be repeated)
  --port PORT        where the console is served (default 8080)
  --history 365d     fill in a made-up past of so many days (30d to 730d), marked as simulated
  --fresh            forget everything kept in .data/ and start anew
  --help             this text`;

/** A mistake of the person at the keyboard: printed as one sentence, exit code 1. */
export class DemoError extends Error {}

/**
 * Reads the command line.
 *
 * @throws DemoError naming the option that is wrong and what it takes
 */
export function parseDemoOptions(argv: readonly string[]): DemoOptions {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...argv],
      options: {
        fresh: { type: 'boolean', default: false },
        video: { type: 'string' },
        camera: { type: 'string', multiple: true, default: [] },
        cameras: { type: 'string', default: '4' },
        port: { type: 'string', default: '8080' },
        history: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    }));
  } catch (error) {
    throw new DemoError(`${error instanceof Error ? error.message : String(error)}\n\n${DEMO_USAGE}`, { cause: error });
  }
  for (const url of values.camera) {
    if (!URL.canParse(url) || !/^rtsps?:$/.test(new URL(url).protocol)) {
      throw new DemoError('--camera takes an address such as rtsp://user:password@192.0.2.7/stream');
    }
  }
  return {
    fresh: values.fresh,
    video: values.video ?? null,
    ownCameras: values.camera,
    cameras: wholeNumber('--cameras', values.cameras, 0, 200),
    port: wholeNumber('--port', values.port, 1, 65_535),
    historyDays: values.history === undefined ? null : days(values.history),
    help: values.help,
  };
}

function days(text: string): number {
  const [, number = ''] = /^(\d{1,3})d$/.exec(text) ?? [];
  if (number === '' || Number(number) < 30 || Number(number) > 730) {
    throw new DemoError(`--history takes days, 30d to 730d, such as 365d, not "${text}"`);
  }
  return Number(number);
}

function wholeNumber(option: string, text: string, min: number, max: number): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < min || number > max) {
    throw new DemoError(`${option} takes a whole number from ${min} to ${max}, not "${text}"`);
  }
  return number;
}
