import { expect, test } from 'vitest';
import type { Severity } from '../../contracts/rules.ts';
import { createAnnouncer } from '../../web/announcer.ts';
import { dictionaryOf } from '../../web/core/text/dictionary.ts';
import { aState, anAlert } from './builders.ts';

function aConsole() {
  const played: Severity[] = [];
  const clock = { ms: 0 };
  const sound = {
    play: (severity: Severity) => void played.push(severity),
    blocked: () => false,
    allow: async () => undefined,
  };
  const region = { textContent: '' };
  const announcer = createAnnouncer(sound, region as unknown as Element, () => clock.ms);
  const arrive = (...severities: Severity[]) =>
    announcer.arrived(
      severities.map((severity, id) => anAlert({ id, severity })),
      aState(),
      dictionaryOf('vi'),
    );
  return { played, clock, region, arrive };
}

test('many alerts in a row are sounded once, and again only for a graver one or after its tune', () => {
  const { played, clock, arrive } = aConsole();
  for (let n = 0; n < 30; n++, clock.ms += 20) arrive('warning', 'info');
  expect(played).toEqual(['warning']);
  arrive('critical');
  arrive('warning');
  expect(played).toEqual(['warning', 'critical']);
  clock.ms += 5000;
  arrive('info');
  expect(played).toEqual(['warning', 'critical', 'info']);
});

test('how many came together is said before the gravest', () => {
  const { region, arrive } = aConsole();
  arrive('info', 'critical', 'warning');
  expect(region.textContent).toMatch(/^3 cảnh báo mới\. Cảnh báo mới, Nghiêm trọng/);
  arrive('info');
  expect(region.textContent).toMatch(/^Cảnh báo mới, Thông tin/);
});
