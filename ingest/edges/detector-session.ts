import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { ExpectedOutput, TensorView } from '../core/detection/decoder.ts';
import type { Size } from '../core/detection/letterbox.ts';
import { describe, matchOutputs, shape, type TensorInfo } from '../core/detection/output-match.ts';
import { ModelError } from './detector-errors.ts';
import { messageOf } from './model-file.ts';
import type { ModelManifest } from './model-manifest.ts';

/** How a session runs. */
export interface SessionSettings {
  /** Execution providers in the order to try, e.g. `['cuda', 'cpu']`. */
  readonly providers: readonly string[];
  readonly threads: number;
  /** Whether waiting threads burn their core; only matters with more than one. */
  readonly spinning: boolean;
}

/** A model's inputs by name. */
export type Feeds = Readonly<Record<string, Tensor>>;

/** A loaded model, ready to run. */
export interface DetectorSession {
  /** The provider in use. */
  readonly provider: string;
  /** Providers that were tried before it, with why they could not be had. */
  readonly refused: readonly { readonly provider: string; readonly reason: string }[];
  /** Makes an input of this size whose numbers are read from `data` at every run. */
  bind(data: Float32Array | Uint8Array, size: Size): Feeds;
  /** Runs the model. Blocks this thread for the whole run: onnxruntime-node's promise does not mean another thread. */
  run(feeds: Feeds): Promise<readonly TensorView[]>;
  release(): Promise<void>;
}

/**
 * Loads a model and checks that it takes what its manifest says and gives what the decoder reads.
 * Throws ModelError.
 */
export async function openDetectorSession(
  manifest: ModelManifest,
  bytes: Uint8Array,
  expected: readonly ExpectedOutput[],
  settings: SessionSettings,
): Promise<DetectorSession> {
  const { session, provider, refused } = await createWithFirstProvider(manifest, bytes, settings);
  const { layout, name, sizeTensor } = manifest.input;
  const dimsOf = ({ width, height }: Size) => (layout === 'NCHW' ? [1, 3, height, width] : [1, height, width, 3]);
  checkInput(manifest, session.inputMetadata.flatMap(infoOf), dimsOf(manifest.input));
  const match = matchOutputs(expected, session.outputMetadata.flatMap(infoOf));
  if (!match.ok) throw new ModelError(`the model ${manifest.id} does not give what its decoder reads: ${match.fault}`);
  return {
    provider,
    refused,
    bind(data, size) {
      const dims = dimsOf(size);
      const tensor = data instanceof Float32Array ? new Tensor('float32', data, dims) : new Tensor('uint8', data, dims);
      if (!sizeTensor) return { [name]: tensor };
      const sides = sizeTensor.order === 'wh' ? [size.width, size.height] : [size.height, size.width];
      return { [name]: tensor, [sizeTensor.name]: new Tensor('int64', BigInt64Array.from(sides, BigInt), [1, 2]) };
    },
    async run(feeds) {
      const outputs = await session.run(feeds, [...match.names]);
      return match.names.map((output): TensorView => {
        const tensor = outputs[output];
        if (!tensor || Array.isArray(tensor.data)) throw new Error(`the model gave no numbers as ${output}`);
        return { dims: tensor.dims, data: tensor.data };
      });
    },
    release: () => session.release(),
  };
}

async function createWithFirstProvider(manifest: ModelManifest, bytes: Uint8Array, settings: SessionSettings) {
  const refused: { provider: string; reason: string }[] = [];
  for (const provider of settings.providers) {
    try {
      const session = await InferenceSession.create(bytes, {
        executionProviders: [provider],
        intraOpNumThreads: settings.threads,
        interOpNumThreads: 1,
        executionMode: 'sequential',
        graphOptimizationLevel: 'all',
        logSeverityLevel: 3,
        extra: { session: { intra_op: { allow_spinning: settings.spinning ? '1' : '0' } } },
      });
      return { session, provider, refused };
    } catch (error) {
      refused.push({ provider, reason: messageOf(error) });
    }
  }
  const tried = refused.map(({ provider, reason }) => `${provider}: ${reason}`).join('; ');
  throw new ModelError(`the model ${manifest.id} cannot be loaded: expected an ONNX model, found ${tried}`);
}

function checkInput(manifest: ModelManifest, found: readonly TensorInfo[], dims: readonly number[]): void {
  const { name, dtype, sizeTensor } = manifest.input;
  const want: TensorInfo = { name, type: dtype, dims };
  const have = found.find((input) => input.name === name);
  const fits =
    have &&
    have.type === dtype &&
    have.dims.length === dims.length &&
    have.dims.every((dim, at) => typeof dim === 'string' || dim === dims[at]);
  const others = found.filter((input) => input.name !== name && input.name !== sizeTensor?.name);
  if (!fits || others.length > 0) {
    throw new ModelError(
      `the model ${manifest.id} does not take what its manifest says: expected input ${describe(want)}` +
        `${sizeTensor ? ` and ${sizeTensor.name} int64 ${shape([1, 2])}` : ''}, found ${found.map(describe).join(', ')}`,
    );
  }
}

function infoOf(meta: InferenceSession.ValueMetadata): TensorInfo[] {
  return meta.isTensor ? [{ name: meta.name, type: meta.type, dims: meta.shape }] : [];
}
