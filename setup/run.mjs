// What `npm run …` calls. Works on a bare clone: everything a job needs is installed first, by this folder alone.
import { readFile } from 'node:fs/promises';
import { prepareBrowser } from './browser.mjs';
import { build } from './build.mjs';
import { closeDebian } from './debian.mjs';
import { prepareFfmpeg, withFfmpeg } from './ffmpeg.mjs';
import { prepareFilm } from './film.mjs';
import { withImage } from './image.mjs';
import { alone } from './lock.mjs';
import { parseModelFetch, prepareModel } from './model.mjs';
import { closeNpm } from './npm.mjs';
import { preparePackages } from './npm-packages.mjs';
import { inCache, inRoot, root } from './places.mjs';
import { preparePostgres } from './postgres.mjs';
import { preparePostgresClient } from './postgres-client.mjs';
import { runInForeground } from './program.mjs';
import { say } from './say.mjs';
import { SetupError } from './setup-error.mjs';

const NEEDED_NODE = [20, 20];
// Whatever is started here and loads ONNX Runtime: it reports to nobody.
process.env['ORT_DISABLE_TELEMETRY'] = '1';

const USAGE = `node setup/run.mjs JOB

  demo [options]        the city in a box; --help lists its options
  test [options]        all tests; options go to vitest
  replay FILE [options] a film through the cameras' perception; --help lists its options
  check                 format, lint, types
  build                 dist/
  bench NAME [options]  a benchmark of test/bench
  models COMMAND        detector models: list, fetch, verify, bench
  city COMMAND          a city's settings as a file, agents, accounts; --help lists the commands
  docs                  the pages of docs/ that are made from the code
  screenshots [names]   docs/screenshots/, of the demo in a real browser
  backup                deploy/database tried with a real pg_dump and pg_restore
  exports               exported files opened by LibreOffice and GDAL, where they are installed
  image                 what the image is made of, built and started as there
  prepare               only install what the others need`;

/** A tool of a package, run by this Node itself so that no shell and no PATH is involved. */
const tool = (place, ...args) => ({ program: process.execPath, args: [inRoot('node_modules', place), ...args] });

const inFolder = (env = process.env) => ({ cwd: root, env });

