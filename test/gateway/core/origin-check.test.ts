import { expect, test } from 'vitest';
import { isOwnOrigin } from '../../../gateway/core/origin-check.ts';

const own = 'https://city.example';

test.each([
  [{ origin: own, fetchSite: 'same-origin', host: 'inner:8080' }, own, true],
  [{ origin: own, fetchSite: null, host: null }, own, true],
  [{ origin: 'http://city.example', fetchSite: null, host: 'city.example' }, own, false],
  [{ origin: 'https://city.example.evil', fetchSite: null, host: 'city.example' }, own, false],
  [{ origin: own, fetchSite: 'same-site', host: null }, own, false],
  [{ origin: own, fetchSite: 'cross-site', host: null }, own, false],
  [{ origin: null, fetchSite: null, host: null }, own, true],
  [{ origin: 'null', fetchSite: null, host: 'x' }, null, false],
  [{ origin: 'http://10.0.0.1:8080', fetchSite: null, host: '10.0.0.1:8080' }, null, true],
  [{ origin: 'http://10.0.0.1:8081', fetchSite: null, host: '10.0.0.1:8080' }, null, false],
  [{ origin: 'http://x', fetchSite: null, host: null }, null, false],
])('%j is own of %s: %s', (request, publicOrigin, expected) => {
  expect(isOwnOrigin(request, publicOrigin)).toBe(expected);
});
