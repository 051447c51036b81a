import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const secrets = z.object({
  agentToken: z.string().min(16),
  broker: z.object({ agent: z.string().min(16), ingest: z.string().min(16), gateway: z.string().min(16) }),
  camera: z.string().min(8),
  accounts: z.record(z.string(), z.string().min(8)),
});
/** Passwords and tokens of one demo installation. */
export type DemoSecrets = z.infer<typeof secrets>;

/**
 * The demo's own secrets: made at random on the first start, kept in `directory` readable by its owner only.
 *
 * @param usernames accounts that need a password
 */
export async function demoSecrets(directory: string, usernames: readonly string[]): Promise<DemoSecrets> {
  const file = join(directory, 'secrets.json');
  const kept = await readFile(file, 'utf8').then(
    (text) => secrets.parse(JSON.parse(text)),
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    },
  );
  if (kept && usernames.every((name) => kept.accounts[name] !== undefined)) return kept;
  const made: DemoSecrets = kept ?? {
    agentToken: token(24),
    broker: { agent: token(24), ingest: token(24), gateway: token(24) },
    camera: token(9),
    accounts: {},
  };
  const complete = {
    ...made,
    accounts: Object.fromEntries(usernames.map((name) => [name, made.accounts[name] ?? readablePassword()])),
  };
  await writeFile(file, JSON.stringify(complete, null, 2), { mode: 0o600 });
  return complete;
}

function token(bytes: number): string {
  return randomBytes(bytes).toString('base64url');
}

/** Ten characters without look-alikes in two groups, about 50 bits: easy to type from a terminal. */
function readablePassword(): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
  const text = Array.from(randomBytes(10), (byte) => letters[byte % letters.length]).join('');
  return `${text.slice(0, 5)}-${text.slice(5)}`;
}
