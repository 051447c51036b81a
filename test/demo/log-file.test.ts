import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openLogFile } from '../../demo/log-file.ts';
import { tempDir } from '../support/places.ts';

test.runIf(process.platform === 'linux')('a log on a full disk is told once, and stops nobody', async () => {
  const told: string[] = [];
  // The system's own full disk.
  const log = openLogFile('/dev/full', (error) => told.push(error.message));
  for (let line = 0; line < 50; line++) {
    log.write(Buffer.from('a line\n'));
    await new Promise((resolve) => setImmediate(resolve));
  }
  await expect.poll(() => told.length).toBe(1);
  expect(told[0]).toMatch(/ENOSPC/);
  log.end();
});

test('a log is appended to', async () => {
  const file = path.join(await tempDir(), 'ingest.log');
  for (const text of ['one\n', 'two\n']) {
    const log = openLogFile(file, (error) => expect.fail(error.message));
    log.write(Buffer.from(text));
    log.end();
    await expect.poll(() => readFile(file, 'utf8').catch(() => '')).toMatch(text);
  }
  expect(await readFile(file, 'utf8')).toBe('one\ntwo\n');
});
