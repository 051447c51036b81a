/**
 * One field of a protobuf message on the wire. Length-delimited values (bytes, text, messages, packed numbers) are views
 * into the message they were read from; varints are bigint; fixed numbers are their 4 or 8 bytes.
 */
export type Field =
  | { readonly no: number; readonly wire: 'varint'; readonly value: bigint }
  | { readonly no: number; readonly wire: 'bytes'; readonly value: Uint8Array }
  | { readonly no: number; readonly wire: 'fixed64' | 'fixed32'; readonly value: Uint8Array };

/** Splits a message into its fields, in order. Throws RangeError when it is no protobuf message. */
export function readFields(message: Uint8Array): Field[] {
  const fields: Field[] = [];
  let at = 0;

  function varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = message[at++];
      if (byte === undefined) throw new RangeError('a number is cut short');
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw new RangeError('a number has no end');
  }
  function take(length: number): Uint8Array {
    if (length > message.length - at) throw new RangeError('a field is longer than its message');
    at += length;
    return message.subarray(at - length, at);
  }

  while (at < message.length) {
    const key = Number(varint());
    const no = key >>> 3;
    if (no === 0) throw new RangeError('a field has number 0');
    switch (key & 7) {
      case 0:
        fields.push({ no, wire: 'varint', value: varint() });
        break;
      case 1:
        fields.push({ no, wire: 'fixed64', value: take(8) });
        break;
      case 2:
        fields.push({ no, wire: 'bytes', value: take(Number(varint())) });
        break;
      case 5:
        fields.push({ no, wire: 'fixed32', value: take(4) });
        break;
      default:
        throw new RangeError(`a field of unknown kind ${key & 7}`);
    }
  }
  return fields;
}

/** Puts fields together as one message, in the order given. */
export function writeFields(fields: readonly Field[]): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const field of fields) {
    switch (field.wire) {
      case 'varint':
        parts.push(varintBytes(BigInt(field.no << 3)), varintBytes(field.value));
        break;
      case 'fixed64':
        parts.push(varintBytes(BigInt((field.no << 3) | 1)), field.value);
        break;
      case 'bytes':
        parts.push(varintBytes(BigInt((field.no << 3) | 2)), varintBytes(BigInt(field.value.length)), field.value);
        break;
      case 'fixed32':
        parts.push(varintBytes(BigInt((field.no << 3) | 5)), field.value);
        break;
    }
  }
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A field holding a number. Negative numbers take ten bytes, as protobuf's int64 does. */
export function numberField(no: number, value: number | bigint): Field {
  return { no, wire: 'varint', value: BigInt.asUintN(64, BigInt(value)) };
}

/** A field holding text. */
export function textField(no: number, text: string): Field {
  return { no, wire: 'bytes', value: new TextEncoder().encode(text) };
}

/** A field holding bytes or an encoded message. */
export function bytesField(no: number, value: Uint8Array): Field {
  return { no, wire: 'bytes', value };
}

/** The values of all length-delimited fields with this number. */
export function allBytes(fields: readonly Field[], no: number): Uint8Array[] {
  return fields.flatMap((field) => (field.no === no && field.wire === 'bytes' ? [field.value] : []));
}

/** The text of all fields with this number. */
export function allTexts(fields: readonly Field[], no: number): string[] {
  return allBytes(fields, no).map((bytes) => new TextDecoder().decode(bytes));
}

/** The numbers of all fields with this number, packed or not. */
export function allNumbers(fields: readonly Field[], no: number): number[] {
  return fields.flatMap((field) => {
    if (field.no !== no) return [];
    if (field.wire === 'varint') return [Number(BigInt.asIntN(64, field.value))];
    if (field.wire === 'bytes') return unpack(field.value);
    return [];
  });
}

function unpack(packed: Uint8Array): number[] {
  const numbers: number[] = [];
  let value = 0n;
  let shift = 0n;
  for (const byte of packed) {
    value |= BigInt(byte & 0x7f) << shift;
    shift += 7n;
    if (byte < 0x80) {
      numbers.push(Number(BigInt.asIntN(64, value)));
      value = 0n;
      shift = 0n;
    }
  }
  return numbers;
}

function varintBytes(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest > 0n ? low | 0x80 : low);
  } while (rest > 0n);
  return Uint8Array.from(bytes);
}