/** Each job: what it needs, then the program that has the terminal. Returns the exit code. */
const jobs = {
  async demo(args) {
    const ownFilm = args.some((arg) => /^--(?:video|help)\b/.test(arg));
    const env = await prepare({ film: !ownFilm });
    await build();
    return runInForeground(process.execPath, ['--enable-source-maps', inRoot('dist', 'demo.js'), ...args], {
      cwd: root,
      env: { NODE_ENV: 'production', CITYWATCH_ROOT: root, ...env },
    });
  },

  async test(args) {
    const env = await prepare({ film: true, browser: true, postgresClient: true });
    // Tests of the source have something to say even where it cannot be bundled.
    const isBuilt = await build().then(
      () => true,
      (error) => {
        if (!(error instanceof SetupError)) throw error;
        say(`✗ ${error.message}`);
        return false;
      },
    );
    const { program, args: all } = tool('vitest/vitest.mjs', 'run', ...args);
    const code = await runInForeground(program, all, inFolder(env));
    return isBuilt ? code : code || 1;
  },

  async check() {
    await onlyPackages();
    const checks = {
      format: tool('oxfmt/bin/oxfmt', '--check', '.'),
      lint: tool('oxlint/bin/oxlint', '--type-aware', '--deny-warnings'),
      types: tool('typescript/bin/tsc', '-p', '.'),
    };
    const failed = [];
    for (const [name, { program, args }] of Object.entries(checks)) {
      say(`— ${name}`);
      if ((await runInForeground(program, args, inFolder())) !== 0) failed.push(name);
    }
    say(failed.length === 0 ? '✓ format, lint and types are in order' : `✗ not in order: ${failed.join(', ')}`);
    return failed.length === 0 ? 0 : 1;
  },

  async build() {
    await onlyPackages();
    await build({ always: true });
    return 0;
  },

  async bench([name, ...args]) {
    if (!/^[a-z][a-z0-9-]*$/.test(name ?? '')) throw new SetupError('bench takes the name of a file in test/bench.');
    const env = await prepare({ film: true, browser: true });
    await build();
    const { program, args: all } = tool('tsx/dist/cli.mjs', inRoot('test', 'bench', `${name}.ts`), ...args);
    return runInForeground(program, all, inFolder(env));
  },

  /** `fetch` needs nothing but this folder and ingest/models: so it is in the image. */
  async models([verb, ...rest]) {
    if (verb !== 'fetch') {
      await onlyPackages();
      await build();
      return runInForeground(
        process.execPath,
        [inRoot('dist', 'models.js'), ...(verb ? [verb] : []), ...rest],
        inFolder(),
      );
    }
    const { ids, where } = parseModelFetch(rest);
    try {
      for (const id of ids) say(await alone(inCache('.lock'), () => prepareModel(id, where)));
    } finally {
      await closeNpm();
    }
    return 0;
  },

  async replay(args) {
    const env = await prepare({});
    await build();
    return runInForeground(
      process.execPath,
      ['--enable-source-maps', inRoot('dist', 'replay.js'), ...args],
      inFolder(env),
    );
  },

  async city(args) {
    await onlyPackages();
    await build();
    // Without a database named, the demo that runs here is meant.
    const demo = await readFile(inRoot('.data', 'database-url'), 'utf8').catch(() => undefined);
    const env = { ...(demo === undefined ? {} : { CITYWATCH_DATABASE_URL: demo }), ...process.env };
    return runInForeground(
      process.execPath,
      ['--enable-source-maps', inRoot('dist', 'city.js'), ...args],
      inFolder(env),
    );
  },

  async docs() {
    await onlyPackages();
    const { program, args } = tool('tsx/dist/cli.mjs', inRoot('test', 'docs', 'write-pages.ts'));
    return runInForeground(program, args, inFolder());
  },

  async screenshots(args) {
    const env = await prepare({ film: true, browser: true });
    await build();
    const { program, args: all } = tool(
      'tsx/dist/cli.mjs',
      inRoot('test', 'screenshots', 'take-screenshots.ts'),
      ...args,
    );
    return runInForeground(program, all, inFolder(env));
  },

  async image() {
    const env = await prepare();
    return withImage((folder) => {
      const { program, args } = tool('vitest/vitest.mjs', 'run', '--project', 'fast', 'test/deploy');
      return runInForeground(program, args, inFolder({ ...env, CITYWATCH_IMAGE: folder }));
    });
  },

  async backup() {
    const env = await prepare({ postgresClient: true });
    const { program, args } = tool('vitest/vitest.mjs', 'run', '--project', 'stories', 'test/stories/backup.test.ts');
    return runInForeground(program, args, inFolder(env));
  },

  async exports() {
    await onlyPackages();
    await prepare();
    const { program, args } = tool(
      'vitest/vitest.mjs',
      'run',
      '--project',
      'fast',
      'test/gateway/exports/formats.test.ts',
    );
    return runInForeground(program, args, inFolder({ ...process.env, CITYWATCH_OPEN_EXPORTS: 'yes' }));
  },

  async prepare() {
    await prepare({ film: true, browser: true, postgresClient: true });
    return 0;
  },
};

async function onlyPackages() {
  await alone(inCache('.lock'), preparePackages);
}

/** @returns {Promise<NodeJS.ProcessEnv>} the environment that tells the job where the programs are */
async function prepare({ film = false, browser = false, postgresClient = false } = {}) {
  return alone(inCache('.lock'), async () => {
    const { ffmpeg, client } = await prepareParts({ film, postgresClient });
    const env = { ...withFfmpeg(ffmpeg, process.env), ...(postgresClient && { CITYWATCH_PG_CLIENT: client }) };
    if (!browser) return env;
    const found = await prepareBrowser();
    if (found.browser === '') say(`  ! browser tests will be skipped: ${found.reason}`);
    return { ...env, CITYWATCH_BROWSER: found.browser, CITYWATCH_BROWSER_REASON: found.reason };
  });
}

async function prepareParts({ film, postgresClient }) {
  try {
    await preparePackages();
    await preparePostgres();
    await prepareModel();
    const ffmpeg = await prepareFfmpeg();
    if (film) await prepareFilm(ffmpeg);
    return { ffmpeg, client: postgresClient ? await preparePostgresClient() : '' };
  } finally {
    await closeDebian();
    await closeNpm();
  }
}

async function main([job, ...rest]) {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < NEEDED_NODE[0] || (major === NEEDED_NODE[0] && minor < NEEDED_NODE[1])) {
    throw new SetupError(`Node.js ${NEEDED_NODE.join('.')} or newer is needed; this is ${process.versions.node}.`);
  }
  if (job === undefined || !Object.hasOwn(jobs, job)) {
    say(USAGE);
    return job === '--help' ? 0 : 1;
  }
  // npm drops the `--` before a script's own arguments; a person calling this file directly may well write it.
  return jobs[job](rest[0] === '--' || job === 'bench' ? rest.filter((arg) => arg !== '--') : rest);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(`✗ ${error.message}`);
  process.exitCode = 1;
}
