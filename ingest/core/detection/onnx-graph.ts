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

/** Numbers of a graph that do not change: weights and constants. */
export interface OnnxWeights {
  readonly dims: readonly number[];
  /** ONNX's number of the type: 1 float32, 7 int64. */
  readonly type: number;
  /** Little-endian numbers; empty where the model keeps them in another form. */
  readonly raw: Uint8Array;
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
  readonly weights: ReadonlyMap<string, OnnxWeights>;
  /** The model's fields, in which only the graph is replaced on writing. */
  readonly fields: readonly Field[];
}

const MODEL = { graph: 7 };
const GRAPH = { node: 1, initializer: 5, input: 11, output: 12, valueInfo: 13 };
const NODE = { input: 1, output: 2, name: 3, op: 4, attribute: 5 };
const ATTRIBUTE = { name: 1, number: 3, tensor: 5 };
const TENSOR = { dims: 1, type: 2, name: 8, raw: 9 };
const FLOAT = 1;
const INT64 = 7;
const NOTHING = new Uint8Array();

/** Opens an ONNX model. Throws RangeError when the bytes are not one. */
export function readOnnx(bytes: Uint8Array): OnnxModel {
  const fields = readFields(bytes);
  const [encoded] = allBytes(fields, MODEL.graph);
  if (!encoded) throw new RangeError('no graph in it');
  const graph = readFields(encoded);
  const nodes = allBytes(graph, GRAPH.node).map(readNode);
  const weights = allBytes(graph, GRAPH.initializer).map((tensor) => {
    const parts = readFields(tensor);
    return [allTexts(parts, TENSOR.name)[0] ?? '', weightsOf(parts)] as const;
  });
  return {
    nodes,
    inputs: allBytes(graph, GRAPH.input).map(readBorder),
    outputs: allBytes(graph, GRAPH.output).map(readBorder),
    weights: new Map(weights),
    fields,
  };
}

/** Writes a model back with its nodes, weights and border as they are now; weights that no node uses are left out. */
export function writeOnnx(model: OnnxModel): Uint8Array {
  const used = new Set(model.nodes.flatMap(({ inputs }) => inputs));
  const graph = readFields(allBytes(model.fields, MODEL.graph)[0] ?? NOTHING);
  const kept = graph.filter((field) => {
    if (field.no !== GRAPH.initializer) return !Object.values(GRAPH).includes(field.no);
    return field.wire === 'bytes' && used.has(allTexts(readFields(field.value), TENSOR.name)[0] ?? '');
  });
  const before = new Set(
    allBytes(graph, GRAPH.initializer).map((tensor) => allTexts(readFields(tensor), TENSOR.name)[0] ?? ''),
  );
  const added = [...model.weights].filter(([name]) => used.has(name) && !before.has(name));
  const encoded = writeFields([
    ...model.nodes.map(({ source }) => bytesField(GRAPH.node, source)),
    ...kept,
    ...added.map(([name, weights]) => bytesField(GRAPH.initializer, writeWeights(name, weights))),
    ...model.inputs.map((border) => bytesField(GRAPH.input, writeBorder(border))),
    ...model.outputs.map((border) => bytesField(GRAPH.output, writeBorder(border))),
  ]);
  return writeFields(
    model.fields.map((field) => (field.no === MODEL.graph ? bytesField(MODEL.graph, encoded) : field)),
  );
}

/** The same operation with its attributes, between other tensors. */
export function rewired(node: OnnxNode, inputs: readonly string[], outputs: readonly string[]): OnnxNode {
  const rest = readFields(node.source).filter(({ no }) => no === NODE.op || no >= NODE.attribute);
  const source = writeFields([
    ...inputs.map((name) => textField(NODE.input, name)),
    ...outputs.map((name) => textField(NODE.output, name)),
    textField(NODE.name, outputs[0] ?? ''),
    ...rest,
  ]);
  return { op: node.op, inputs, outputs, source };
}

/** A whole-number attribute of an operation, `otherwise` where it has none of that name. */
export function attributeOf(node: OnnxNode, name: string, otherwise: number): number {
  const found = allBytes(readFields(node.source), NODE.attribute)
    .map(readFields)
    .find((attribute) => allTexts(attribute, ATTRIBUTE.name)[0] === name);
  return (found && allNumbers(found, ATTRIBUTE.number)[0]) ?? otherwise;
}

/** The whole numbers a tensor always holds, whether kept as weights or made by a Constant; null when it is no such. */
export function constantNumbers(model: OnnxModel, name: string): number[] | null {
  const maker = model.nodes.find(({ op, outputs }) => op === 'Constant' && outputs.includes(name));
  const value =
    maker &&
    allBytes(readFields(maker.source), NODE.attribute).flatMap((each) =>
      allBytes(readFields(each), ATTRIBUTE.tensor),
    )[0];
  const weights = value ? weightsOf(readFields(value)) : model.weights.get(name);
  if (weights?.type !== INT64 || weights.raw.length === 0) return null;
  const view = new DataView(weights.raw.buffer, weights.raw.byteOffset, weights.raw.byteLength);
  return Array.from({ length: weights.raw.length / 8 }, (_, at) => Number(view.getBigInt64(at * 8, true)));
}

function readNode(source: Uint8Array): OnnxNode {
  const node = readFields(source);
  return {
    op: allTexts(node, NODE.op)[0] ?? '',
    inputs: allTexts(node, NODE.input),
    outputs: allTexts(node, NODE.output),
    source,
  };
}

function weightsOf(tensor: readonly Field[]): OnnxWeights {
  return {
    dims: allNumbers(tensor, TENSOR.dims),
    type: allNumbers(tensor, TENSOR.type)[0] ?? 0,
    raw: allBytes(tensor, TENSOR.raw)[0] ?? NOTHING,
  };
}

function writeWeights(name: string, { dims, type, raw }: OnnxWeights): Uint8Array {
  return writeFields([
    ...dims.map((dim) => numberField(TENSOR.dims, dim)),
    numberField(TENSOR.type, type),
    textField(TENSOR.name, name),
    bytesField(TENSOR.raw, raw),
  ]);
}

/** ValueInfoProto: name 1, type 2 → tensor_type 1 → elem_type 1, shape 2 → dim 1 → dim_value 1 | dim_param 2. */
function readBorder(bytes: Uint8Array): OnnxBorder {
  const info = readFields(bytes);
  const inner = (message: Uint8Array | undefined, no: number) => allBytes(readFields(message ?? NOTHING), no);
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
