import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import { createCandidates, emptyCandidates } from '../../../ingest/core/detection/candidates.ts';
import { filterClasses } from '../../../ingest/core/detection/class-filter.ts';
import { collectDetections } from '../../../ingest/core/detection/collect-detections.ts';
import { createDecoder, type TensorView } from '../../../ingest/core/detection/decoder.ts';
import type { Detection } from '../../../ingest/core/detection/detection.ts';
import { place } from '../../../ingest/core/detection/letterbox.ts';
import { strongest, suppress } from '../../../ingest/core/detection/nms.ts';
import { matchOutputs } from '../../../ingest/core/detection/output-match.ts';
import type { Model } from '../../../ingest/edges/model-file.ts';

/** What a plain run found, and the picture's size. */
export interface PlainResult {
  readonly detections: readonly Detection[];
  readonly width: number;
  readonly height: number;
}

/**
 * The model as downloaded, run without any shortcut: the picture decoded at full size, resized once with Lanczos, every
 * channel worked out in double precision, the full-sized input. Throws when the model does not fit its manifest.
 */
export async function openPlainRun(
  model: Model,
): Promise<(jpeg: Uint8Array, minScore: number) => Promise<PlainResult>> {
  const { manifest } = model;
  const { input, classes, thresholds } = manifest;
  const session = await InferenceSession.create(model.bytes, { logSeverityLevel: 3 });
  const decoder = createDecoder(manifest.decoder, input, classes.length);
  const match = matchOutputs(
    decoder.outputs,
    session.outputMetadata.flatMap((meta) =>
      meta.isTensor ? [{ name: meta.name, type: meta.type, dims: meta.shape }] : [],
    ),
  );
  if (!match.ok) throw new Error(match.fault);
  const candidates = createCandidates();
  const filter = filterClasses(classes);

  return async (jpeg, minScore) => {
    const full = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
    const { width, height } = full.info;
    const placement = place({ width, height }, input, input.fit);
    const rgb = await sharp(full.data, { raw: { width, height, channels: 3 } })
      .resize(placement.width, placement.height, { fit: 'fill', kernel: 'lanczos3' })
      .raw()
      .toBuffer();
    const data = tensorOf(model, rgb, placement);
    const dims = input.layout === 'NCHW' ? [1, 3, input.height, input.width] : [1, input.height, input.width, 3];
    const outputs = await session.run({ [input.name]: new Tensor('float32', data, dims) });
    emptyCandidates(candidates);
    const views = match.names.map((name) => outputs[name] as unknown as TensorView); // a float tensor, as matched above
    decoder.decode(views, filter, minScore, candidates);
    const chosen = decoder.needsNms
      ? suppress(candidates, { ...thresholds, maxCandidates: 3000 })
      : strongest(candidates, thresholds.maxDetections);
    return { detections: collectDetections(candidates, chosen, placement, classes), width, height };
  };
}

function tensorOf({ manifest }: Model, rgb: Uint8Array, placement: ReturnType<typeof place>): Float32Array {
  const { width, height, layout, colour, scale, mean, std, fit } = manifest.input;
  const data = new Float32Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const column = x - placement.left;
      const row = y - placement.top;
      const inside = column >= 0 && row >= 0 && column < placement.width && row < placement.height;
      for (let channel = 0; channel < 3; channel++) {
        const source = colour === 'RGB' ? channel : 2 - channel;
        const border = fit.mode === 'letterbox' ? fit.pad : 0;
        const byte = inside ? (rgb[(row * placement.width + column) * 3 + source] ?? 0) : border;
        const at = layout === 'NCHW' ? channel * width * height + y * width + x : (y * width + x) * 3 + channel;
        data[at] = (byte * scale - (mean[channel] ?? 0)) / (std[channel] ?? 1);
      }
    }
  }
  return data;
}
