import { availableParallelism } from 'node:os';
import pino from 'pino';
import { ModelError } from '../ingest/edges/detector-errors.ts';
import { createDetectorPool } from '../ingest/edges/detector-pool.ts';
import { openModel } from '../ingest/edges/model-file.ts';
import { parseReplayOptions, REPLAY_USAGE } from './replay/options.ts';
import { runReplay, type OpenDetector } from './replay/run-replay.ts';
import { ReplayError } from './replay/replay-error.ts';

const log = pino({ level: process.env['CITYWATCH_LOG_LEVEL'] ?? 'warn' }, pino.destination(2));
const stopping = new AbortController();

async function openDetector(model: string): Promise<OpenDetector> {
  const pool = await createDetectorPool({
    model: await openModel(model, process.env['CITYWATCH_MODEL_DIR'] ?? '.cache/models'),
    workers: availableParallelism(),
    threadsPerSession: 1,
    providers: (process.env['CITYWATCH_DETECTOR_PROVIDERS'] ?? 'cpu').split(','),
    log,
  });
  return {
    detect: (picture, wanted) => pool.detect(picture, wanted),
    slots: pool.describe().slots,
    stop: () => pool.stop(),
  };
}

async function main(): Promise<void> {
  const options = parseReplayOptions(process.argv.slice(2));
  if (!options) {
    console.log(REPLAY_USAGE);
    return;
  }
  const stop = (): void => stopping.abort();
  process.on('SIGINT', stop).on('SIGTERM', stop);
  const startedAt = performance.now();
  const timeZone = process.env['CITYWATCH_TIME_ZONE'] ?? 'Asia/Ho_Chi_Minh';
  const { replayed, observations, counts, alerts } = await runReplay(options, {
    ffmpeg: process.env['CITYWATCH_FFMPEG'] ?? 'ffmpeg',
    timeZone,
    openDetector: () => openDetector(options.model ?? process.env['CITYWATCH_MODEL'] ?? 'yolov8n'),
    out: { write: (text) => void process.stderr.write(text), isTty: process.stderr.isTTY },
    now: () => performance.now(),
    signal: stopping.signal,
  });
  const seconds = (performance.now() - startedAt) / 1000;
  const filmS = replayed.lastMs / 1000;
  console.log(
    `${replayed.isCut ? 'Cut off: ' : ''}${replayed.frames} pictures of ${filmS.toFixed(1)} s in ${seconds.toFixed(1)} s ` +
      `(${(filmS / seconds).toFixed(1)} × real time): ${replayed.tracks.length} tracks, ${observations} observations`,
  );
  for (const { lineId, direction, class: of, count } of counts) console.log(`  ${lineId} ${direction} ${of}: ${count}`);
  // As the clock on the wall shows it, as --start was most likely given; the files have UTC.
  const wall = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  for (const { ruleId, zoneId, raisedAt, facts } of alerts ?? []) {
    const at = options.startAt === null ? `${(raisedAt / 1000).toFixed(1)} s` : wall.format(raisedAt);
    console.log(`  alert ${ruleId} in ${zoneId} at ${at}${facts > 1 ? `, and ${facts - 1} times more` : ''}`);
  }
  console.log(`Results are in ${options.out}`);
  if (replayed.isCut) process.exitCode = 130;
}

try {
  await main();
} catch (error) {
  // A full disk or a folder that may not be written to is no fault of the program either.
  const isExpected = [ReplayError, ModelError].some((kind) => error instanceof kind);
  const isSystem = error instanceof Error && 'syscall' in error;
  console.error(error instanceof Error && (isExpected || isSystem) ? error.message : error);
  process.exitCode = 1;
}
