import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { ModelError } from './edges/detector-errors.ts';
import { CATALOGUE } from './edges/model-catalogue.ts';
import { measureModel, stateOf, tryModel } from './edges/model-trial.ts';

const USAGE = `npm run models -- COMMAND [MODEL…]

  list              the models this project knows, and which are here
  fetch MODEL…      get a model that is on npm, or, with --from FILE, one whose file you have
  verify [MODEL…]   check sums, load and run once
  bench [MODEL…]    how fast each is on this machine

MODEL is an id of the list; for list, verify and bench also the path of an own manifest (.json).
  --folder DIR      where model files lie (default .cache/models)
  --seconds N       how long bench takes for each of its two parts (default 5)
  --providers LIST  execution providers in the order to try (default cpu)`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    folder: { type: 'string', default: '.cache/models' },
    seconds: { type: 'string', default: '5' },
    providers: { type: 'string', default: 'cpu' },
    help: { type: 'boolean', default: false },
  },
});
const [command, ...named] = positionals;
const { folder } = values;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function list(): Promise<boolean> {
  for (const name of named.length > 0 ? named : CATALOGUE.map(({ id }) => id)) {
    const { manifest, state, remark } = await stateOf(name, folder);
    const size = `${(manifest.bytes / 1e6).toFixed(1)} MB`;
    say(
      `${manifest.id.padEnd(22)} ${state.padEnd(9)} ${size.padStart(8)}  ${manifest.licence.spdx.padEnd(14)} ${manifest.title}`,
    );
    const { source } = manifest;
    if (state === 'unusable') say(`  ${remark}`);
    if (state === 'absent')
      say(`  from ${source.kind === 'npm' ? `npm: ${source.package}@${source.version}` : source.from}`);
  }
  return true;
}

/** The named models, or those whose files are here. */
async function chosen(): Promise<string[]> {
  if (named.length > 0) return named;
  const states = await Promise.all(CATALOGUE.map(({ id }) => stateOf(id, folder)));
  const here = states.filter(({ state }) => state !== 'absent').map(({ manifest }) => manifest.id);
  if (here.length === 0) say(`no model is in ${folder}; npm run models -- list says what there is`);
  return here;
}

async function verify(): Promise<boolean> {
  let well = true;
  for (const name of await chosen()) {
    const fault = await tryModel(name, folder);
    say(fault === null ? `✓ ${name}: the right file; it loads and runs` : `✗ ${name}: ${fault}`);
    if (fault !== null) well = false;
  }
  return well;
}

async function bench(): Promise<boolean> {
  const cores = availableParallelism();
  for (const name of await chosen()) {
    const { inferMs, picturesPerSecond, described } = await measureModel(name, folder, {
      cores,
      seconds: Number(values.seconds),
      providers: values.providers.split(','),
      onShare: (share) => progress(name, share),
    });
    progress(name, null);
    say(
      `${name.padEnd(22)} ${inferMs.toFixed(1).padStart(7)} ms a run on one thread, ` +
        `${picturesPerSecond.toFixed(1)} pictures/s (640×480 JPEG to detections, ${cores} workers, ${described.provider})`,
    );
  }
  return true;
}

/** A bar on the terminal that is looked at; null wipes it. */
function progress(label: string, share: number | null): void {
  if (!process.stderr.isTTY) return;
  const filled = Math.round((share ?? 0) * 24);
  process.stderr.write(
    share === null ? '\r\u001b[K' : `\r\u001b[K  ▕${'█'.repeat(filled)}${' '.repeat(24 - filled)}▏ ${label}`,
  );
}

try {
  const commands = { list, verify, bench };
  const run = values.help ? undefined : commands[command as keyof typeof commands];
  if (!run) {
    say(USAGE);
    process.exitCode = values.help ? 0 : 1;
  } else if (!(await run())) {
    process.exitCode = 1;
  }
} catch (error) {
  if (!(error instanceof ModelError)) throw error;
  process.stderr.write(`✗ ${error.message}\n`);
  process.exitCode = 1;
}
