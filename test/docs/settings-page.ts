import { z } from 'zod';
import * as analytics from '../../analytics/env.ts';
import * as edgeAgent from '../../edge-agent/env.ts';
import * as gateway from '../../gateway/env.ts';
import * as ingest from '../../ingest/env.ts';

const PROCESSES: Readonly<Record<string, z.ZodObject>> = {
  'edge-agent': edgeAgent.environment,
  ingest: ingest.environment,
  analytics: analytics.environment,
  gateway: gateway.environment,
};

/** docs/settings.md: every setting of every process, as its env.ts has it. */
export function settingsPage(): string {
  return `# Settings

Made from each process's \`env.ts\` by \`npm run docs\`; do not edit.

Settings are environment variables. A process that is given a wrong one, or misses one, names all that is wrong and ends with code 1. A variable that is empty counts as not set. Where the default is **needed** there is none. Besides these, the commands \`city\` and \`models\` read \`CITYWATCH_DATABASE_URL\` and \`CITYWATCH_MODEL_DIR\`.
${Object.entries(PROCESSES)
  .map(([name, environment]) => `\n## ${name}\n\n${table(environment)}`)
  .join('')}`;
}

function table(environment: z.ZodObject): string {
  const { properties = {}, required = [] } = z.toJSONSchema(environment, { io: 'input', unrepresentable: 'any' });
  const rows = Object.entries(properties).map(([name, setting]) => {
    if (typeof setting === 'boolean') throw new Error(`${name} has no schema`);
    const usual = setting.default === undefined ? '' : `\`${JSON.stringify(setting.default).replaceAll('"', '')}\``;
    return `| \`${name}\` | ${required.includes(name) ? '**needed**' : usual} | ${cell(setting.description ?? '')} |`;
  });
  return `| name | default | meaning |\n| --- | --- | --- |\n${rows.join('\n')}\n`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
