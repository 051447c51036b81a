import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempDir } from '../../support/places.ts';
import { startProgram } from '../../support/program.ts';
import { makeFilm, whiteBlock } from './films.ts';

const replay = (...args: readonly string[]) =>
  startProgram('node', ['--import', 'tsx', 'demo/replay-main.ts', ...args]);

describe('the command', () => {
  it('says what is wrong in one line and ends with 1', async () => {
    const { ended, output } = replay('/nowhere/film.mp4');
    expect(await ended).toBe(1);
    expect(output().trim()).toBe('there is no film /nowhere/film.mp4');
  });

  it('says in one line that it cannot write its results', async () => {
    const film = makeFilm(await tempDir(), 'film.mp4', whiteBlock(1));
    const { ended, output } = replay(film, '--out', join(film, 'below'));
    expect(await ended).toBe(1);
    expect(output().trim()).toMatch(/^ENOTDIR: .*below'$/);
  });

  it('tells its options', async () => {
    const { ended, output } = replay('--help');
    expect(await ended).toBe(0);
    for (const option of ['--zones', '--rules', '--out', '--fps', '--model', '--start', '--annotate'])
      expect(output()).toContain(option);
  });
});
