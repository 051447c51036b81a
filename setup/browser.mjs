import { readdir } from 'node:fs/promises';
import { findOnPath, runProgram } from './program.mjs';
import { say, startProgress } from './say.mjs';
import { SetupError } from './setup-error.mjs';

const NAMES = ['chromium', 'google-chrome-stable', 'google-chrome', 'chromium-browser'];
const FONTS = ['fonts-noto-core', 'fonts-dejavu-core'];
const APT_ENVIRONMENT = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };

/**
 * Finds a browser for the browser tests, or installs Debian's where that is possible (as root, with apt), and with it
 * fonts that have Vietnamese letters.
 *
 * @returns {Promise<{ browser: string, reason: string }>} full path; empty where there is none, and then why
 * @throws {SetupError} when CITYWATCH_BROWSER names something that does not run
 */
export async function prepareBrowser() {
  const named = process.env.CITYWATCH_BROWSER ?? '';
  if (named !== '') {
    if (await runs(named)) return { browser: named, reason: '' };
    throw new SetupError(`CITYWATCH_BROWSER names ${named}, which does not run.`);
  }
  let browser = await runningBrowser();
  if (browser === undefined) {
    const refusal = await install(['chromium', ...FONTS], 'Chromium for the browser tests, and fonts (about 110 MB)');
    browser = refusal === undefined ? await runningBrowser() : undefined;
    if (browser === undefined) {
      return { browser: '', reason: `no Chromium on PATH, and ${refusal ?? 'the installed one does not run'}` };
    }
  }
  if (!(await hasVietnameseFont())) {
    const refusal = await install(FONTS, 'fonts with Vietnamese letters (about 14 MB)');
    if (refusal !== undefined) say(`  ! no font with Vietnamese letters was found, and ${refusal}`);
  }
  return { browser, reason: '' };
}

async function runningBrowser() {
  for (const name of NAMES) {
    const found = findOnPath([name]);
    if (found !== undefined && (await runs(found))) return found;
  }
  return undefined;
}

/** Ubuntu's chromium-browser may be a note that says to install a snap: being there is not enough. */
const runs = async (program) => (await runProgram(program, ['--version'])).code === 0;

async function hasVietnameseFont() {
  const listed = await runProgram('fc-list', [':lang=vi', 'family']);
  if (!listed.missing) return listed.stdout.trim() !== '';
  return (await readdir('/usr/share/fonts', { recursive: true }).catch(() => [])).some((name) =>
    /\.[ot]tf$/i.test(name),
  );
}

/** @returns {Promise<string | undefined>} why it was not installed */
async function install(packages, label) {
  if (findOnPath(['apt-get']) === undefined) return 'there is no apt-get to install it with';
  if (process.getuid?.() !== 0) return 'only root may install it';
  const progress = startProgress(label);
  const failed = (result) => {
    progress.failed();
    return `apt-get could not install it: ${result.stderr.trim().split('\n').at(-1)}`;
  };
  const known = await runProgram('apt-cache', ['show', packages[0]]);
  if (known.stdout === '') {
    const updated = await runProgram('apt-get', ['update', '-q'], { env: APT_ENVIRONMENT });
    if (updated.code !== 0) return failed(updated);
  }
  const result = await runProgram(
    'apt-get',
    ['install', '-q', '-y', '--no-install-recommends', '-o', 'APT::Status-Fd=3', ...packages],
    {
      env: APT_ENVIRONMENT,
      onStatus(line) {
        // Fetching first, then unpacking: each counts from 0 to 100, and each is about half of the time.
        const [kind, , percent = '0'] = line.split(':');
        progress.share((kind === 'dlstatus' ? 0 : 0.5) + Number.parseFloat(percent) / 200);
      },
    },
  );
  if (result.code !== 0) return failed(result);
  progress.done();
  return undefined;
}
