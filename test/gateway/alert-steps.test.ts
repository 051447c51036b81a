import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { NEXT_STEPS, stateAfter, type AlertState, type StepKind } from '../../contracts/alerts.ts';
import type { AlertDetail, AlertPage, ApiError } from '../../contracts/api.ts';
import { escalateOverdue } from '../../store/alerts-escalate.ts';
import { raiseAlert } from './support/alerts.ts';
import { withSession, type Browser } from './support/browser.ts';
import { buildCity } from './support/city.ts';
import { startTestGateway, type TestGateway } from './support/gateway.ts';

let gateway: TestGateway;
let operator: Browser;
let police: Browser;
beforeAll(async () => {
  gateway = await startTestGateway();
  await buildCity(gateway.database);
  operator = await withSession(gateway.url, gateway.database, 'operator');
  police = await withSession(gateway.url, gateway.database, 'police');
}, 60_000);

const step = (browser: Browser, id: number, body: Record<string, unknown>) =>
  browser.send('POST', `/api/alerts/${id}/steps`, body);
const toWard = (id: string) => ({ kind: 'dispatched', assignee: { kind: 'ward', id, name: 'whatever' } });

describe('a step', () => {
  test('changes the alert and is written into its life with name and time', async () => {
    const id = await raiseAlert(gateway.database);
    const answer = await step(operator, id, { kind: 'acknowledged', ifVersion: 1 });
    expect(answer.status).toBe(201);
    const { alert, steps } = answer.body as AlertDetail;
    expect(alert).toMatchObject({ id, version: 2, state: 'acknowledged' });
    expect(alert.clock.acknowledgedAt).toBe(steps[1]?.at);
    expect(steps.map(({ kind, by, byName }) => [kind, by, byName])).toEqual([
      ['raised', null, null],
      ['acknowledged', 'operator', 'Tên operator'],
    ]);
    expect((await operator.send('GET', `/api/alerts/${id}`)).body).toEqual(answer.body);
  });

  test('of two people at once: the second is told what the first did, and nothing is overwritten', async () => {
    const id = await raiseAlert(gateway.database);
    const answers = await Promise.all([
      step(operator, id, { kind: 'acknowledged', ifVersion: 1 }),
      step(police, id, { kind: 'false-alarm', text: 'Mèo', ifVersion: 1 }),
    ]);
    const late = answers.find((answer) => answer.status === 409);
    const done = answers.find((answer) => answer.status === 201);
    expect(done).toBeDefined();
    const refusal = late?.body as ApiError | undefined;
    expect(refusal?.error.code).toBe('changed');
    expect(refusal?.detail).toEqual(done?.body);
    expect(refusal?.detail?.steps).toHaveLength(2);
  });

  test('of twenty people at once is taken from exactly one', async () => {
    const id = await raiseAlert(gateway.database);
    const statuses = await Promise.all(
      Array.from(
        { length: 20 },
        async (_, i) => (await step(i % 2 ? operator : police, id, { kind: 'acknowledged', ifVersion: 1 })).status,
      ),
    );
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(19);
  });

  test('without a version is taken on whatever the alert is now, if its state allows it', async () => {
    const id = await raiseAlert(gateway.database);
    expect((await step(operator, id, { kind: 'comment', text: 'Đang xem' })).status).toBe(201);
    expect((await step(operator, id, { kind: 'resolved' })).status).toBe(201);
    const again = await step(operator, id, { kind: 'acknowledged' });
    expect(again.status).toBe(409);
    expect(again.body).toMatchObject({ error: { code: 'wrong-step' }, detail: { alert: { state: 'resolved' } } });
  });

  const kinds: StepKind[] = [
    'acknowledged',
    'dispatched',
    'on-scene',
    'resolved',
    'false-alarm',
    'comment',
    'reopened',
  ];
  test.each(Object.keys(NEXT_STEPS) as AlertState[])('from %s leads only where it may', async (state) => {
    for (const kind of kinds) {
      const id = await raiseAlert(gateway.database);
      await gateway.database.query('update alert set state = $2 where id = $1', [id, state]);
      const body = { ...(kind === 'dispatched' ? toWard('north') : { kind }), text: 'vì thế' };
      const answer = await step(operator, id, body);
      const allowed = NEXT_STEPS[state].includes(kind);
      expect([kind, answer.status]).toEqual([kind, allowed ? 201 : 409]);
      const { alert } = (await operator.send('GET', `/api/alerts/${id}`)).body as AlertDetail;
      expect(alert.state).toBe(allowed ? (stateAfter(kind) ?? state) : state);
    }
  });

  test('that closes an alert stops its clock; reopening lets it run again', async () => {
    const id = await raiseAlert(gateway.database);
    const closed = (await step(operator, id, { kind: 'resolved' })).body as AlertDetail;
    expect(closed.alert.clock.resolvedAt).not.toBeNull();
    expect(closed.alert.clock.acknowledgedAt).toBe(closed.alert.clock.resolvedAt);
    const open = (await step(operator, id, { kind: 'reopened' })).body as AlertDetail;
    expect(open.alert.clock.resolvedAt).toBeNull();
    expect(open.alert.state).toBe('acknowledged');
  });

  test('that reopens an alert is refused while another of the same rule and place is active', async () => {
    const id = await raiseAlert(gateway.database);
    await step(operator, id, { kind: 'resolved' });
    const other = await raiseAlert(gateway.database);
    await gateway.database.query(
      'update alert set place_key = (select place_key from alert where id = $1) where id = $2',
      [id, other],
    );
    const answer = await step(operator, id, { kind: 'reopened' });
    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({ error: { code: 'conflict' }, detail: { alert: { state: 'resolved' } } });
  });

  test.each([
    ['a comment without text', { kind: 'comment' }],
    ['a false alarm without a reason', { kind: 'false-alarm' }],
    ['a comment of blanks', { kind: 'comment', text: '   ' }],
    ['dispatched to nobody', { kind: 'dispatched' }],
    ['dispatched to a ward that is none', toWard('nowhere')],
    [
      'dispatched to an account that is none',
      { kind: 'dispatched', assignee: { kind: 'account', id: 'x', name: 'x' } },
    ],
    ['dispatched to a planner', { kind: 'dispatched', assignee: { kind: 'account', id: 'planner', name: 'x' } }],
    ['handed over without being dispatched', { ...toWard('north'), kind: 'acknowledged' }],
    ['what only the system says', { kind: 'escalated' }],
    ['a text of 4001 characters', { kind: 'comment', text: 'x'.repeat(4001) }],
  ])('that is %s is refused', async (_, body) => {
    const id = await raiseAlert(gateway.database);
    expect((await step(operator, id, body)).status).toBe(400);
    expect(((await operator.send('GET', `/api/alerts/${id}`)).body as AlertDetail).alert.version).toBe(1);
  });

  test.each([
    ['a script', '<script>alert(1)</script><img src=x onerror=alert(1)>'],
    ['right-to-left marks', '\u202Etxt.exe\u2066'],
    ['emoji and accents', '👩‍👩‍👧‍👦 Ngõ 7, Đầm Vạc — ướt'],
    ['quotes for the database', `'); drop table alert; --`],
  ])('with a comment of %s keeps it letter for letter', async (_, text) => {
    const id = await raiseAlert(gateway.database);
    await step(operator, id, { kind: 'comment', text });
    const { steps } = (await operator.send('GET', `/api/alerts/${id}`)).body as AlertDetail;
    expect(steps.at(-1)?.text).toBe(text);
  });
});

