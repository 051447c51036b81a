import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import * as analytics from '../../analytics/env.ts';
import { ConfigError, processSettings, readSettings } from '../../contracts/process-settings.ts';
import * as edgeAgent from '../../edge-agent/env.ts';
import * as gateway from '../../gateway/env.ts';
import * as ingest from '../../ingest/env.ts';

const DATABASE = 'postgres://citywatch:pa55word@127.0.0.1/citywatch';
const MQTT = 'mqtt://127.0.0.1:1883';
const processes = {
  'edge-agent': {
    environment: edgeAgent.environment,
    read: edgeAgent.readEnvironment,
    least: {
      CITYWATCH_AGENT_ID: 'tram-1',
      CITYWATCH_AGENT_TOKEN: 'token',
      CITYWATCH_INGEST_URL: 'http://127.0.0.1:8081',
      CITYWATCH_MQTT_URL: MQTT,
      CITYWATCH_DATA_DIR: '/tmp/agent',
    },
  },
  ingest: {
    environment: ingest.environment,
    read: (env: Record<string, string>) => ingest.readEnvironment(env, 2),
    least: { CITYWATCH_DATABASE_URL: DATABASE, CITYWATCH_MQTT_URL: MQTT },
  },
  analytics: {
    environment: analytics.environment,
    read: analytics.readEnvironment,
    least: { CITYWATCH_DATABASE_URL: DATABASE },
  },
  gateway: {
    environment: gateway.environment,
    read: gateway.readEnvironment,
    least: { CITYWATCH_DATABASE_URL: DATABASE, CITYWATCH_MQTT_URL: MQTT },
  },
};

function faultsOf(read: () => unknown): string[] {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n');
    throw error;
  }
  return [];
}

describe.each(Object.entries(processes))('the settings of %s', (_, { environment, read, least }) => {
  test('are complete with the few that have no default', () => {
    expect(faultsOf(() => read(least))).toEqual([]);
  });

  test('that are missing are all named at once', () => {
    expect(faultsOf(() => read({})).toSorted()).toEqual(
      Object.keys(least)
        .map((name) => `${name}: is missing`)
        .toSorted(),
    );
  });

  test('that are empty count as not set', () => {
    const empty = Object.fromEntries(Object.keys(environment.shape).map((name) => [name, '']));
    expect(faultsOf(() => read({ ...empty, ...least }))).toEqual([]);
    expect(faultsOf(() => read(empty))).toEqual(faultsOf(() => read({})));
  });

  test('that are wrong are named without their values', () => {
    const secret = 'ThisMustNotBeSeen '.repeat(20).trim();
    const wrong = Object.fromEntries(Object.keys(environment.shape).map((name) => [name, secret]));
    const faults = faultsOf(() => read(wrong));
    expect(faults.length).toBeGreaterThan(2);
    expect(faults.join('\n')).not.toContain('ThisMustNotBeSeen');
    expect(faults.filter((fault) => fault.endsWith('is missing'))).toEqual([]);
  });

  test('each have a meaning in one sentence', () => {
    for (const [name, setting] of Object.entries(environment.shape)) {
      expect([name, setting.description]).toEqual([name, expect.stringMatching(/^[A-ZÔĐ`].*\.$/)]);
    }
  });
});

describe('the address of the database', () => {
  const environment = z.object({ CITYWATCH_DATABASE_URL: processSettings.databaseUrl });

  test('may be given as DATABASE_URL', () => {
    expect(readSettings(environment, { DATABASE_URL: DATABASE })).toEqual({ CITYWATCH_DATABASE_URL: DATABASE });
  });

  test('by our own name goes before it', () => {
    const own = 'postgres://elsewhere/citywatch';
    const env = { CITYWATCH_DATABASE_URL: own, DATABASE_URL: DATABASE };
    expect(readSettings(environment, env).CITYWATCH_DATABASE_URL).toBe(own);
    expect(readSettings(environment, { ...env, CITYWATCH_DATABASE_URL: '' }).CITYWATCH_DATABASE_URL).toBe(DATABASE);
  });

  test('is complained about by the name under which it was given', () => {
    expect(faultsOf(() => readSettings(environment, { DATABASE_URL: 'mysql://x' }))).toEqual([
      'DATABASE_URL: must be a postgres:// address',
    ]);
    expect(faultsOf(() => readSettings(environment, { CITYWATCH_DATABASE_URL: 'mysql://x' }))).toEqual([
      'CITYWATCH_DATABASE_URL: must be a postgres:// address',
    ]);
  });
});
