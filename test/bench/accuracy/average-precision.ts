/** A box in pixels: left, top, width, height, as COCO writes them. */
export type PixelBox = readonly [left: number, top: number, width: number, height: number];

/** A true object. A crowd stands for many: detections in it are neither right nor wrong. */
export interface Truth {
  readonly imageId: number;
  readonly category: string;
  readonly box: PixelBox;
  readonly crowd: boolean;
}

/** One detection to be judged. */
export interface Judged {
  readonly imageId: number;
  readonly category: string;
  readonly box: PixelBox;
  readonly score: number;
}

/** Average precisions, 0..1. */
export interface Precision {
  /** At IoU 0.5. */
  readonly ap50: number;
  /** Mean over IoU 0.50, 0.55 … 0.95. */
  readonly ap: number;
}

const IOUS = Array.from({ length: 10 }, (_, step) => 0.5 + step * 0.05);
const RECALLS = Array.from({ length: 101 }, (_, step) => step / 100);
const DETECTIONS_PER_IMAGE = 100;

/**
 * Average precision by COCO's definition (Lin et al. 2014, and cocoapi's COCOeval: 101 recall points, at most 100
 * detections per image and class, area "all", crowds ignored), for each category that has a true object.
 */
export function averagePrecisions(truths: readonly Truth[], found: readonly Judged[]): Map<string, Precision> {
  const precisions = new Map<string, Precision>();
  for (const category of new Set(truths.map((truth) => truth.category))) {
    const ofCategory = truths.filter((truth) => truth.category === category);
    const wanted = ofCategory.filter(({ crowd }) => !crowd).length;
    if (wanted === 0) continue;
    const judged = found.filter((each) => each.category === category);
    const aps = IOUS.map((iou) => precisionAt(iou, ofCategory, judged, wanted));
    precisions.set(category, { ap50: aps[0] ?? 0, ap: mean(aps) });
  }
  return precisions;
}

/** The mean over categories: mAP50 and mAP50-95. */
export function meanPrecision(precisions: ReadonlyMap<string, Precision>): Precision {
  const all = [...precisions.values()];
  return { ap50: mean(all.map(({ ap50 }) => ap50)), ap: mean(all.map(({ ap }) => ap)) };
}

function precisionAt(iou: number, truths: readonly Truth[], found: readonly Judged[], wanted: number): number {
  const verdicts = [...new Set(found.map(({ imageId }) => imageId))].flatMap((imageId) =>
    judgeImage(
      iou,
      truths.filter((truth) => truth.imageId === imageId),
      found.filter((each) => each.imageId === imageId),
    ),
  );
  verdicts.sort((a, b) => b.score - a.score);
  let right = 0;
  const curve = verdicts.map(({ hit }, at) => {
    if (hit) right++;
    return { recall: right / wanted, precision: right / (at + 1) };
  });
  // precision at a recall is the best at that recall or beyond
  for (let at = curve.length - 2; at >= 0; at--) {
    const here = curve[at];
    const next = curve[at + 1];
    if (here && next && next.precision > here.precision) here.precision = next.precision;
  }
  return mean(RECALLS.map((recall) => curve.find((point) => point.recall >= recall - 1e-12)?.precision ?? 0));
}

interface Verdict {
  readonly score: number;
  readonly hit: boolean;
}

/** Matches detections to truths greedily by falling score; those matched to a crowd are left out. */
function judgeImage(
  iou: number,
  truths: readonly Truth[],
  found: readonly Judged[],
): { score: number; hit: boolean }[] {
  const sorted = [...found].sort((a, b) => b.score - a.score).slice(0, DETECTIONS_PER_IMAGE);
  const taken = new Set<Truth>();
  return sorted.flatMap(({ box, score }): Verdict[] => {
    const best = bestOf(
      truths.filter((truth) => !truth.crowd && !taken.has(truth)),
      box,
      iou,
    );
    if (best) {
      taken.add(best);
      return [{ score, hit: true }];
    }
    return bestOf(
      truths.filter(({ crowd }) => crowd),
      box,
      iou,
    )
      ? []
      : [{ score, hit: false }];
  });
}

function bestOf(truths: readonly Truth[], box: PixelBox, least: number): Truth | null {
  let best: Truth | null = null;
  let highest = least;
  for (const truth of truths) {
    const iou = overlap(box, truth.box, truth.crowd);
    if (iou >= highest) {
      best = truth;
      highest = iou;
    }
  }
  return best;
}

/** Intersection over union; for a crowd over the detection alone. */
function overlap([al, at, aw, ah]: PixelBox, [bl, bt, bw, bh]: PixelBox, crowd: boolean): number {
  const width = Math.min(al + aw, bl + bw) - Math.max(al, bl);
  const height = Math.min(at + ah, bt + bh) - Math.max(at, bt);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (crowd ? aw * ah : aw * ah + bw * bh - shared);
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