describe('a step that is taken back', () => {
  const undo = (browser: Browser, id: number) => step(browser, id, { kind: 'undone' });

  test('leaves the alert as it was before, and stays in its life', async () => {
    const id = await raiseAlert(gateway.database);
    await step(operator, id, { kind: 'acknowledged' });
    const { status, body } = await undo(operator, id);
    expect(status).toBe(201);
    const { alert, steps } = body as AlertDetail;
    expect(alert).toMatchObject({ version: 3, state: 'raised', clock: { acknowledgedAt: null } });
    expect(steps.map(({ kind, by }) => [kind, by])).toEqual([
      ['raised', null],
      ['acknowledged', 'operator'],
      ['undone', 'operator'],
    ]);
    expect((await step(operator, id, { kind: 'acknowledged' })).status).toBe(201);
  });

  test('gives back to whom it was handed before, and by when', async () => {
    const id = await raiseAlert(gateway.database);
    const deadlineAt = '2030-01-01T00:00:00.000Z';
    await step(operator, id, { ...toWard('north'), deadlineAt });
    await step(operator, id, toWard('south'));
    const { alert } = (await undo(operator, id)).body as AlertDetail;
    expect(alert).toMatchObject({ state: 'dispatched', deadlineAt, assignee: { id: 'north' } });
    const before = ((await undo(operator, id)).body as AlertDetail).alert;
    expect(before).toMatchObject({ state: 'raised', deadlineAt: null, assignee: null });
  });

  test('opens an alert that was closed by mistake in the state it had', async () => {
    const id = await raiseAlert(gateway.database);
    await step(operator, id, { kind: 'false-alarm', text: 'Mèo' });
    const { alert } = (await undo(operator, id)).body as AlertDetail;
    expect(alert).toMatchObject({ state: 'raised', clock: { resolvedAt: null, acknowledgedAt: null } });
  });

  test('must be the last one, one’s own, and fresh', async () => {
    const id = await raiseAlert(gateway.database);
    const refused = async (browser: Browser) => {
      const { status, body } = await undo(browser, id);
      expect([status, (body as ApiError).error.code]).toEqual([409, 'wrong-step']);
    };
    await refused(operator);
    await step(operator, id, { kind: 'acknowledged' });
    await refused(police);
    await step(police, id, { kind: 'on-scene' });
    await refused(operator);
    await gateway.database.query("update alert_step set at = at - interval '2 minutes' where alert_id = $1", [id]);
    await refused(police);
    const { alert } = (await operator.send('GET', `/api/alerts/${id}`)).body as AlertDetail;
    expect(alert).toMatchObject({ state: 'on-scene', version: 3 });
  });

  test('is refused where another alert of the same rule and place is active by now', async () => {
    const id = await raiseAlert(gateway.database);
    await step(operator, id, { kind: 'resolved' });
    const other = await raiseAlert(gateway.database);
    await gateway.database.query(
      'update alert set place_key = (select place_key from alert where id = $1) where id = $2',
      [id, other],
    );
    expect(await undo(operator, id)).toMatchObject({
      status: 409,
      body: { error: { code: 'conflict' }, detail: { alert: { state: 'resolved' } } },
    });
  });
});

