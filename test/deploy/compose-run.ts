import { randomBytes } from 'node:crypto';
import type { BrokerAccount } from '../../demo/broker-rights.ts';
import { brokerRights } from '../../contracts/topics.ts';
import { startTestBroker } from '../support/broker.ts';
import { createDatabase } from '../support/database.ts';
import { freePort } from '../support/places.ts';
import { startProgram, type TestProgram } from '../support/program.ts';
import { interpolate, readCompose, readRepository, type Service } from './compose-file.ts';
import type { ImageFolder } from './image-folder.ts';

/** docker-compose.yml brought to life without Docker: its commands with its environment, on this machine's addresses. */
export type ComposeRun = {
  /** What somebody wrote into .env. */
  readonly settings: Record<string, string>;
  /** `docker compose run --rm SERVICE …`: the output, when it ends well. */
  readonly run: (service: string, command: readonly string[]) => Promise<string>;
  /** `docker compose up SERVICE` */
  readonly up: (service: string) => TestProgram;
  /** Waits until the service's own health check succeeds. */
  readonly healthy: (service: string) => Promise<void>;
  /** Where the service's port is. */
  readonly url: (service: string) => string;
  /** Home and temporary folder of all services: what they write although nobody asked for it ends up there. */
  readonly scratch: string;
};

const AGENT_ID = 'tram-1';
const PATIENCE_MS = 60_000;

/** Starts database and broker; the rest is started by the tests. */
export async function startCompose(image: ImageFolder): Promise<ComposeRun> {
  const compose = readCompose();
  const settings: Record<string, string> = { CITYWATCH_AGENT_ID: AGENT_ID, CITYWATCH_DOMAIN: 'citywatch.example' };
  for (const [, name = ''] of readRepository('.env.example').matchAll(/^(\w+)=/gm)) {
    settings[name] ??= randomBytes(12).toString('hex');
  }
  const database = await createDatabase();
  const accounts = interpolate(String(serviceOf('broker').environment?.['MQTT_ACCOUNTS']), settings);
  const broker = await startTestBroker(accountsOf(accounts));
  const scratch = await image.volume();
  const ports = new Map<string, number>();
  const folders = new Map<string, string>();
  for (const [name, { build, volumes = [] }] of Object.entries(compose.services)) {
    if (build === undefined) continue;
    ports.set(name, await freePort());
    for (const [source = '', target = ''] of volumes.map((volume) => volume.split(':'))) {
      folders.set(target, target.startsWith('/citywatch/') ? target.replace('/citywatch', image.dir) : source);
    }
  }
  for (const [target, place] of folders) if (!place.startsWith('/')) folders.set(target, await image.volume());

  function serviceOf(name: string): Service {
    const service = compose.services[name];
    if (service === undefined) throw new Error(`no service is called ${name}`);
    return service;
  }
  /** A value as it would be inside, with what is only reachable inside replaced by what stands for it here. */
  function here(value: string): string {
    const filled = interpolate(value, settings);
    if (filled.startsWith('postgres://citywatch:')) return database.url;
    if (filled === 'mqtt://broker:1883') return broker.url;
    const [, service = ''] = /^http:\/\/([\w-]+):\d+$/.exec(filled) ?? [];
    return ports.has(service) ? url(service) : (folders.get(filled) ?? filled);
  }
  function environment(name: string): NodeJS.ProcessEnv {
    const own = Object.entries(serviceOf(name).environment ?? {}).map(([key, value]) => [key, here(String(value))]);
    const place = { CITYWATCH_HOST: '127.0.0.1', CITYWATCH_PORT: String(ports.get(name)) };
    return { ...imageEnvironment(), HOME: scratch, TMPDIR: scratch, ...Object.fromEntries(own), ...place };
  }
  function start(name: string, program: string, args: readonly string[]): TestProgram {
    const user = image.user === null ? {} : { uid: image.user, gid: image.user };
    return startProgram(program, args, { cwd: image.dir, env: environment(name), ...user });
  }
  function startNode(name: string, command: readonly string[]): TestProgram {
    const [, ...args] = entrypoint();
    return start(name, process.execPath, [...args, ...command.map((word) => interpolate(word, settings))]);
  }
  function url(name: string): string {
    return `http://127.0.0.1:${ports.get(name)}`;
  }
  const programs = new Map<string, TestProgram>();

  return {
    settings,
    url,
    scratch,
    async run(name, command) {
      const program = startNode(name, command);
      const code = await program.ended;
      if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}:\n${program.output()}`);
      return program.output();
    },
    up(name) {
      const program = startNode(name, serviceOf(name).command ?? []);
      programs.set(name, program);
      return program;
    },
    async healthy(name) {
      const [kind, program = '', ...args] = serviceOf(name).healthcheck?.test ?? [];
      if (kind !== 'CMD') throw new Error(`the health check of ${name} is not a command`);
      const until = Date.now() + PATIENCE_MS;
      while ((await start(name, program, args).ended) !== 0) {
        const own = programs.get(name);
        const isOver = own === undefined || own.child.exitCode !== null || Date.now() > until;
        if (isOver) throw new Error(`${name} does not become healthy:\n${own?.output() ?? ''}`);
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    },
  };
}

/** The Dockerfile's ENV, and the way to its programs. */
function imageEnvironment(): NodeJS.ProcessEnv {
  const [, text = ''] = /^ENV (.+)$/m.exec(readRepository('Dockerfile')) ?? [];
  const given = text.split(' ').map((entry) => entry.split('=') as [string, string]); // NAME=value each
  return { PATH: process.env['PATH'], ...Object.fromEntries(given) };
}

/** The Dockerfile's ENTRYPOINT without the little init before it. */
function entrypoint(): readonly string[] {
  const [, text = '[]'] = /^ENTRYPOINT (\[.*\])$/m.exec(readRepository('Dockerfile')) ?? [];
  const words = JSON.parse(text) as string[]; // exec form is a JSON array of strings
  return words.slice(words.indexOf('--') + 1);
}

function accountsOf(lines: string): BrokerAccount[] {
  const own = (filters: readonly string[]) => filters.map((filter) => filter.replace('{id}', AGENT_ID));
  return lines
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .map(([username = '', password = '']) => {
      const rights = username === 'ingest' || username === 'gateway' ? brokerRights[username] : brokerRights.agent;
      return { username, password, publish: own(rights.publish), subscribe: own(rights.subscribe) };
    });
}
