import { createHash, randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { role } from '../contracts/api.ts';
import { cityFile } from '../contracts/city-file.ts';
import { label } from '../contracts/devices.ts';
import { slug } from '../contracts/ids.ts';
import { createAccount, findAccount, setPassword } from '../store/accounts.ts';
import { createAgent } from '../store/agents.ts';
import { recordAudit } from '../store/audit.ts';
import { exportCity } from '../store/city-export.ts';
import { importCity } from '../store/city-import.ts';
import { openDatabase, transaction, type Database, type Queryable } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import { endSessionsOf } from '../store/sessions.ts';
import { forgiveTry } from '../store/sign-in-tries.ts';
import { readCitySettings } from './edges/city-settings.ts';

/** The city's settings from a terminal: a file for version control, the first account, an agent's token. */
const USAGE = `npm run city -- COMMAND        (CITYWATCH_DATABASE_URL says which database)

  export [FILE] [--credentials]   settings of the whole city as YAML; cameras' passwords only when asked for
  import FILE [--dry-run]         bring such a file in; what it does not name stays
  agent ID [--name NAME]          add an agent and print its token, once
  account NAME --role ROLE [--name FULL-NAME] [--area ID …]
                                  add an account (operator, police, planner, admin) and print its password, once
  password NAME                   give an account a new password and print it, once; it is signed out everywhere`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    credentials: { type: 'boolean', default: false },
    'dry-run': { type: 'boolean', default: false },
    name: { type: 'string' },
    role: { type: 'string' },
    area: { type: 'string', multiple: true },
    help: { type: 'boolean', default: false },
  },
});
const [command, argument] = positionals;

/** Takes back an import that was only tried. */
class TriedOnly extends Error {}

const commands: Readonly<Record<string, (database: Database) => Promise<string>>> = {
  async export(database) {
    const text = await transaction(database, async (connection) => {
      await connection.query('set transaction isolation level repeatable read read only');
      const settings = await readCitySettings(connection);
      return stringify(await exportCity(connection, settings, { credentials: values.credentials }));
    });
    if (argument === undefined) return text;
    await writeFile(argument, text, { mode: values.credentials ? 0o600 : 0o644 });
    return `written to ${argument}`;
  },

  async import(database) {
    if (argument === undefined) throw new Error('which file?');
    const city = cityFile.parse(parse(await readFile(argument, 'utf8')));
    const tokens = new Map<string, string>();
    const lines: string[] = [];
    await transaction(database, async (connection) => {
      const done = await importCity(connection, city, {
        at: new Date(),
        changedBy: null,
        tokenHashOf: (id) => {
          tokens.set(id, newSecret());
          return sha256(tokens.get(id) ?? '');
        },
      });
      lines.push(
        `${city.areas.length} areas, ${city.units.length} units, ${city.cameras.length} cameras, ${city.sensors.length} sensors, ` +
          `${city.zones.length} zones, ${done.rulesChanged} of ${city.rules.length} rules changed`,
      );
      for (const { ids, m2, share, at } of done.overlaps)
        lines.push(
          `warning: the boundaries of ${ids.join(' and ')} overlap by ${(m2 / 1e6).toFixed(3)} km² (${(share * 100).toFixed(1)} % of the ` +
            `smaller one), near latitude ${at[1].toFixed(5)}, longitude ${at[0].toFixed(5)}: what stands there counts for one of them only`,
        );
      await note(connection, 'city.import', null, { told: lines });
      if (values['dry-run']) throw new TriedOnly();
    }).catch((error: unknown) => {
      if (!(error instanceof TriedOnly)) throw error;
      lines.push('nothing was changed (--dry-run)');
      tokens.clear();
    });
    for (const [id, token] of tokens) lines.push(`token of the new agent ${id}: ${token}`);
    return lines.join('\n');
  },

  async agent(database) {
    const id = slug.parse(argument);
    const token = newSecret();
    const name = label.parse(values.name ?? id);
    await transaction(database, async (connection) => {
      if (!(await createAgent(connection, { id, name, tokenHash: sha256(token) })))
        throw new Error(`there is an agent ${id} already`);
      await note(connection, 'agent.add', id, { name });
    });
    return `token of ${id}: ${token}`;
  },

  async account(database) {
    const username = slug.parse(argument);
    const password = newSecret();
    const account = {
      username,
      name: label.parse(values.name ?? username),
      role: role.parse(values.role),
      areaIds: values.area === undefined ? null : z.array(slug).parse(values.area),
      unitId: null,
      locale: 'vi',
    } as const;
    await transaction(database, async (connection) => {
      if (!(await createAccount(connection, { ...account, password })))
        throw new Error(`there is an account ${username} already`);
      await note(connection, 'account.add', username, account);
    });
    return `password of ${username}: ${password}`;
  },

  async password(database) {
    const username = slug.parse(argument);
    const password = newSecret();
    await transaction(database, async (connection) => {
      const account = await findAccount(connection, username, { forUpdate: true });
      if (account === null) throw new Error(`there is no account ${username}`);
      if (!account.enabled) throw new Error(`the account ${username} is switched off`);
      await setPassword(connection, username, password);
      await endSessionsOf(connection, username);
      await forgiveTry(connection, { account: `account:${username}`, address: 'address:terminal' });
      await note(connection, 'account.password', username, {});
    });
    return `password of ${username}: ${password}`;
  },
};

/** Whoever has a terminal of the server has no name here. */
function note(
  connection: Queryable,
  action: string,
  subject: string | null,
  detail: Record<string, unknown>,
): Promise<void> {
  return recordAudit(connection, { username: null, action, subject, detail, address: 'terminal' });
}

function newSecret(): string {
  return randomBytes(18).toString('base64url');
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

const run = command === undefined || values.help ? undefined : commands[command];
const url = process.env['CITYWATCH_DATABASE_URL'] ?? process.env['DATABASE_URL'];
if (run === undefined || url === undefined) {
  process.stderr.write(`${USAGE}\n`);
  process.exit(values.help ? 0 : 1);
}
const database = openDatabase({ url, name: 'city', max: 2, onError: () => undefined });
try {
  await migrate(database);
  process.stdout.write(`${await run(database)}\n`);
} catch (error) {
  const faults =
    error instanceof z.ZodError ? error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) : [];
  process.stderr.write(
    `${faults.length > 0 ? faults.join('\n') : error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exitCode = 1;
} finally {
  await database.end();
}