describe('an alert that was escalated', () => {
  const escalatedAt = async (id: number) =>
    ((await operator.send('GET', `/api/alerts/${id}`)).body as AlertDetail).alert.escalatedAt;
  const escalate = () => escalateOverdue(gateway.database, { critical: 0, warning: 0, info: 0 });

  test('is marked until somebody acts, and again when that is taken back', async () => {
    const id = await raiseAlert(gateway.database);
    expect(await escalatedAt(id)).toBeNull();
    await escalate();
    const at = await escalatedAt(id);
    expect(at).not.toBeNull();
    await step(operator, id, { kind: 'acknowledged' });
    expect(await escalatedAt(id)).toBeNull();
    await step(operator, id, { kind: 'undone' });
    expect(await escalatedAt(id)).toBe(at);
  });

  test('past its deadline is marked until it is handed on with another', async () => {
    const id = await raiseAlert(gateway.database);
    await step(operator, id, { ...toWard('north'), deadlineAt: '2020-01-01T00:00:00.000Z' });
    await escalate();
    expect(await escalatedAt(id)).not.toBeNull();
    await step(operator, id, { ...toWard('south'), deadlineAt: '2030-01-01T00:00:00.000Z' });
    expect(await escalatedAt(id)).toBeNull();
  });
});

describe('an alert that is handed over', () => {
  test('to a ward is called what the ward is called, with its deadline', async () => {
    const id = await raiseAlert(gateway.database);
    const deadlineAt = '2030-01-01T00:00:00.000Z';
    const { body } = await step(operator, id, { ...toWard('south'), deadlineAt });
    expect(body).toMatchObject({
      alert: { state: 'dispatched', deadlineAt, assignee: { kind: 'ward', id: 'south', name: 'Phường Bắc' } },
    });
  });

  test('to another ward may be seen and dealt with there, before not', async () => {
    const id = await raiseAlert(gateway.database, { ward: 'north', snapshot: Buffer.from('jpeg') });
    const south = await withSession(gateway.url, gateway.database, 'police-south');
    expect((await south.send('GET', `/api/alerts/${id}`)).status).toBe(404);
    expect((await step(south, id, { kind: 'on-scene' })).status).toBe(404);
    expect((await step(south, id, { kind: 'acknowledged' })).status).toBe(404);
    const { rows } = await gateway.database.query('select state from alert where id = $1', [id]);
    expect(rows, 'what is not found is not changed either').toEqual([{ state: 'raised' }]);
    await step(operator, id, toWard('south'));
    expect((await south.send('GET', `/api/alerts/${id}`)).status).toBe(200);
    expect((await south.send('GET', `/api/alerts/${id}/snapshot`)).status).toBe(200);
    const { alerts } = (await south.send('GET', '/api/alerts')).body as AlertPage;
    expect(alerts.map((alert) => alert.id)).toContain(id);
    expect((await step(south, id, { kind: 'on-scene' })).status).toBe(201);
  });

  test('to an account may be seen by it alone', async () => {
    const id = await raiseAlert(gateway.database, { ward: 'north' });
    await step(operator, id, { kind: 'dispatched', assignee: { kind: 'account', id: 'police-south', name: '' } });
    const south = await withSession(gateway.url, gateway.database, 'police-south');
    const planner = await withSession(gateway.url, gateway.database, 'planner-south');
    expect((await south.send('GET', `/api/alerts/${id}`)).status).toBe(200);
    expect((await planner.send('GET', `/api/alerts/${id}`)).status).toBe(404);
  });
});

