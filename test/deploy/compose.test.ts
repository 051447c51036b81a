import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { brokerRights } from '../../contracts/topics.ts';

const read = (name: string) => readFileSync(fileURLToPath(new URL(`../../${name}`, import.meta.url)), 'utf8');

/** As much of the Compose specification as the file may use: anything else is a mistake until it is added here. */
const service = z.strictObject({
  image: z.string().regex(/:[\w.-]+$/, 'an image needs a version'),
  build: z.string().optional(),
  command: z.array(z.string()).optional(),
  entrypoint: z.array(z.string()).optional(),
  restart: z.enum(['unless-stopped', 'on-failure']),
  init: z.boolean().optional(),
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

describe('docker-compose.yml', () => {
  const text = read('docker-compose.yml');
  const compose = composeFile.parse(parse(text, { merge: true }));
  const services = Object.entries(compose.services);

  test('gives every service that goes on a health check and a restart policy', () => {
    for (const [name, { healthcheck, restart }] of services) {
      if (restart === 'on-failure') continue;
      expect([name, healthcheck !== undefined]).toEqual([name, true]);
    }
  });

  test('has no secret and no default for one', () => {
    for (const [, variable, rest] of text.matchAll(/\$\{(\w*(?:PASSWORD|TOKEN|SECRET)\w*)([^}]*)\}/g)) {
      expect([variable, rest]).toEqual([variable, ':?say it in .env']);
    }
    for (const [name, { environment = {} }] of services) {
      for (const [key, value] of Object.entries(environment)) {
        if (/PASSWORD|TOKEN|SECRET/.test(key))
          expect([name, key, value]).toEqual([name, key, expect.stringContaining('${')]);
      }
    }
  });

  test('names every variable that it needs in .env.example', () => {
    const needed = new Set([...text.matchAll(/\$\{(\w+):\?/g)].map(([, name]) => name));
    const offered = new Set([...read('.env.example').matchAll(/^(\w+)=/gm)].map(([, name]) => name));
    expect(offered).toEqual(needed);
  });

  test('depends only on services that are there and have a health check, and on declared volumes', () => {
    for (const [name, { depends_on: needs = {}, volumes = [] }] of services) {
      for (const other of Object.keys(needs))
        expect([name, other, compose.services[other]?.healthcheck !== undefined]).toEqual([name, other, true]);
      for (const volume of volumes
        .map((mount) => mount.split(':')[0] ?? '')
        .filter((source) => !source.startsWith('.'))) {
        expect(Object.keys(compose.volumes)).toContain(volume);
      }
    }
  });

  test('lets nothing but the proxy be reached from outside', () => {
    expect(services.filter(([, { ports }]) => ports).map(([name]) => name)).toEqual(['proxy']);
    expect(compose.networks['inside']).toEqual({ internal: true });
  });

  test('runs our own processes without rights they do not need', () => {
    const own = services.filter(([, { build }]) => build);
    expect(own.length).toBeGreaterThanOrEqual(5);
    for (const [, settings] of own) {
      expect(settings).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
    }
    expect(read('Dockerfile')).toMatch(/^USER node$/m);
  });
});

test("Mosquitto's rights are those the processes have agreed on", () => {
  const rights = (section: string, kind: string) =>
    [...section.matchAll(new RegExp(`^(?:topic|pattern) ${kind} (\\S+)$`, 'gm'))].map(([, filter]) =>
      filter?.replace('%u', '{id}'),
    );
  const [patterns = '', ...users] = read('deploy/mosquitto/acl').split(/^user /m);
  const sections = Object.fromEntries(users.map((section) => [section.slice(0, section.indexOf('\n')), section]));
  expect(rights(patterns, 'write')).toEqual([...brokerRights.agent.publish, ...brokerRights.device.publish]);
  expect(rights(patterns, 'read')).toEqual([...brokerRights.agent.subscribe, ...brokerRights.device.subscribe]);
  for (const name of ['ingest', 'gateway'] as const) {
    expect([name, rights(sections[name] ?? '', 'write')]).toEqual([name, [...brokerRights[name].publish]]);
    expect([name, rights(sections[name] ?? '', 'read')]).toEqual([name, [...brokerRights[name].subscribe]]);
  }
});
