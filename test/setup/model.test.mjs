import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseModelFetch, prepareModel } from '../../setup/model.mjs';
import { inCache } from '../../setup/places.mjs';
import { tempDir } from '../support/places.ts';

describe('a model whose file is here already', () => {
  it('is taken by its path or its file:// address, when it is the one its manifest means', async () => {
    const file = inCache('models', 'yolov8n.onnx');
    for (const from of [file, pathToFileURL(file).href]) {
      const folder = await tempDir();
      expect(await prepareModel('yolov8n', { folder, from })).toBe(path.join(folder, 'yolov8n.onnx'));
    }
  });

  it('is refused when it is another, with what was expected, and nothing is left behind', async () => {
    const folder = await tempDir();
    const from = path.join(await tempDir(), 'yolox.onnx');
    await writeFile(from, 'no model');
    await expect(prepareModel('yolox-nano', { folder, from })).rejects.toThrow(
      /is not the model yolox-nano.*expected 695e/,
    );
    expect(await readdir(folder)).toEqual([]);
  });

  it('is named when it is not there', async () => {
    const nowhere = path.join(await tempDir(), 'gone.onnx');
    await expect(prepareModel('yolox-nano', { from: nowhere })).rejects.toThrow(`There is no file ${nowhere}.`);
  });
});

describe('what models fetch is asked for', () => {
  it('is several models, or one with its file, and a folder', () => {
    expect(parseModelFetch(['a', 'b', '--folder', 'here'])).toEqual({ ids: ['a', 'b'], where: { folder: 'here' } });
    expect(parseModelFetch(['a', '--from', 'a.onnx']).where).toEqual({ from: 'a.onnx' });
  });

  it.each([
    [[], 'takes the names of models'],
    [['a', 'b', '--from', 'a.onnx'], 'the file of one model'],
    [['a', '--form', 'a.onnx'], "Unknown option '--form'"],
  ])('is refused with a sentence: %s', (args, sentence) => {
    expect(() => parseModelFetch(args)).toThrow(sentence);
  });
});
