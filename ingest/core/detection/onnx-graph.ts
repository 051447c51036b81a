import {
  allBytes,
  allNumbers,
  allTexts,
  bytesField,
  numberField,
  readFields,
  textField,
  writeFields,
  type Field,
} from './protobuf.ts';

/** One operation of a graph. `source` is its encoded form, for putting it back as it was. */
export interface OnnxNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly source: Uint8Array;
}

/** A tensor at the graph's border. Text dims are symbolic: any length. Always float32 here. */
export interface OnnxBorder {
  readonly name: string;
  readonly dims: readonly (number | string)[];
}

/** An ONNX model, opened as far as cutting it needs (onnx.proto3 of ONNX 1.x; field numbers from there). */
export interface OnnxModel {
  readonly nodes: readonly OnnxNode[];
  readonly inputs: readonly OnnxBorder[];
  readonly outputs: readonly OnnxBorder[];
  /** Shapes of the weights by name. */
  readonly weights: ReadonlyMap<string, readonly number[]>;
  /** The model's fields, in which only the graph is replaced on writing. */
  readonly fields: readonly Field[];
}

const MODEL = { graph: 7 };
const GRAPH = { node: 1, initializer: 5, input: 11, output: 12, valueInfo: 13 };
const NODE = { input: 1, output: 2, op: 4 };
const TENSOR = { dims: 1, name: 8 };
const FLOAT = 1;

/** Opens an ONNX model. Throws RangeError when the bytes are not one. */
export function readOnnx(bytes: Uint8Array): OnnxModel {
  const fields = readFields(bytes);
  const [encoded] = allBytes(fields, MODEL.graph);
  if (!encoded) throw new RangeError('no graph in it');
  const graph = readFields(encoded);
  const nodes = allBytes(graph, GRAPH.node).map((source): OnnxNode => {
    const node = readFields(source);
    return {
      op: allTexts(node, NODE.op)[0] ?? '',
      inputs: allTexts(node, NODE.input),
      outputs: allTexts(node, NODE.output),
      source,
    };
  });
  const weights = allBytes(graph, GRAPH.initializer).map((tensor) => {
    const parts = readFields(tensor);
    return [allTexts(parts, TENSOR.name)[0] ?? '', allNumbers(parts, TENSOR.dims)] as const;
  });
  return {
    nodes,
    inputs: allBytes(graph, GRAPH.input).map(readBorder),
    outputs: allBytes(graph, GRAPH.output).map(readBorder),
    weights: new Map(weights),
    fields,
  };
}

/** Writes a model back with other nodes and another border; weights nobody uses any more are left out. */
export function writeOnnx(model: OnnxModel, change: Pick<OnnxModel, 'nodes' | 'inputs' | 'outputs'>): Uint8Array {
  const used = new Set(change.nodes.flatMap(({ inputs }) => inputs));
  const graph = readFields(allBytes(model.fields, MODEL.graph)[0] ?? new Uint8Array());
  const others = graph.filter(({ no }) => !Object.values(GRAPH).includes(no));
  const weights = graph.filter(
    (field) =>
      field.no === GRAPH.initializer &&
      field.wire === 'bytes' &&
      used.has(allTexts(readFields(field.value), TENSOR.name)[0] ?? ''),
  );
  const encoded = writeFields([
    ...change.nodes.map(({ source }) => bytesField(GRAPH.node, source)),
    ...others,
    ...weights,
    ...change.inputs.map((border) => bytesField(GRAPH.input, writeBorder(border))),
    ...change.outputs.map((border) => bytesField(GRAPH.output, writeBorder(border))),
  ]);
  return writeFields(
    model.fields.map((field) => (field.no === MODEL.graph ? bytesField(MODEL.graph, encoded) : field)),
  );
}

/** ValueInfoProto: name 1, type 2 → tensor_type 1 → elem_type 1, shape 2 → dim 1 → dim_value 1 | dim_param 2. */
function readBorder(bytes: Uint8Array): OnnxBorder {
  const info = readFields(bytes);
  const inner = (message: Uint8Array | undefined, no: number) => allBytes(readFields(message ?? new Uint8Array()), no);
  const tensor = inner(allBytes(info, 2)[0], 1)[0];
  const dims = inner(inner(tensor, 2)[0], 1).map((dim) => {
    const parts = readFields(dim);
    return allNumbers(parts, 1)[0] ?? allTexts(parts, 2)[0] ?? '?';
  });
  return { name: allTexts(info, 1)[0] ?? '', dims };
}

/** The encoded ValueInfoProto of a float32 tensor. */
export function writeBorder({ name, dims }: OnnxBorder): Uint8Array {
  const shape = writeFields(
    dims.map((dim) => bytesField(1, writeFields([typeof dim === 'number' ? numberField(1, dim) : textField(2, dim)]))),
  );
  const tensor = writeFields([numberField(1, FLOAT), bytesField(2, shape)]);
  return writeFields([textField(1, name), bytesField(2, writeFields([bytesField(1, tensor)]))]);
}
