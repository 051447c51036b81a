import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { repository } from '../support/places.ts';

/** As much of the Compose specification as our files may use: anything else is a mistake until it is added here. */
const service = z.strictObject({
  image: z.string().regex(/:[\w.-]+$/, 'an image needs a version'),
  build: z.string().optional(),
  command: z.array(z.string()).optional(),
  entrypoint: z.array(z.string()).optional(),
  user: z.string().optional(),
  restart: z.enum(['unless-stopped', 'on-failure']),
  init: z.boolean().optional(),
  stop_grace_period: z.string().optional(),
  mem_limit: z.string().optional(),
  pids_limit: z.number().optional(),
  cap_add: z.array(z.string()).optional(),
  read_only: z.boolean().optional(),
  tmpfs: z.array(z.string()).optional(),
  cap_drop: z.array(z.string()).optional(),
  security_opt: z.array(z.string()).optional(),
  environment: z.record(z.string().regex(/^[A-Z_]+$/), z.union([z.string(), z.number()])).optional(),
  volumes: z.array(z.string().regex(/^[./\w-]+:\/[\w./-]+(:ro)?$/)).optional(),
  networks: z.array(z.enum(['inside', 'outside'])),
  ports: z.array(z.string()).optional(),
  shm_size: z.string().optional(),
  depends_on: z
    .record(z.string(), z.strictObject({ condition: z.enum(['service_healthy', 'service_completed_successfully']) }))
    .optional(),
  healthcheck: z
    .strictObject({
      test: z.array(z.string()).min(2),
      interval: z.string(),
      timeout: z.string(),
      retries: z.number(),
      start_period: z.string().optional(),
    })
    .optional(),
  logging: z.strictObject({ driver: z.string(), options: z.record(z.string(), z.string()) }),
});
const composeFile = z.strictObject({
  name: z.string(),
  'x-process': z.unknown(),
  services: z.record(z.string(), service),
  networks: z.record(z.string(), z.strictObject({ internal: z.boolean().optional() })),
  volumes: z.record(z.string(), z.null()),
});

/** A service of the compose file. */
export type Service = z.infer<typeof service>;

/** A file of the repository. */
export function readRepository(name: string): string {
  return readFileSync(path.join(repository, name), 'utf8');
}

/** docker-compose.yml, checked. */
export function readCompose(): z.infer<typeof composeFile> {
  return composeFile.parse(parse(readRepository('docker-compose.yml'), { merge: true }));
}

/** What Compose makes of `${NAME:?message}` and `${NAME:-default}` (Compose specification, "Interpolation"). */
export function interpolate(text: string, env: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{(\w+)(?::(-|\?)([^}]*))?\}/g, (_, name: string, kind: string | undefined, rest: string) => {
    const value = env[name] ?? '';
    if (value !== '' || kind === undefined) return value;
    if (kind === '-') return rest;
    throw new Error(`${name}: ${rest}`);
  });
}
