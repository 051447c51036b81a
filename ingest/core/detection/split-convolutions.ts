import {
  attributeOf,
  constantNumbers,
  rewired,
  type OnnxModel,
  type OnnxNode,
  type OnnxWeights,
} from './onnx-graph.ts';

/**
 * Turns each "convolution, SiLU, split in two halves" into two convolutions of half the channels, each with its SiLU.
 * The numbers stay the same to the last bit; but ONNX Runtime's fast convolutions keep their own order of channels, which
 * a Split forces it to undo and redo. Takes about 5 % off a YOLOv8, which has eight such places.
 */
export function splitConvolutions(model: OnnxModel): OnnxModel {
  const maker = new Map(model.nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));
  const users = new Map<string, number>();
  for (const name of [...model.nodes.flatMap(({ inputs }) => inputs), ...model.outputs.map((output) => output.name)]) {
    users.set(name, (users.get(name) ?? 0) + 1);
  }
  const weights = new Map(model.weights);
  const replaced = new Map<OnnxNode, readonly OnnxNode[]>();

  for (const split of model.nodes) {
    const found = patternBehind(model, split, maker, users);
    if (!found) continue;
    const { conv, sigmoid, mul } = found;
    const [input = '', ...names] = conv.inputs;
    const halves = [0, 1].flatMap((half) => {
      const own = (name: string) => `${name}#${half}`;
      for (const name of names) {
        const whole = model.weights.get(name);
        if (whole) weights.set(own(name), halfOf(whole, half));
      }
      const convolved = own(conv.outputs[0] ?? '');
      const squashed = own(sigmoid.outputs[0] ?? '');
      return [
        rewired(conv, [input, ...names.map(own)], [convolved]),
        rewired(sigmoid, [convolved], [squashed]),
        rewired(mul, [convolved, squashed], [split.outputs[half] ?? '']),
      ];
    });
    // nodes stay in an order in which each comes after what it uses
    replaced.set(conv, halves);
    for (const node of [sigmoid, mul, split]) replaced.set(node, []);
  }
  return { ...model, weights, nodes: model.nodes.flatMap((node) => replaced.get(node) ?? [node]) };
}

type Maker = ReadonlyMap<string, OnnxNode>;

function patternBehind(model: OnnxModel, split: OnnxNode, maker: Maker, users: ReadonlyMap<string, number>) {
  if (split.op !== 'Split' || split.outputs.length !== 2 || attributeOf(split, 'axis', 0) !== 1) return null;
  const mul = maker.get(split.inputs[0] ?? '');
  const [convolved = '', squashed = ''] = mul?.inputs ?? [];
  const sigmoid = maker.get(squashed);
  const conv = maker.get(convolved);
  if (mul?.op !== 'Mul' || sigmoid?.op !== 'Sigmoid' || conv?.op !== 'Conv') return null;
  if (sigmoid.inputs[0] !== convolved || attributeOf(conv, 'group', 1) !== 1) return null;
  // the convolution feeds its SiLU, the SiLU the split, and nothing else
  if (users.get(convolved) !== 2 || users.get(squashed) !== 1 || users.get(split.inputs[0] ?? '') !== 1) return null;
  const weights = conv.inputs.slice(1).map((name) => model.weights.get(name));
  const channels = weights[0]?.dims[0] ?? 0;
  const sizes = split.inputs[1] === undefined ? null : constantNumbers(model, split.inputs[1]);
  if (channels % 2 !== 0 || !sizes?.every((size) => size === channels / 2)) return null;
  if (weights.some((each) => !each || each.raw.length === 0 || each.dims[0] !== channels)) return null;
  return { conv, sigmoid, mul };
}

/** The first or second half along the first axis, which lies together in memory. */
function halfOf({ dims, type, raw }: OnnxWeights, half: number): OnnxWeights {
  const [channels = 0, ...rest] = dims;
  const length = raw.length / 2;
  return { dims: [channels / 2, ...rest], type, raw: raw.subarray(half * length, (half + 1) * length) };
}