describe('the picture of an alert', () => {
  const jpeg = Buffer.from(Array.from({ length: 1000 }, (_, i) => i % 256));
  const sha256 = createHash('sha256').update(jpeg).digest('hex');

  test('comes as it was sealed, named by its sha256', async () => {
    const id = await raiseAlert(gateway.database, { snapshot: jpeg });
    const { status, headers, body } = await operator.send('GET', `/api/alerts/${id}/snapshot`);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('image/jpeg');
    expect(headers.get('etag')).toBe(`"${sha256}"`);
    expect(headers.get('cache-control')).toBe('private, no-cache');
    expect(body).toEqual(jpeg);
  });

  test('is not sent again to a browser that has it', async () => {
    const id = await raiseAlert(gateway.database, { snapshot: jpeg });
    const path = `/api/alerts/${id}/snapshot`;
    const again = await operator.send('GET', path, undefined, { 'if-none-match': `"${sha256}"` });
    expect(again.status).toBe(304);
  });

  test('can be had in parts', async () => {
    const id = await raiseAlert(gateway.database, { snapshot: jpeg });
    const path = `/api/alerts/${id}/snapshot`;
    const part = await operator.send('GET', path, undefined, { range: 'bytes=10-19' });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe('bytes 10-19/1000');
    expect(part.body).toEqual(jpeg.subarray(10, 20));
    expect((await operator.send('GET', path, undefined, { range: 'bytes=2000-' })).status).toBe(416);
  });

  test('that there is none of is not found', async () => {
    const id = await raiseAlert(gateway.database);
    expect((await operator.send('GET', `/api/alerts/${id}/snapshot`)).status).toBe(404);
  });
});

describe('the list of alerts', () => {
  test('is filtered by state, severity, area, device, rule and time, and read page by page', async () => {
    const ids: number[] = [];
    for (let i = 0; i < 5; i++) ids.push(await raiseAlert(gateway.database, { ward: 'south', severity: 'info' }));
    const list = async (query: string) =>
      (await operator.send('GET', `/api/alerts?areaId=south&${query}`)).body as AlertPage;
    const first = await list('severity=info&limit=3');
    expect(first.alerts.map(({ id }) => id)).toEqual(ids.toReversed().slice(0, 3));
    expect(first.more).toBe(true);
    const rest = await list(`severity=info&limit=3&beforeId=${first.alerts.at(-1)?.id}`);
    expect(rest.alerts.map(({ id }) => id)).toEqual(ids.toReversed().slice(3));
    expect(rest.more).toBe(false);
    await step(operator, ids[0] ?? 0, { kind: 'resolved' });
    expect((await list('severity=info')).alerts).toHaveLength(4);
    expect((await list('severity=info&state=all')).alerts).toHaveLength(5);
    expect((await list('severity=info&state=resolved')).alerts.map(({ id }) => id)).toEqual([ids[0]]);
    expect((await list('severity=warning')).alerts).toEqual([]);
    expect((await list('severity=info&deviceId=cam-south&ruleId=night')).alerts).toHaveLength(4);
    expect((await list('severity=info&deviceId=cam-north')).alerts).toEqual([]);
    expect((await list('severity=info&from=2100-01-01T00:00:00Z')).alerts).toEqual([]);
  });
});
