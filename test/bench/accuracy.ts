/**
 * How much the quick way costs in accuracy: `npm run bench:accuracy -- [--data DIR]`.
 *
 * Judges the whole path (JPEG in → boxes out, through the pool as ingest runs it) and the same model run plainly at full
 * precision by COCO's average precision over the same pictures. The loss should be under half a point.
 */
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { objectClass } from '../../contracts/road-users.ts';
import type { Detection } from '../../ingest/core/detection/detection.ts';
import { createDetectorPool } from '../../ingest/edges/detector-pool.ts';
import { messageOf, openModel } from '../../ingest/edges/model-file.ts';
import { averagePrecisions, meanPrecision, type Judged } from './accuracy/average-precision.ts';
import { readCocoFolder } from './accuracy/coco-folder.ts';
import { openPlainRun } from './accuracy/plain-run.ts';
import { quiet } from './detect/figures.ts';

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/eval/detection' },
    model: { type: 'string', default: 'yolov8n' },
    /** Where model files lie. */
    models: { type: 'string', default: '.cache/models' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  console.log(`npm run bench:accuracy -- [options]
  --data DIR    pictures and instances.json in COCO's format (default ../shared/eval/detection)
  --model ID    or the path of an own manifest (default yolov8n)
  --models DIR  where model files lie (default .cache/models)`);
  process.exit(0);
}

/** So low that the precision–recall curve has its whole length. */
const MIN_SCORE = 0.001;

function judged(imageId: number, detections: readonly Detection[], width: number, height: number): Judged[] {
  return detections.map(({ className, score, box: { x, y, w, h } }) => ({
    imageId,
    category: className,
    score,
    box: [x * width, y * height, w * width, h * height],
  }));
}

/** What is missing is for the caller to bring: a sentence is enough. */
function giveUp(error: unknown): never {
  console.error(`✗ ${messageOf(error)}`);
  process.exit(1);
}

const { images, truths } = await readCocoFolder(values.data).catch(giveUp);
const model = await openModel(values.model, values.models).catch(giveUp);
const pool = await createDetectorPool({
  model,
  workers: availableParallelism(),
  threadsPerSession: 1,
  providers: ['cpu'],
  limits: { maxBytes: 20_000_000, maxPixels: 50_000_000 },
  log: quiet,
});
const plain = await openPlainRun(model);
console.error(`${model.manifest.title}: ${images.length} pictures, ${truths.length} objects in ${values.data}`);

const viaPath: Judged[] = [];
const viaPlain: Judged[] = [];
for (const [done, { id, file }] of images.entries()) {
  const jpeg = await readFile(file);
  const path = await pool.detect(jpeg, { minScore: MIN_SCORE });
  viaPath.push(...judged(id, path.detections, path.picture.width, path.picture.height));
  const reference = await plain(jpeg, MIN_SCORE);
  viaPlain.push(...judged(id, reference.detections, reference.width, reference.height));
  if ((done + 1) % 20 === 0 || done + 1 === images.length) console.error(`  ${done + 1}/${images.length} pictures`);
}
await pool.stop();

const ofPath = averagePrecisions(truths, viaPath);
const ofPlain = averagePrecisions(truths, viaPlain);
const points = (value: number | undefined) => ((value ?? NaN) * 100).toFixed(1).padStart(6);
console.error('class          path: AP50   AP50-95   plain: AP50   AP50-95');
for (const name of [...objectClass.options.filter((each) => ofPlain.has(each)), null]) {
  const path = name ? ofPath.get(name) : meanPrecision(ofPath);
  const reference = name ? ofPlain.get(name) : meanPrecision(ofPlain);
  const numbers = [path?.ap50, path?.ap, reference?.ap50, reference?.ap].map(points);
  const label = name ?? 'all classes';
  console.error(`${label.padEnd(14)} ${numbers[0]}     ${numbers[1]}          ${numbers[2]}     ${numbers[3]}`);
}
const path = meanPrecision(ofPath);
const reference = meanPrecision(ofPlain);
const rounded = (value: number) => Number((value * 100).toFixed(2));
console.log(
  JSON.stringify({
    bench: 'accuracy',
    ratio: Number((path.ap / reference.ap).toFixed(4)),
    lossPoints: rounded(reference.ap - path.ap),
    lossPoints50: rounded(reference.ap50 - path.ap50),
    path: { mAP50: rounded(path.ap50), mAP: rounded(path.ap) },
    plain: { mAP50: rounded(reference.ap50), mAP: rounded(reference.ap) },
    pictures: images.length,
    model: model.manifest.id,
  }),
);
