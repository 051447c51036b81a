import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

import { agentConfig, type AgentConfig } from '../../contracts/telemetry.ts';

/** Text that was meant to be an agent's configuration: the configuration, or every fault in it. Addresses are not repeated. */
export type ParsedConfig =
  | { readonly ok: true; readonly config: AgentConfig }
  | { readonly ok: false; readonly faults: readonly string[] };

/** @param agentId whose configuration it has to be */
export function parseConfig(text: string, agentId: string): ParsedConfig {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { ok: false, faults: ['not JSON'] };
  }
  const parsed = agentConfig.safeParse(json);
  if (!parsed.success) {
    return { ok: false, faults: parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) };
  }
  if (parsed.data.agentId !== agentId) return { ok: false, faults: [`is for agent ${parsed.data.agentId}`] };
  return { ok: true, config: parsed.data };
}

/** The configuration kept on disk, or why there is none. */
export async function loadConfig(file: string, agentId: string): Promise<ParsedConfig> {
  try {
    return parseConfig(await readFile(file, 'utf8'), agentId);
  } catch {
    return { ok: false, faults: [`${file} cannot be read`] };
  }
}

/** Keeps the configuration for the next start, readable by this user only: it holds the cameras' passwords. */
export async function saveConfig(file: string, config: AgentConfig): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.new`, JSON.stringify(config), { mode: 0o600, flush: true });
  await rename(`${file}.new`, file);
}
