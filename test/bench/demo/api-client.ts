import type { z } from 'zod';
import { alertDetail, alertPage, type AlertDetail, type AlertPage, type NewStep } from '../../../contracts/api.ts';

/** One person's way to the API: signed in, as another system would be. */
export type ApiClient = {
  readonly get: <T>(path: string, shape: z.ZodType<T>) => Promise<T>;
  readonly alerts: (query: string) => Promise<AlertPage>;
  readonly step: (alertId: number, step: NewStep) => Promise<AlertDetail>;
};

/**
 * Signs in over HTTP.
 *
 * @throws Error with the answer when something is refused
 */
export async function signIn(url: string, username: string, password: string): Promise<ApiClient> {
  const headers: Record<string, string> = { origin: url, 'content-type': 'application/json' };
  const call = async (method: string, path: string, body?: object) => {
    const response = await fetch(`${url}${path}`, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 300)}`);
    return { response, json: text === '' ? null : (JSON.parse(text) as unknown) };
  };
  const { response } = await call('POST', '/api/session', { username, password });
  headers['cookie'] = response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
  return {
    get: async (path, shape) => shape.parse((await call('GET', path)).json),
    alerts: async (query) => alertPage.parse((await call('GET', `/api/alerts?${query}`)).json),
    step: async (alertId, step) => alertDetail.parse((await call('POST', `/api/alerts/${alertId}/steps`, step)).json),
  };
}
