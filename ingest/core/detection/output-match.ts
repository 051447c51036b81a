import type { ExpectedOutput } from './decoder.ts';

/** A tensor a model takes or gives, as the runtime describes it; text dims are symbolic (any length). */
export interface TensorInfo {
  readonly name: string;
  readonly type: string;
  readonly dims: readonly (number | string)[];
}

/** Which of the model's outputs a decoder reads, in its order; or why the model does not fit. */
export type OutputMatch =
  | { readonly ok: true; readonly names: readonly string[] }
  | { readonly ok: false; readonly fault: string };

/**
 * Compares what the decoder expects with what the model has. Rank is not compared beyond the expected dims' first ones:
 * exports differ in trailing ones (SSD boxes 1×N×1×4).
 */
export function matchOutputs(expected: readonly ExpectedOutput[], found: readonly TensorInfo[]): OutputMatch {
  const names: string[] = [];
  for (const [position, want] of expected.entries()) {
    const have = want.name === null ? found[position] : found.find(({ name }) => name === want.name);
    const wanted = `${want.name ?? `output ${position + 1}`} ${shape(want.dims)} (${want.meaning})`;
    if (!have)
      return { ok: false, fault: `expected ${wanted}, found ${found.map(describe).join(', ') || 'no outputs'}` };
    const fits = want.dims.every((dim, at) => {
      const there = have.dims[at];
      return there !== undefined && (dim === null || typeof there === 'string' || dim === there);
    });
    if (!fits) return { ok: false, fault: `expected ${wanted}, found ${describe(have)}` };
    names.push(have.name);
  }
  return { ok: true, names };
}

/** A tensor in words, e.g. `images float32 1×3×640×640`. */
export function describe({ name, type, dims }: TensorInfo): string {
  return `${name} ${type} ${shape(dims)}`;
}

/** Lengths joined for reading; what may be anything is `?`. */
export function shape(dims: readonly (number | string | null)[]): string {
  return dims.map((dim) => (typeof dim === 'number' ? dim : '?')).join('×');
}
