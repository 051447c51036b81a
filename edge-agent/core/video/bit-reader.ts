/** Reads the syntax elements of a parameter set, bit by bit. Beyond the end there are zeros. */
export type BitReader = {
  /** The next `count` bits as a number, 0–32 of them. */
  readonly bits: (count: number) => number;
  readonly flag: () => boolean;
  /** ue(v) */
  readonly unsigned: () => number;
  /** se(v) */
  readonly signed: () => number;
  readonly skip: (count: number) => void;
};

const LONGEST_ZEROS = 31;

/** @param payload without emulation prevention, see {@link withoutEmulation} */
export function createBitReader(payload: Uint8Array): BitReader {
  let at = 0;
  const bit = (): number => {
    const value = ((payload[at >> 3] ?? 0) >> (7 - (at & 7))) & 1;
    at++;
    return value;
  };
  const bits = (count: number): number => {
    let value = 0;
    for (let i = 0; i < count; i++) value = value * 2 + bit();
    return value;
  };
  const unsigned = (): number => {
    let zeros = 0;
    while (zeros < LONGEST_ZEROS && at < payload.length * 8 && bit() === 0) zeros++;
    return 2 ** zeros - 1 + bits(zeros);
  };
  return {
    bits,
    unsigned,
    flag: () => bit() === 1,
    signed() {
      const value = unsigned();
      return value % 2 === 0 ? -value / 2 : (value + 1) / 2;
    },
    skip(count) {
      at += count;
    },
  };
}

/** What a NAL unit says without the bytes 3 that keep start codes out of it (H.264 7.4.1, H.265 7.4.2). */
export function withoutEmulation(nal: Uint8Array): Uint8Array {
  const plain = new Uint8Array(nal.length);
  let length = 0;
  let zeros = 0;
  for (const byte of nal) {
    if (zeros >= 2 && byte === 3) {
      zeros = 0;
      continue;
    }
    zeros = byte === 0 ? zeros + 1 : 0;
    plain[length++] = byte;
  }
  return plain.subarray(0, length);
}
