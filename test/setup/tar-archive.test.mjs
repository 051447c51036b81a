import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { extractMember } from '../../setup/tar-archive.mjs';
import { runProgram } from '../../setup/program.mjs';
import { tempDir } from '../support/places.ts';
import { aTarArchive } from './tar-builder.mjs';

let dir = '';
beforeAll(async () => {
  dir = await tempDir();
});

/** The archive as a stream delivers it: in pieces that know nothing of its blocks. */
async function* inPieces(archive, size) {
  for (let at = 0; at < archive.length; at += size) yield archive.subarray(at, at + size);
}

describe('extractMember', () => {
  it('finds each file of an archive whole, however the stream is cut', async () => {
    const name = fc.stringMatching(/^[a-z]{1,12}(?:\/[a-z]{1,60}){0,3}$/);
    const content = fc.uint8Array({ maxLength: 2000 }).map((bytes) => Buffer.from(bytes));
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(name, content, { minKeys: 1, maxKeys: 5 }),
        fc.integer({ min: 1, max: 3000 }),
        async (files, size) => {
          for (const [member, expected] of Object.entries(files)) {
            const to = path.join(dir, 'member');
            const sha256 = await extractMember(inPieces(aTarArchive(files), size), member, to);
            expect((await readFile(to)).equals(expected)).toBe(true);
            expect(sha256).toBe(createHash('sha256').update(expected).digest('hex'));
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('reads what the system tar writes', async () => {
    const to = path.join(dir, 'package.json');
    const packed = await runProgram('tar', ['-cf', path.join(dir, 'a.tar'), './package.json']);
    if (packed.missing) return;
    const archive = await readFile(path.join(dir, 'a.tar'));
    await extractMember(inPieces(archive, 1000), 'package.json', to);
    expect(await readFile(to)).toEqual(await readFile('package.json'));
  });

  it('says so when the file is not there', async () => {
    const archive = aTarArchive({ 'package/a': Buffer.from('a') });
    expect(await extractMember(inPieces(archive, 512), 'package/b', path.join(dir, 'b'))).toBeUndefined();
  });

  it('refuses an archive that is cut short', async () => {
    const archive = aTarArchive({ 'package/a': Buffer.alloc(5000) }).subarray(0, 3000);
    await expect(extractMember(inPieces(archive, 512), 'package/a', path.join(dir, 'a'))).rejects.toThrow('cut short');
  });

  it('refuses what is no archive', async () => {
    const page = Buffer.from('<html>not found</html>'.repeat(100));
    await expect(extractMember(inPieces(page, 512), 'package/a', path.join(dir, 'a'))).rejects.toThrow('not a tar');
  });
});
