import { statfs } from 'node:fs/promises';

/** Space on the disk a folder lies on, bytes; null when no folder is named or it cannot be looked at. */
export async function diskSpace(
  folder: string | null,
): Promise<{ readonly freeBytes: number; readonly totalBytes: number } | null> {
  if (folder === null) return null;
  try {
    const { bavail, blocks, bsize } = await statfs(folder);
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  } catch {
    return null;
  }
}
