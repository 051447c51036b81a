/** Bytes, or a few of them written out. */
export type Part = Uint8Array | readonly number[];

/** One box of ISO/IEC 14496-12, with what is in it. */
export type Box = {
  readonly type: string;
  /** Where it begins, its head included. */
  readonly at: number;
  readonly body: Uint8Array;
};

/** The boxes that lie one after another in `bytes`; one that is not all there, and what comes after it, is left out. */
export function boxesIn(bytes: Uint8Array): Box[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const boxes: Box[] = [];
  let at = 0;
  while (at + 8 <= bytes.length) {
    const size = view.getUint32(at);
    if (size < 8 || at + size > bytes.length) break;
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    boxes.push({ type, at, body: bytes.subarray(at + 8, at + size) });
    at += size;
  }
  return boxes;
}

/** A box as bytes. @param type four letters */
export function box(type: string, ...parts: readonly Part[]): Uint8Array {
  const size = parts.reduce((sum, part) => sum + part.length, 8);
  return join([[...u32(size), ...ascii(type)], ...parts]);
}

/** All of them as one. */
export function join(parts: readonly Part[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Letters as bytes. */
export function ascii(text: string): number[] {
  return Array.from(text, (letter) => letter.charCodeAt(0));
}

/** So many zeros. */
export function zeros(count: number): number[] {
  return Array.from({ length: count }, () => 0);
}

/** Big-endian, 16 bit. */
export function u16(value: number): number[] {
  return [(value >> 8) & 0xff, value & 0xff];
}

/** Big-endian, 32 bit; negative numbers as two's complement. */
export function u32(value: number): number[] {
  return [(value >>> 24) & 0xff, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff];
}

/** Big-endian, 64 bit, of a number below 2^53. */
export function u64(value: number): number[] {
  return [...u32(Math.floor(value / 2 ** 32)), ...u32(value % 2 ** 32)];
}
