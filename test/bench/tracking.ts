/**
 * How well and how fast objects are followed, beside SORT and ByteTrack on the same detections:
 * `npm run bench:tracking -- --detections DET --truth GT [--images DIR | --video FILE]`.
 * Several sequences: repeat the options, or give a folder with `--sequences DIR`; `--staged` needs no data at all.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { contend, CONTENDERS, type Outcome } from './tracking/contenders.ts';
import { figures, sumCounts, type TrackingFigures } from './tracking/metrics.ts';
import { formatMot } from './tracking/mot-file.ts';
import { pictureOf } from './tracking/picture-of.ts';
import { findSequences, readSequence, thinSequence, type Sequence } from './tracking/sequence.ts';
import { stagedSequences } from './tracking/staged-sequences.ts';
import { variationOf, variedSequences } from './tracking/varied-sequences.ts';

const USAGE = `npm run bench:tracking -- [options]
  --detections FILE   MOTChallenge detections (MOT15, 16, 17, 20); repeatable
  --truth FILE        MOTChallenge truth, one per --detections
  --sequences DIR     a folder of sequences, each with det/det.txt and gt/gt.txt (default ../shared/eval/mot)
  --staged            made-up sequences with exact truth: crowd, misses, false boxes, moving camera, few looks, small boxes
  --varied            each sequence also as others that it could have been: backwards, at fewer looks, with scores on other scales,
                      with misses in runs, gaps, trembling and false boxes, and under a camera that moves; one line per variation
  --throws N          make what chance has a part in of --staged and --varied N times, by other chances each time (default 1)
  --images DIR        pictures of the sequence (their size is taken; the tracker needs no pixels); one per --detections
  --video FILE        film of the sequence (size and frame rate are taken); one per --detections
  --fps N             frame rate, else from seqinfo.ini beside the files or the film, else 25
  --width N           size of the picture, else from the pictures, the film, seqinfo.ini or the boxes
  --height N
  --every N           look at every N-th frame only
  --raw-scores        the confidences are probabilities or may be used as they are
  --alone             without SORT and ByteTrack
  --output FILE       write the tracks in MOTChallenge format (one sequence only)
  --repeats N         timing runs, median is taken (default 9)`;

const { values } = parseArgs({
  options: {
    detections: { type: 'string', multiple: true, default: [] },
    truth: { type: 'string', multiple: true, default: [] },
    sequences: { type: 'string' },
    staged: { type: 'boolean', default: false },
    varied: { type: 'boolean', default: false },
    throws: { type: 'string', default: '1' },
    images: { type: 'string', multiple: true, default: [] },
    video: { type: 'string', multiple: true, default: [] },
    fps: { type: 'string' },
    width: { type: 'string' },
    height: { type: 'string' },
    every: { type: 'string', default: '1' },
    'raw-scores': { type: 'boolean', default: false },
    alone: { type: 'boolean', default: false },
    output: { type: 'string' },
    repeats: { type: 'string', default: '9' },
    help: { type: 'boolean', default: false },
  },
});

/** @throws Error when an option is given and is no positive number. */
function positive(name: 'fps' | 'width' | 'height' | 'every' | 'repeats' | 'throws'): number | undefined {
  const text = values[name];
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!(value > 0)) throw new Error(`--${name} ${text}: a number above 0 is needed\n${USAGE}`);
  return value;
}

async function loadSequences(): Promise<Sequence[]> {
  if (values.staged) return stagedSequences(positive('throws'));
  const folder = values.sequences ?? '../shared/eval/mot';
  const named = values.detections.length > 0;
  const files = named
    ? values.detections.map((detections, at) => ({ detections, truth: values.truth[at] ?? null }))
    : existsSync(folder)
      ? findSequences(folder)
      : [];
  if (files.length === 0) throw new Error(`no sequences: none given, and none in ${resolve(folder)}\n${USAGE}`);
  const sequences: Sequence[] = [];
  for (const [at, { detections, truth }] of files.entries()) {
    const images = values.images[at];
    const picture = await pictureOf({ images, video: values.video[at] });
    const hints = {
      fps: positive('fps') ?? picture.fps,
      width: positive('width') ?? picture.width,
      height: positive('height') ?? picture.height,
      images,
    };
    sequences.push(thinSequence(readSequence(detections, truth, hints), positive('every') ?? 1));
  }
  return sequences;
}

