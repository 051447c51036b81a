import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { repository } from '../support/places.ts';
import type { TestProgram } from '../support/program.ts';
import { readRepository } from './compose-file.ts';
import { startCompose, type ComposeRun } from './compose-run.ts';
import { contents, imageFolder, type ImageFolder } from './image-folder.ts';

const PROCESSES = ['ingest', 'analytics', 'gateway', 'edge-agent'] as const;
const isBuilt = existsSync(path.join(process.env['CITYWATCH_IMAGE'] ?? repository, 'dist/gateway.js'));
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

/** The guide's commands for the first account and agent, word by word. */
const firstSteps = [
  ...readRepository('docs/operating.md').matchAll(/run --rm gateway (dist\/city\.js (?:account|agent) .+)/g),
].map(([, line = '']) => [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? ''));

describe.skipIf(!isBuilt)(`what docker-compose.yml starts${isBuilt ? '' : ' (skipped: dist/ is not built)'}`, () => {
  let image: ImageFolder;
  let compose: ComposeRun;
  let before: readonly string[];
  const printed = new Map<string, string>();
  const programs = new Map<string, TestProgram>();

  beforeAll(async () => {
    image = await imageFolder();
    before = await contents(image.dir);
    compose = await startCompose(image);
    for (const command of firstSteps) {
      const output = await compose.run('gateway', command);
      const [, what = '', secret = ''] = /^((?:password|token) of [\w-]+): (\S+)$/m.exec(output) ?? [];
      printed.set(what, secret);
    }
    compose.settings['CITYWATCH_AGENT_TOKEN'] = printed.get('token of tram-1') ?? '';
    for (const name of PROCESSES) programs.set(name, compose.up(name));
  });

  test('has its first account and agent by the commands of the guide', () => {
    expect([...printed.keys()].toSorted()).toEqual(['password of quantri', 'token of tram-1']);
  });

  test('fetches the model, or finds that it is there', async () => {
    const model = compose.up('model');
    expect([await model.ended, model.output()]).toEqual([0, expect.stringContaining('yolov8n')]);
    expect(await compose.run('ingest', ['dist/models.js', 'list'])).toMatch(/yolov8n +ready/);
  });

  test('is healthy by its own health checks, as somebody who can write nowhere but to volumes', async () => {
    for (const name of PROCESSES) await compose.healthy(name);
  });

  test('fits together: the agent is let in by broker and ingest, and told by the gateway what to do', async () => {
    const agent = async () => (await fetch(`${compose.url('edge-agent')}/healthz`)).json();
    const allWell = { broker: true, ingest: true, configVersion: expect.any(Number) };
    await expect.poll(agent, { timeout: 20_000 }).toMatchObject(allWell);
  });

  test('serves the console, and lets the first account in with a cookie for TLS only', async () => {
    const url = compose.url('gateway');
    const page = await fetch(url);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<html')]);
    const body = JSON.stringify({ username: 'quantri', password: printed.get('password of quantri') });
    const headers = { 'content-type': 'application/json', origin: 'https://citywatch.example' };
    const answer = await fetch(`${url}/api/session`, { method: 'POST', headers, body });
    expect([answer.status, await answer.json()]).toEqual([200, expect.objectContaining({ role: 'admin' })]);
    expect(answer.headers.get('set-cookie')).toMatch(/; Secure/);
  });

  test('gives somebody who forgot it a new password from the terminal, and ends what the old one had opened', async () => {
    const url = compose.url('gateway');
    const signIn = (password: string) =>
      fetch(`${url}/api/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: 'https://citywatch.example' },
        body: JSON.stringify({ username: 'quantri', password }),
      });
    const old = printed.get('password of quantri') ?? '';
    const cookie = (await signIn(old)).headers.get('set-cookie')?.split(';')[0] ?? '';
    const output = await compose.run('gateway', ['dist/city.js', 'password', 'quantri']);
    const [, fresh = ''] = /^password of quantri: (\S+)$/m.exec(output) ?? [];
    expect((await fetch(`${url}/api/session`, { headers: { cookie } })).status).toBe(401);
    expect([(await signIn(old)).status, (await signIn(fresh)).status]).toEqual([401, 200]);
    await expect(compose.run('gateway', ['dist/city.js', 'password', 'nobody'])).rejects.toThrow(
      'there is no account nobody',
    );
  });

  test('ends in order when it is asked to, having written to its volumes only', async () => {
    for (const [name, program] of programs) {
      program.child.kill('SIGTERM');
      expect([name, await program.ended]).toEqual([name, 0]);
    }
    expect(await contents(image.dir)).toEqual(before);
    expect(await readdir(compose.scratch, { recursive: true })).toEqual([]);
    const pids = new Set([...programs.values()].map(({ child }) => String(child.pid)));
    const left = (await readdir('/tmp')).filter((name) => name.split(/[^\d]+/).some((number) => pids.has(number)));
    expect(left).toEqual([]);
  });
});
