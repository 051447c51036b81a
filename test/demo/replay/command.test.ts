import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempDir } from '../../support/places.ts';
import { startBuilt } from '../../support/program.ts';
import { makeFilm, whiteBlock } from './films.ts';

const replay = (...args: readonly string[]) => startBuilt('replay', { args });

describe('the command', () => {
  it('says what is wrong in one line and ends with 1', async () => {
    const { ended, output } = await replay('/nowhere/film.mp4');
    expect(await ended).toBe(1);
    expect(output().trim()).toBe('there is no film /nowhere/film.mp4');
  });

  it('says in one line that it cannot write its results', async () => {
    const film = makeFilm(await tempDir(), 'film.mp4', whiteBlock(1));
    const { ended, output } = await replay(film, '--out', join(film, 'below'));
    expect(await ended).toBe(1);
    expect(output().trim()).toMatch(/^ENOTDIR: .*below'$/);
  });

  it('tells its options', async () => {
    const { ended, output } = await replay('--help');
    expect(await ended).toBe(0);
    for (const option of ['--zones', '--rules', '--out', '--fps', '--model', '--from-above', '--start', '--annotate'])
      expect(output()).toContain(option);
  });
});
