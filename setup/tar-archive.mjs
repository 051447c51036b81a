import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

const BLOCK = 512;
/** Long names are announced in a member of their own; a bound keeps a lying archive from filling memory. */
const MAX_NAME_BYTES = 64 * 1024;

/** Reads exact amounts from a stream of chunks. */
class ByteReader {
  #chunks;
  #rest = Buffer.alloc(0);

  constructor(stream) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  /** Hands `length` bytes to `use`, piece by piece. Returns false where the stream ends at once. */
  async forEach(length, use) {
    let left = length;
    while (left > 0) {
      if (this.#rest.length === 0) {
        const next = await this.#chunks.next();
        if (next.done === true) {
          if (left === length) return false;
          throw new Error('the archive is cut short');
        }
        this.#rest = next.value;
        continue;
      }
      const piece = this.#rest.subarray(0, left);
      this.#rest = this.#rest.subarray(piece.length);
      left -= piece.length;
      await use(piece);
    }
    return true;
  }

  async take(length) {
    const pieces = [];
    const whole = await this.forEach(length, (piece) => void pieces.push(piece));
    return whole ? Buffer.concat(pieces) : undefined;
  }
}

/**
 * Takes one member out of a tar stream and writes it to a file, reading no further than needed.
 *
 * @param {AsyncIterable<Buffer>} stream the archive, already decompressed
 * @param {string} member its path in the archive; a leading `./` does not matter
 * @param {string} to file to write
 * @returns {Promise<string | undefined>} the sha256 of what was written; undefined when the archive has no such member
 * @throws {Error} when the archive is cut short or not a tar archive
 */
export async function extractMember(stream, member, to) {
  const reader = new ByteReader(stream);
  let longName;
  for (;;) {
    const header = await reader.take(BLOCK);
    if (header === undefined || header.every((byte) => byte === 0)) return undefined;
    const size = sizeOf(header);
    const padding = (BLOCK - (size % BLOCK)) % BLOCK;
    const type = String.fromCharCode(header[156] ?? 0);
    if ((type === 'L' || type === 'x') && size <= MAX_NAME_BYTES) {
      const text = (await reader.take(size + padding))?.subarray(0, size).toString('utf8') ?? '';
      longName = type === 'L' ? text.replace(/\0.*$/s, '') : /^\d+ path=(.*)$/m.exec(text)?.[1];
      continue;
    }
    const name = (longName ?? shortName(header)).replace(/^\.\//, '');
    longName = undefined;
    if (name !== member.replace(/^\.\//, '')) {
      await reader.forEach(size + padding, () => undefined);
      continue;
    }
    return writeOut(reader, size, to);
  }
}

async function writeOut(reader, size, to) {
  const hash = createHash('sha256');
  const file = await open(to, 'w');
  try {
    await reader.forEach(size, async (piece) => {
      hash.update(piece);
      await file.writeFile(piece);
    });
  } finally {
    await file.close();
  }
  return hash.digest('hex');
}

function shortName(header) {
  const text = (from, to) => header.subarray(from, to).toString('utf8').replace(/\0.*$/s, '');
  const prefix = header.subarray(257, 262).toString('latin1') === 'ustar' ? text(345, 500) : '';
  return prefix === '' ? text(0, 100) : `${prefix}/${text(0, 100)}`;
}

function sizeOf(header) {
  // GNU and star write sizes of 8 GB and more in base 256, marked by the high bit; none of ours is that big.
  const size = Number.parseInt(header.subarray(124, 136).toString('latin1').replace(/[\0 ]/g, ''), 8);
  if (!Number.isFinite(size) || size < 0) throw new Error('this is not a tar archive');
  return size;
}
