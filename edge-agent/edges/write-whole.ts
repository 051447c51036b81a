import type { FileHandle } from 'node:fs/promises';

// A disk that has no room for the end of what is written takes the beginning, and refuses only the next write.

/** Writes all of it. @throws the file system's error when there is no room for all */
export async function writeWhole(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    if (bytesWritten === 0) throw new Error(`ENOSPC: ${done} of ${bytes.length} bytes were written`);
    done += bytesWritten;
  }
}

/** Writes all pieces at where the file stands. @throws when there is no room for all; the file ends torn then */
export async function writeAllPieces(handle: FileHandle, pieces: readonly Uint8Array[]): Promise<void> {
  const { bytesWritten } = await handle.writev(pieces);
  const bytes = pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (bytesWritten < bytes) throw new Error(`ENOSPC: ${bytesWritten} of ${bytes} bytes were written`);
}
