import { execFile, execFileSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { connectAsync } from 'mqtt';
import { freePort, tempDir } from '../support/places.ts';
import { startProgram, type TestProgram } from '../support/program.ts';
import { readRepository } from './compose-file.ts';

const run = promisify(execFile);
/** Debian keeps brokers where only root looks. */
const PATH = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`;

/** Mosquitto as deploy/mosquitto starts it, on other ports and in folders of this test. */
export type DeployedBroker = {
  readonly host: string;
  readonly port: number;
  readonly tlsPort: number;
  /** `mqtt://` address with this account in it; its password is its name and `-password`. */
  readonly urlFor: (account: string) => string;
  /** Everything it has logged. */
  readonly log: () => string;
  /** As a power cut: SIGKILL. */
  readonly kill: () => Promise<void>;
  /** Starts it again with what it has on disk. */
  readonly start: () => Promise<void>;
};

/** Why Mosquitto cannot be started here, or null. */
export function noMosquittoReason(): string | null {
  return (
    ['mosquitto', 'mosquitto_passwd', 'openssl']
      .filter((program) => !isInstalled(program))
      .map((program) => `${program} is not installed`)
      .join(', ') || null
  );
}

/**
 * Starts start.sh with mosquitto.conf and acl; only paths and ports are replaced, and everything is logged.
 *
 * @param accounts names; agents' are their ids
 * @param moreRights lines added to the acl, for accounts that look on
 * @param certificate with a TLS listener for `localhost`, signed by itself
 */
export async function startDeployedBroker({
  accounts,
  moreRights = '',
  certificate = false,
}: {
  readonly accounts: readonly string[];
  readonly moreRights?: string;
  readonly certificate?: boolean;
}): Promise<DeployedBroker & { readonly certificateFile: string }> {
  const dir = await tempDir();
  const [port, tlsPort] = [await freePort(), await freePort()];
  const at = (name: string) => path.join(dir, name);
  for (const folder of ['etc', 'run', 'data', 'certificates']) await mkdir(at(folder));
  const adapted = (name: string): string =>
    readRepository(`deploy/mosquitto/${name}`)
      .replaceAll('/etc/citywatch', at('etc'))
      .replaceAll('/run/mosquitto', at('run/mosquitto'))
      .replaceAll('/mosquitto/data', at('data'))
      .replaceAll('=/certificates', `=${at('certificates')}`)
      .replace(/^listener 1883$/m, `listener ${port} 127.0.0.1`)
      .replace(/^listener 8883$/m, `listener ${tlsPort} 127.0.0.1`);
  await writeFile(at('etc/start.sh'), adapted('start.sh'));
  await writeFile(at('etc/mosquitto.conf'), `${adapted('mosquitto.conf')}log_type all\n`);
  await writeFile(at('etc/acl'), `${adapted('acl')}\n${moreRights}`);
  if (certificate) await makeCertificate(at('certificates'));
  if (process.getuid?.() === 0) await belongToMosquitto([at('data'), at('certificates')]);

  let broker: TestProgram;
  let before = '';
  const start = async (): Promise<void> => {
    before += broker?.output() ?? '';
    broker = startProgram('sh', [at('etc/start.sh')], {
      env: { PATH, MQTT_ACCOUNTS: accounts.map((name) => `${name} ${name}-password`).join('\n') },
    });
    await listens(broker, port);
  };
  await start();
  return {
    host: '127.0.0.1',
    port,
    tlsPort,
    certificateFile: at('certificates/server.crt'),
    urlFor: (account) => `mqtt://${account}:${account}-password@127.0.0.1:${port}`,
    log: () => before + broker.output(),
    async kill() {
      broker.child.kill('SIGKILL');
      await broker.ended;
    },
    start,
  };
}

/** Nobody is let in without an account, so being refused is a sign of life. */
async function listens(broker: TestProgram, port: number): Promise<void> {
  for (;;) {
    const answer: unknown = await connectAsync(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 0 }).catch(
      (error: unknown) => error,
    );
    if (answer instanceof Error && 'code' in answer && typeof answer.code === 'number') return;
    if (broker.child.exitCode !== null) throw new Error(`Mosquitto ended:\n${broker.output()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function makeCertificate(folder: string): Promise<void> {
  const [key, certificate] = [path.join(folder, 'server.key'), path.join(folder, 'server.crt')];
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  await run('openssl', ['req', '-x509', ...kind, ...names, '-keyout', key, '-out', certificate]);
}

async function belongToMosquitto(folders: readonly string[]): Promise<void> {
  const [, uid = '', gid = ''] = /^mosquitto:[^:]*:(\d+):(\d+):/m.exec(await readFile('/etc/passwd', 'utf8')) ?? [];
  await run('chown', ['-R', `${uid}:${gid}`, ...folders]);
}

function isInstalled(program: string): boolean {
  try {
    execFileSync('sh', ['-c', 'command -v "$1"', 'sh', program], { env: { PATH }, stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
