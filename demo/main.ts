import { join } from 'node:path';
import pino from 'pino';
import { BrokerStartError } from './broker.ts';
import { DatabaseStartError } from './database-server.ts';
import { DEMO_ACCOUNTS, DIST, startDemo } from './app.ts';
import { shareBar } from './history/share-bar.ts';
import { DEMO_USAGE, DemoError, parseDemoOptions } from './options.ts';

const root = process.env['CITYWATCH_ROOT'] ?? process.cwd();
const data = join(root, '.data');

try {
  const options = parseDemoOptions(process.argv.slice(2));
  if (options.help) {
    console.log(DEMO_USAGE);
    process.exit(0);
  }
  const log = pino({ level: process.env['CITYWATCH_LOG_LEVEL'] ?? 'warn' }, pino.destination(2));
  const startedAt = performance.now();
  const demo = await startDemo({
    options,
    places: { data, dist: DIST, cache: join(root, '.cache'), ffmpeg: process.env['CITYWATCH_FFMPEG'] ?? 'ffmpeg' },
    log,
    say: (line) => console.log(`  ${line}`),
    showShare: shareBar({ write: (text) => process.stdout.write(text), isTty: process.stdout.isTTY }),
  });
  console.log(`
CityWatch is ready after ${((performance.now() - startedAt) / 1000).toFixed(1)} s:  ${demo.url}
${demo.timescale ? '' : '\n  !! TimescaleDB could not be had here: plain PostgreSQL is used instead. Fine for trying, not for a city.\n'}
  sign in as    password       who
${DEMO_ACCOUNTS.map(({ username, name }) => `  ${username.padEnd(13)} ${(demo.passwords[username] ?? '').padEnd(14)} ${name}`).join('\n')}

  Try:  sign in as "truc": people walking into the closed zone become alerts with a picture; open one, acknowledge it.
        Sign in as "congan" in a second window: only the ward's own alerts, and each change at once.
        Let Đầm Vạc rise:  curl -X PUT ${demo.sensorUrl('dam-vac-muc-nuoc')} -d '{"value": 320, "forS": 120}'
        Sign in as "quantri" and add the camera that waits on the network: Settings, Cameras, Find on the network
        (name ${demo.cameraLogin.username}, password ${demo.cameraLogin.password}: any RTSP client reads the cameras with it).

  Data and logs are in ${data}. Ctrl-C stops everything; data stays. --fresh starts anew.`);

  let stopping = false;
  const stop = (signal: string) => {
    if (stopping) return;
    stopping = true;
    console.log(`\n${signal}: stopping …`);
    void demo.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'stopping failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', () => stop('SIGINT'));
  process.on('SIGTERM', () => stop('SIGTERM'));
} catch (error) {
  const expected = [DemoError, BrokerStartError, DatabaseStartError].some((kind) => error instanceof kind);
  if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') console.error(`the disk is full: ${data}`);
  else console.error(expected && error instanceof Error ? error.message : error);
  process.exit(1);
}
