/**
 * How well and how fast objects are followed: `npm run bench:tracking -- --detections DET --truth GT [--images DIR | --video FILE]`.
 * Several sequences: repeat --detections and --truth, or give a folder with `--sequences DIR`.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { pictureOf } from './tracking/picture-of.ts';
import { compare } from './tracking/similarity.ts';
import { countTracking, figures, sumCounts, type TrackingCounts, type TrackingFigures } from './tracking/metrics.ts';
import { formatMot } from './tracking/mot-file.ts';
import { prepareDetections, runTracker } from './tracking/run-tracker.ts';
import { confidenceScale } from './tracking/score-scale.ts';
import { findSequences, readSequence, resultFrames, thinSequence, type Sequence } from './tracking/sequence.ts';

const USAGE = `npm run bench:tracking -- [options]
  --detections FILE   MOTChallenge detections; repeatable
  --truth FILE        MOTChallenge truth, one per --detections
  --sequences DIR     a folder of sequences, each with det/det.txt and gt/gt.txt (default ../shared/eval/mot)
  --images DIR        pictures of the sequence (their size is taken; the tracker needs no pixels)
  --video FILE        film of the sequence (size and frame rate are taken)
  --fps N             frame rate, where no seqinfo.ini tells it
  --every N           look at every N-th frame only
  --raw-scores        the confidences are probabilities or may be used as they are
  --output FILE       write the tracks in MOTChallenge format (one sequence only)
  --repeats N         timing runs, median is taken (default 9)`;

const { values } = parseArgs({
  options: {
    detections: { type: 'string', multiple: true, default: [] },
    truth: { type: 'string', multiple: true, default: [] },
    sequences: { type: 'string' },
    images: { type: 'string' },
    video: { type: 'string' },
    fps: { type: 'string' },
    every: { type: 'string', default: '1' },
    'raw-scores': { type: 'boolean', default: false },
    output: { type: 'string' },
    repeats: { type: 'string', default: '9' },
    help: { type: 'boolean', default: false },
  },
});

/** What one sequence gave. */
interface Outcome {
  readonly sequence: Sequence;
  readonly counts: TrackingCounts | null;
  readonly perSecond: number;
  readonly seconds: number;
}

async function loadSequences(): Promise<Sequence[]> {
  const folder = values.sequences ?? '../shared/eval/mot';
  const files =
    values.detections.length > 0
      ? values.detections.map((detections, at) => ({ detections, truth: values.truth[at] ?? null }))
      : existsSync(folder)
        ? findSequences(folder)
        : [];
  if (files.length === 0) throw new Error(`no sequences: none given, and none in ${resolve(folder)}\n${USAGE}`);
  const picture = await pictureOf(values);
  const fps = values.fps === undefined ? picture.fps : Number(values.fps);
  return files.map(({ detections, truth }) =>
    thinSequence(readSequence(detections, truth, { ...picture, fps }), Number(values.every)),
  );
}

function measure(sequence: Sequence): Outcome {
  const confidences = sequence.detections.flatMap((rows) => rows.map(({ confidence }) => confidence));
  const scale = values['raw-scores'] ? (confidence: number): number => confidence : confidenceScale(confidences);
  const detections = prepareDetections(sequence, scale);
  const rows = runTracker(sequence, detections, {});
  const times = Array.from({ length: Math.max(1, Number(values.repeats)) }, () => {
    const start = performance.now();
    runTracker(sequence, detections, {});
    return (performance.now() - start) / 1000;
  }).sort((a, b) => a - b);
  const seconds = times[Math.floor(times.length / 2)] ?? 0;
  if (values.output !== undefined) writeFileSync(values.output, `${formatMot(rows)}\n`);
  return {
    sequence,
    counts: sequence.truth && countTracking(compare(sequence.truth, resultFrames(rows, sequence.length))),
    perSecond: sequence.length / seconds,
    seconds,
  };
}

function line(name: string, found: TrackingFigures | null, realTime: number): string {
  const number = (value: number): string => value.toFixed(1).padStart(6);
  const count = (value: number): string => String(value).padStart(6);
  const shown = found
    ? [
        ...[found.mota, found.idf1, found.hota, found.detA, found.assA].map(number),
        ...[found.switches, found.fragmentations].map(count),
        ...[found.precision, found.recall].map(number),
      ].join('')
    : '  no truth given'.padEnd(54);
  return `${name.padEnd(18)}${shown}  ${Math.round(realTime).toLocaleString('en')}×`;
}

function report(outcomes: readonly Outcome[]): void {
  console.log(
    `${'sequence'.padEnd(18)}  MOTA  IDF1  HOTA  DetA  AssA switch  frag  prec recall  of real time, one core`,
  );
  for (const { sequence, counts, perSecond } of outcomes) {
    console.log(line(sequence.name, counts && figures(counts), perSecond / sequence.fps));
  }
  const counted = outcomes.flatMap(({ counts }) => (counts ? [counts] : []));
  const filmed = outcomes.reduce((sum, { sequence }) => sum + sequence.length / sequence.fps, 0);
  const spent = outcomes.reduce((sum, { seconds }) => sum + seconds, 0);
  const realTime = filmed / spent;
  const all = counted.length > 0 ? figures(sumCounts(counted)) : null;
  if (outcomes.length > 1) console.log(line('together', all, realTime));
  const rounded =
    all && Object.fromEntries(Object.entries(all).map(([name, value]) => [name, Number(value.toFixed(2))]));
  console.log(JSON.stringify({ bench: 'tracking', ratio: Math.round(realTime), ...rounded }));
}

if (values.help) console.log(USAGE);
else {
  try {
    report((await loadSequences()).map(measure));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
