import { beforeAll, expect, test } from 'vitest';
import { currentRules, deleteRule, RuleChangedError, saveRule } from '../../store/rules.ts';
import { aCity, aRule, type City } from '../analytics/city.ts';

let city: City;
beforeAll(async () => {
  city = await aCity();
});

const versionsOf = async (id: string): Promise<unknown> =>
  (
    await city.database.query('select version, enabled, deleted, changed_by from rule where id = $1 order by version', [
      id,
    ])
  ).rows;

test('each change of a rule is a new version, and the newest is the rule as it is now', async () => {
  const night = { days: [1, 2, 3], from: '22:00', to: '06:00' };
  expect(await saveRule(city.database, aRule({ id: 'a' }), 'an', 0)).toBe(1);
  expect(await saveRule(city.database, aRule({ id: 'a', hours: night, enabled: false }), 'binh', 1)).toBe(2);
  expect((await currentRules(city.database)).rules).toContainEqual({
    ...aRule({ id: 'a', hours: night, enabled: false }),
    version: 2,
  });
  expect(await versionsOf('a')).toEqual([
    { version: 1, enabled: true, deleted: false, changed_by: 'an' },
    { version: 2, enabled: false, deleted: false, changed_by: 'binh' },
  ]);
});

test('a change made from an older version is refused', async () => {
  await saveRule(city.database, aRule({ id: 'b' }), null);
  await saveRule(city.database, aRule({ id: 'b', name: 'Mới' }), null, 1);
  await expect(saveRule(city.database, aRule({ id: 'b' }), null, 1)).rejects.toThrow(RuleChangedError);
  await expect(saveRule(city.database, aRule({ id: 'b' }), null, 0)).rejects.toThrow(RuleChangedError);
});

test('of many who write at the same moment each gets a version of its own or is refused', async () => {
  const written = await Promise.allSettled(
    Array.from({ length: 12 }, () => saveRule(city.database, aRule({ id: 'c' }), null)),
  );
  const versions = written.filter((one) => one.status === 'fulfilled').map((one) => one.value);
  expect(new Set(versions).size).toBe(versions.length);
  for (const one of written) if (one.status === 'rejected') expect(one.reason).toBeInstanceOf(RuleChangedError);
});

test('a deleted rule is gone but its versions stay, and it may be made anew', async () => {
  await saveRule(city.database, aRule({ id: 'd' }), null);
  expect(await deleteRule(city.database, 'd', 'an', 1)).toBe(2);
  expect((await currentRules(city.database)).rules.map((rule) => rule.id)).not.toContain('d');
  expect(await deleteRule(city.database, 'd', 'an')).toBeNull();
  expect(await deleteRule(city.database, 'never', 'an')).toBeNull();
  expect(await saveRule(city.database, aRule({ id: 'd' }), 'an', 0)).toBe(3);
});

test('a stored rule that does not meet the contract is told with its reason, and the others are still there', async () => {
  await saveRule(city.database, aRule({ id: 'good' }), null);
  await city.database.query(
    `insert into rule (id, version, name, severity, condition, enabled)
     values ('bad-zone', 1, 'x', 'info', '{"kind":"zone-presence","zoneIds":[],"classes":["person"],"forS":0}', true),
            ('bad-kind', 1, 'x', 'info', '{"kind":"astrology"}', true)`,
  );
  const { rules, broken } = await currentRules(city.database);
  expect(rules.map((rule) => rule.id)).toContain('good');
  expect(broken.map((rule) => rule.id)).toEqual(['bad-kind', 'bad-zone']);
  for (const rule of broken) expect(rule.reason).toMatch(/condition/);
});
