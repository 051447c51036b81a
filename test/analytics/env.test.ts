import { expect, test } from 'vitest';
import { readEnvironment } from '../../analytics/env.ts';
import { ConfigError } from '../../contracts/process-settings.ts';

const url = 'postgres://citywatch@127.0.0.1/citywatch';

test('only the database must be named; everything else has a default on loopback', () => {
  expect(readEnvironment({ CITYWATCH_DATABASE_URL: url })).toEqual({
    databaseUrl: url,
    host: '127.0.0.1',
    port: 8082,
    logLevel: 'info',
    timeZone: 'Asia/Ho_Chi_Minh',
    batch: 2_000,
  });
});

test('DATABASE_URL serves where there is no name of our own, and ours goes first', () => {
  expect(readEnvironment({ DATABASE_URL: url }).databaseUrl).toBe(url);
  expect(readEnvironment({ DATABASE_URL: 'postgres://other/db', CITYWATCH_DATABASE_URL: url }).databaseUrl).toBe(url);
});

test('an empty variable is one that is not set', () => {
  expect(readEnvironment({ CITYWATCH_DATABASE_URL: url, CITYWATCH_PORT: '', CITYWATCH_TIME_ZONE: '' })).toMatchObject({
    port: 8082,
    timeZone: 'Asia/Ho_Chi_Minh',
  });
});

test('all faults are told at once, by name and never by value', () => {
  const faults = (env: Record<string, string>): string => {
    try {
      readEnvironment(env);
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigError);
      return String(error);
    }
    throw new Error('nothing was wrong');
  };
  const told = faults({
    CITYWATCH_DATABASE_URL: 'http://root:hunter2@db',
    CITYWATCH_PORT: '-1',
    CITYWATCH_LOG_LEVEL: 'loud',
    CITYWATCH_TIME_ZONE: 'Vinh/Yen',
    CITYWATCH_ANALYTICS_BATCH: '0',
  });
  for (const name of ['DATABASE_URL', 'PORT', 'LOG_LEVEL', 'TIME_ZONE', 'ANALYTICS_BATCH'])
    expect(told).toContain(`CITYWATCH_${name}: `);
  expect(told).not.toMatch(/hunter2|Vinh/);
  expect(faults({})).toContain('CITYWATCH_DATABASE_URL: is missing');
});
