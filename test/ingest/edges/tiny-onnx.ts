import { createHash } from 'node:crypto';
import { writeBorder, type OnnxBorder } from '../../../ingest/core/detection/onnx-graph.ts';
import { bytesField, numberField, textField, writeFields } from '../../../ingest/core/detection/protobuf.ts';
import type { Model } from '../../../ingest/edges/model-file.ts';
import { parseModelManifest } from '../../../ingest/edges/model-manifest.ts';

/** One operation of a tiny model. */
export interface TinyNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Whole-number attributes, single or lists. */
  readonly attributes?: Readonly<Record<string, number | readonly number[]>>;
}

/** Weights of a tiny model. */
export interface TinyWeights {
  readonly dims: readonly number[];
  readonly data: Float32Array | BigInt64Array;
}

/** Encodes a small ONNX model (IR 8, operators of version 17). */
export function tinyOnnx(graph: {
  readonly inputs: readonly OnnxBorder[];
  readonly outputs: readonly OnnxBorder[];
  readonly nodes: readonly TinyNode[];
  readonly weights?: Readonly<Record<string, TinyWeights>>;
}): Uint8Array {
  const encoded = writeFields([
    ...graph.nodes.map((node) => bytesField(1, encodeNode(node))),
    textField(2, 'tiny'),
    ...Object.entries(graph.weights ?? {}).map(([name, weights]) => bytesField(5, encodeWeights(name, weights))),
    ...graph.inputs.map((border) => bytesField(11, writeBorder(border))),
    ...graph.outputs.map((border) => bytesField(12, writeBorder(border))),
  ]);
  return writeFields([
    numberField(1, 8),
    bytesField(7, encoded),
    bytesField(8, writeFields([textField(1, ''), numberField(2, 17)])),
  ]);
}

function encodeNode({ op, inputs, outputs, attributes = {} }: TinyNode): Uint8Array {
  return writeFields([
    ...inputs.map((name) => textField(1, name)),
    ...outputs.map((name) => textField(2, name)),
    textField(4, op),
    ...Object.entries(attributes).map(([name, value]) =>
      bytesField(
        5,
        writeFields(
          typeof value === 'number'
            ? [textField(1, name), numberField(3, value), numberField(20, 2)]
            : [textField(1, name), ...value.map((item) => numberField(8, item)), numberField(20, 7)],
        ),
      ),
    ),
  ]);
}

function encodeWeights(name: string, { dims, data }: TinyWeights): Uint8Array {
  return writeFields([
    ...dims.map((dim) => numberField(1, dim)),
    numberField(2, data instanceof Float32Array ? 1 : 7),
    textField(8, name),
    bytesField(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
  ]);
}

/** A YOLOv8-shaped model of two classes for 64×64 pictures that always finds the same boxes (pixels of the input). */
export function constantYolov8(
  boxes: readonly { at: readonly [number, number, number, number]; scores: readonly [number, number] }[],
): Uint8Array {
  const n = 64 + 16 + 4;
  const data = new Float32Array(6 * n);
  boxes.forEach(({ at: [x, y, w, h], scores }, i) => {
    [x, y, w, h, ...scores].forEach((value, row) => {
      data[row * n + i] = value;
    });
  });
  return tinyOnnx({
    inputs: [{ name: 'images', dims: [1, 3, 64, 64] }],
    outputs: [{ name: 'found', dims: [1, 6, n] }],
    nodes: [{ op: 'Identity', inputs: ['always'], outputs: ['found'] }],
    weights: { always: { dims: [1, 6, n], data } },
  });
}

/** A model around some bytes: classes person and car, 64×64, decoder yolov8, unless told otherwise. */
export function aModel(bytes: Uint8Array, change: Record<string, unknown> = {}): Model {
  const manifest = parseModelManifest(
    {
      id: 'tiny',
      title: 'tiny',
      file: 'tiny.onnx',
      source: { kind: 'user', from: 'the test' },
      sha256: createHash('sha256').update(bytes).digest('hex'),
      bytes: bytes.length,
      licence: { spdx: 'Apache-2.0', note: '' },
      input: {
        name: 'images',
        width: 64,
        height: 64,
        layout: 'NCHW',
        dtype: 'float32',
        colour: 'RGB',
        scale: 1 / 255,
        fit: { mode: 'letterbox', align: 'centre', pad: 114 },
      },
      classes: ['person', 'car'],
      decoder: { kind: 'yolov8' },
      thresholds: { score: 0.25, iou: 0.45 },
      ...change,
    },
    'tiny',
  );
  return { manifest, path: 'tiny.onnx', bytes };
}