function line(sequence: string, contender: string, found: TrackingFigures | null, realTime: number): string {
  const number = (value: number): string => value.toFixed(1).padStart(6);
  const count = (value: number): string => String(value).padStart(6);
  const shown = found
    ? [
        ...[found.mota, found.idf1, found.hota, found.detA, found.assA, found.locA].map(number),
        ...[found.switches, found.fragmentations].map(count),
        ...[found.precision, found.recall].map(number),
      ].join('')
    : '  no truth given'.padEnd(60);
  const speed = `${Math.round(realTime).toLocaleString('en')}×`;
  return `${sequence.padEnd(20)}${contender.padEnd(10)}${shown}  ${speed.padStart(7)}`;
}

/** All sequences of one tracker, each box weighing the same. */
function together(outcomes: readonly Outcome[]): { found: TrackingFigures | null; realTime: number } {
  const counted = outcomes.flatMap(({ counts }) => (counts ? [counts] : []));
  const filmed = outcomes.reduce((sum, { sequence }) => sum + sequence.length / sequence.fps, 0);
  const spent = outcomes.reduce((sum, { seconds }) => sum + seconds, 0);
  return { found: counted.length > 0 ? figures(sumCounts(counted)) : null, realTime: filmed / spent };
}

function rounded(found: TrackingFigures | null): Record<string, number> | null {
  return found && Object.fromEntries(Object.entries(found).map(([name, value]) => [name, Number(value.toFixed(2))]));
}

function report(outcomes: readonly Outcome[], sequences: readonly Sequence[]): void {
  console.log(
    `${'sequence'.padEnd(20)}${'tracker'.padEnd(10)}  MOTA  IDF1  HOTA  DetA  AssA  LocA switch  frag  prec recall  × real time, one core`,
  );
  const names = [...new Set(outcomes.map(({ contender }) => contender))];
  const labelOf = values.varied ? variationOf : ({ name }: Sequence): string => name;
  const rows =
    values.varied || values.staged
      ? [...new Set(sequences.map(labelOf))].map((label) => ({
          label,
          of: sequences.filter((sequence) => labelOf(sequence) === label),
        }))
      : sequences.map((sequence) => ({ label: sequence.name, of: [sequence] }));
  for (const { label, of } of rows) {
    const here = outcomes.filter(({ sequence }) => of.includes(sequence));
    for (const name of names) {
      const { found, realTime } = together(here.filter(({ contender }) => contender === name));
      console.log(line(label, name, found, realTime));
    }
  }
  const sums = names.map((name) => ({ name, ...together(outcomes.filter(({ contender }) => contender === name)) }));
  for (const { name, found, realTime } of sums) {
    if (sequences.length > 1) console.log(line('together', name, found, realTime));
  }
  const [ours, ...others] = sums;
  const byteTrack = others.find(({ name }) => name === 'ByteTrack')?.found;
  if (ours?.found && byteTrack) {
    const more = (a: number, b: number): string => `${a >= b ? '+' : ''}${(a - b).toFixed(1)}`;
    console.log(
      `against ByteTrack: IDF1 ${more(ours.found.idf1, byteTrack.idf1)} (aim +5), switches ${ours.found.switches} : ${byteTrack.switches} (aim a third fewer), MOTA ${more(ours.found.mota, byteTrack.mota)} (aim not lower)`,
    );
  }
  const peers = Object.fromEntries(others.map(({ name, found }) => [name, rounded(found)]));
  console.log(
    JSON.stringify({
      bench: 'tracking',
      ratio: Math.round(ours?.realTime ?? 0),
      ...rounded(ours?.found ?? null),
      peers,
    }),
  );
}

async function main(): Promise<void> {
  const loaded = await loadSequences();
  const sequences = values.varied ? variedSequences(loaded, positive('throws')) : loaded;
  const contenders = values.alone ? CONTENDERS.slice(0, 1) : CONTENDERS;
  const repeats = positive('repeats') ?? 9;
  const outcomes = sequences.flatMap((sequence) =>
    contenders.map((contender) => contend(contender, sequence, values['raw-scores'], repeats)),
  );
  const ours = outcomes[0];
  if (values.output !== undefined && ours) writeFileSync(values.output, `${formatMot(ours.rows)}\n`);
  report(outcomes, sequences);
}

if (values.help) console.log(USAGE);
else {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
