import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { TELEMETRY_MAX_BYTES } from '../../contracts/telemetry.ts';
import { brokerRights, topics } from '../../contracts/topics.ts';
import { repository } from '../support/places.ts';
import { interpolate, readCompose, readRepository } from './compose-file.ts';

describe('docker-compose.yml', () => {
  const text = readRepository('docker-compose.yml');
  const compose = readCompose();
  const services = Object.entries(compose.services);

  test('gives every service that goes on a health check and a restart policy', () => {
    for (const [name, { healthcheck, restart }] of services) {
      if (restart === 'on-failure') continue;
      expect([name, healthcheck !== undefined]).toEqual([name, true]);
    }
  });

  test('has no secret and no default for one', () => {
    for (const [, variable, rest] of text.matchAll(/\$\{(\w*(?:PASSWORD|TOKEN|SECRET)\w*)([^}]*)\}/g)) {
      // Without one nobody reads metrics.
      expect([variable, rest]).toEqual([variable, variable === 'CITYWATCH_METRICS_TOKEN' ? ':-' : ':?say it in .env']);
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
    const offered = new Set([...readRepository('.env.example').matchAll(/^(\w+)=/gm)].map(([, name]) => name));
    expect(offered).toEqual(needed);
    const may = new Set([...text.matchAll(/\$\{(\w+):-/g)].map(([, name]) => name));
    const mentioned = [...readRepository('.env.example').matchAll(/^#(\w+)=/gm)].map(([, name]) => name);
    expect(mentioned).toEqual(expect.arrayContaining([...may]));
  });

  test('is filled in from .env as Compose does it', () => {
    const line = 'postgres://citywatch:${PASSWORD:?say it in .env}@database/${NAME:-citywatch}${REST}';
    expect(interpolate(line, { PASSWORD: 'p' })).toBe('postgres://citywatch:p@database/citywatch');
    expect(interpolate(line, { PASSWORD: 'p', NAME: 'n', REST: '?x' })).toBe('postgres://citywatch:p@database/n?x');
    expect(() => interpolate(line, { PASSWORD: '' })).toThrow('PASSWORD: say it in .env');
  });

  test('mounts only files that are there', () => {
    const own = services.flatMap(([, { volumes = [] }]) => volumes.filter((volume) => volume.startsWith('./')));
    expect(own.length).toBeGreaterThan(0);
    for (const mount of own) {
      const [source = ''] = mount.split(':');
      expect([source, existsSync(path.join(repository, source))]).toEqual([source, true]);
    }
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

  test('lets agents outside reach the broker by TLS alone, and only with the other file', () => {
    expect(parse(readRepository('deploy/agents-outside.yml'))).toEqual({
      services: {
        broker: {
          ports: ['8883:8883'],
          volumes: ['${MQTT_CERTIFICATES:?say it in .env}:/certificates:ro'],
          networks: ['inside', 'outside'],
        },
      },
    });
    expect(readRepository('deploy/mosquitto/start.sh')).toMatch(
      /listener 8883\nuse_username_as_clientid true\ncertfile/,
    );
  });

  test('gives each volume of our own processes a folder that belongs to their user', () => {
    const [, folders = ''] = /^RUN install -d -o node -g node (.+)$/m.exec(readRepository('Dockerfile')) ?? [];
    for (const [name, { build, volumes = [] }] of services) {
      // Of the database's folder only the disk it lies on is looked at.
      for (const volume of build ? volumes.filter((mount) => mount !== 'database:/database-disk:ro') : []) {
        expect([name, folders.split(' ')]).toEqual([name, expect.arrayContaining([volume.split(':')[1]])]);
      }
    }
  });

  test('lets only the agent and the fetcher of models write anything that stays', () => {
    const writers = services.filter(
      ([, { build, volumes = [] }]) => build && volumes.some((volume) => !volume.endsWith(':ro')),
    );
    expect(writers.map(([name]) => name)).toEqual(['model', 'edge-agent']);
  });

  test('runs our own processes without rights they do not need', () => {
    for (const [name, settings] of services) {
      expect([name, settings]).toMatchObject([name, { cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] }]);
      if (name !== 'database') expect([name, settings]).toMatchObject([name, { read_only: true }]);
      if (settings.build) expect([name, settings.cap_add]).toEqual([name, undefined]);
    }
    expect(readRepository('Dockerfile')).toMatch(/^USER node$/m);
  });

  test('gives every process but the database a bound for memory and threads, and time to write what it has', () => {
    for (const [name, { build, mem_limit: memory, pids_limit: pids, stop_grace_period: grace }] of services) {
      if (name !== 'database') expect([name, memory, pids]).toEqual([name, expect.any(String), expect.any(Number)]);
      if (build || name === 'database') expect([name, grace]).toEqual([name, expect.any(String)]);
    }
  });

  test('lets the processes be owner of one database, and not master of its server', () => {
    const { environment = {} } = compose.services['database'] ?? {};
    expect(environment['POSTGRES_USER']).toBe('postgres');
    for (const name of ['ingest', 'analytics', 'gateway'])
      expect(compose.services[name]?.environment?.['CITYWATCH_DATABASE_URL']).toMatch(/^postgres:\/\/citywatch:/);
    expect(readRepository('deploy/database/roles.sh')).not.toMatch(/superuser|createrole/i);
  });

  test('has agents inside bring clips and live video to the gateway inside, where no certificate is needed', () => {
    expect(compose.services['edge-agent']?.environment?.['CITYWATCH_GATEWAY_URL']).toBe('http://gateway:8080');
  });

  test('has other files for web push and for a certificate of one’s own that say no more than that', () => {
    expect(parse(readRepository('deploy/web-push.yml'))).toEqual({
      services: { gateway: { environment: { CITYWATCH_PUSH_SERVICES: 'known' }, networks: ['inside', 'outside'] } },
    });
    expect(parse(readRepository('deploy/own-certificate.yml'))).toEqual({
      services: {
        proxy: {
          environment: { CITYWATCH_TLS: 'tls /certificates/server.crt /certificates/server.key' },
          volumes: ['${CONSOLE_CERTIFICATES:?say it in .env}:/certificates:ro'],
        },
      },
    });
  });
});

test("Mosquitto's rights are those the processes have agreed on", () => {
  const rights = (section: string, kind: string) =>
    [...section.matchAll(new RegExp(`^(?:topic|pattern) ${kind} (\\S+)$`, 'gm'))].map(([, filter]) =>
      filter?.replace('%u', '{id}'),
    );
  const [patterns = '', ...users] = readRepository('deploy/mosquitto/acl').split(/^user /m);
  const sections = Object.fromEntries(users.map((section) => [section.slice(0, section.indexOf('\n')), section]));
  expect(rights(patterns, 'write')).toEqual([...brokerRights.agent.publish, ...brokerRights.device.publish]);
  expect(rights(patterns, 'read')).toEqual([...brokerRights.agent.subscribe, ...brokerRights.device.subscribe]);
  for (const name of ['ingest', 'gateway'] as const) {
    expect([name, rights(sections[name] ?? '', 'write')]).toEqual([name, [...brokerRights[name].publish]]);
    expect([name, rights(sections[name] ?? '', 'read')]).toEqual([name, [...brokerRights[name].subscribe]]);
  }
});

test('Mosquitto takes the largest payload there may be, and not much more', () => {
  const [, most = ''] = /^max_packet_size (\d+)$/m.exec(readRepository('deploy/mosquitto/mosquitto.conf')) ?? [];
  const longestTopic = topics.agentCoverage('a'.repeat(64)).length;
  // Fixed header, length of the topic, topic, packet identifier, payload (MQTT 3.1.1, section 3.3).
  expect(Number(most)).toBeGreaterThanOrEqual(5 + 2 + longestTopic + 2 + TELEMETRY_MAX_BYTES);
  expect(Number(most)).toBeLessThan(1.1 * TELEMETRY_MAX_BYTES);
});
