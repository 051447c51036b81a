import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { inCache } from './places.mjs';
import { runProgram } from './program.mjs';
import { say, sizeText, startProgress } from './say.mjs';
import { explainFailure, SetupError } from './setup-error.mjs';
import { isThere, requireSha256, sha256Of } from './verified-file.mjs';

/** The suite our packages come from, whatever release of Debian this is. */
const SUITE = 'trixie';
const KEYRINGS = [
  '/usr/share/keyrings/debian-archive-keyring.gpg',
  '/usr/share/keyrings/debian-archive-keyring.pgp',
  '/etc/apt/trusted.gpg.d/debian-archive-keyring.gpg',
];

/**
 * @typedef {object} DebianPackage
 * @property {string} name
 * @property {{ architecture: string, version: string, sha256: string }[]} known versions whose content is known to us
 * @property {string} label what it is for, shown while it is fetched
 */

/** @type {Promise<string[]> | undefined} the options by which apt uses our own lists; made once per start */
let aptOptions;

/**
 * Fetches a package of Debian without installing it and without touching the system's own package lists,
 * which is why it works without root, and lends it to `use` as a file.
 * A version known to us must have the sha256 known to us. Where the mirror has moved on to another one, that one is
 * taken with the sha256 of the index that apt has verified by the archive's signature.
 *
 * @template T
 * @param {DebianPackage} wanted
 * @param {(deb: string, version: string) => Promise<T>} use
 * @returns {Promise<T>}
 * @throws {SetupError} of kind `unavailable` where this machine has no Debian packages to offer
 */
export async function withDebianPackage(wanted, use) {
  aptOptions ??= openLists();
  const options = await aptOptions;
  const offered = await newestOffered(options, wanted.name);
  const known = wanted.known.find(
    ({ architecture, version }) => version === offered.version && [offered.architecture, 'all'].includes(architecture),
  );
  if (known === undefined) {
    say(`  ! ${wanted.name}: the mirror has version ${offered.version}, taken by the archive's signed index`);
  }
  await mkdir(inCache(), { recursive: true });
  const folder = await mkdtemp(inCache('.debian-'));
  const progress = startProgress(`${wanted.label} (${sizeText(offered.size)})`);
  try {
    const result = await runProgram(
      'apt-get',
      [...options, '-o', 'APT::Status-Fd=3', 'download', `${wanted.name}=${offered.version}`],
      {
        cwd: folder,
        onStatus: (line) => progress.share(Number.parseFloat(line.split(':')[2] ?? '0') / 100),
      },
    );
    if (result.code !== 0) throw explainFailure(`fetching ${wanted.name}`, result.stderr);
    const [file] = await readdir(folder);
    if (file === undefined) throw new SetupError(`apt-get fetched nothing for ${wanted.name}.`);
    const deb = path.join(folder, file);
    requireSha256(`The package ${wanted.name}`, await sha256Of(deb), known?.sha256 ?? offered.sha256);
    const used = await use(deb, offered.version);
    progress.done();
    return used;
  } catch (error) {
    progress.failed();
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Removes the package lists; the next start needs none. */
export async function closeDebian() {
  if (aptOptions !== undefined) await rm(inCache('apt'), { recursive: true, force: true });
  aptOptions = undefined;
}

async function openLists() {
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
  if (!/^ID=debian$/m.test(release)) throw unavailable('this is not a Debian system');
  const targets = await runProgram('apt-get', [
    'indextargets',
    '--no-release-info',
    '--format',
    '$(REPO_URI) $(RELEASE) $(COMPONENT)',
    'Created-By: Packages',
  ]);
  if (targets.missing) throw unavailable('there is no apt-get');
  const mirror = mirrorAmong(targets.stdout);
  if (mirror === undefined) throw unavailable("apt's sources name no mirror of Debian");
  let keyring;
  for (const file of KEYRINGS) if (await isThere(file)) keyring ??= file;

  const folder = inCache('apt');
  await mkdir(path.join(folder, 'lists', 'partial'), { recursive: true });
  await mkdir(path.join(folder, 'cache', 'archives', 'partial'), { recursive: true });
  const sources = path.join(folder, 'sources.list');
  await writeFile(sources, `deb ${keyring === undefined ? '' : `[signed-by=${keyring}] `}${mirror} ${SUITE} main\n`);
  const settings = {
    'Dir::Etc::sourcelist': sources,
    'Dir::Etc::sourceparts': '/dev/null',
    'Dir::State::Lists': path.join(folder, 'lists'),
    'Dir::Cache': path.join(folder, 'cache'),
    'Acquire::GzipIndexes': 'true',
    'Acquire::Languages': 'none',
    'Acquire::http::Timeout': '20',
    'Acquire::https::Timeout': '20',
    // As root apt would fetch as its own user, who cannot write here.
    ...(process.getuid?.() === 0 ? { 'APT::Sandbox::User': 'root' } : {}),
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  const progress = startProgress(`package lists of Debian ${SUITE} (10 MB)`);
  const update = await runProgram('apt-get', [...options, '--error-on=any', 'update']);
  if (update.code !== 0) {
    progress.failed();
    throw explainFailure(`fetching the package lists of Debian ${SUITE}`, update.stderr);
  }
  progress.done();
  return options;
}

/**
 * The address of the machine's own mirror of Debian's main archive.
 *
 * @param {string} targets lines of `address release component`, as apt-get indextargets prints them
 * @returns {string | undefined}
 */
export function mirrorAmong(targets) {
  for (const line of targets.split('\n')) {
    const [address, release = '', component] = line.split(' ');
    if (component === 'main' && /^[a-z]+(?:-updates)?$/.test(release) && /\/debian\/?$/.test(address ?? '')) {
      return address;
    }
  }
  return undefined;
}

async function newestOffered(options, name) {
  const shown = await runProgram('apt-cache', [...options, 'show', '--no-all-versions', name]);
  const field = (key) => new RegExp(`^${key}: (.+)$`, 'm').exec(shown.stdout)?.[1];
  const [version, sha256, size, architecture] = ['Version', 'SHA256', 'Size', 'Architecture'].map(field);
  if (version === undefined || sha256 === undefined) throw unavailable(`Debian ${SUITE} has no package ${name} for it`);
  return { version, sha256, size: Number(size), architecture };
}

const unavailable = (reason) =>
  new SetupError(`The packages of Debian cannot be used on this machine: ${reason}.`, 'unavailable');
