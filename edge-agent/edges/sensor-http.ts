import { z } from 'zod';

/** What a sensor's endpoint has to answer; `at` (ISO 8601 or epoch ms) is taken when given. */
const sensorAnswer = z.object({
  value: z.number().min(-1e12).max(1e12),
  at: z.union([z.iso.datetime({ offset: true }), z.number().int().min(0)]).optional(),
});

/** One attempt to read a sensor. `reason` is fit for logs. */
export type SensorAnswer =
  | { readonly ok: true; readonly value: number; readonly atMs: number | undefined }
  | { readonly ok: false; readonly reason: string };

const MAX_ANSWER_BYTES = 64 * 1024;

/** Reads a sensor over HTTP: `GET url` → `{"value": number}`, with Basic where the address holds a name and password. Never throws. */
export async function readSensor(url: string, timeoutMs: number, signal: AbortSignal): Promise<SensorAnswer> {
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    const response = await fetch(...requestOf(url, limit));
    if (!response.ok) {
      await response.body?.cancel();
      return { ok: false, reason: `status ${response.status}` };
    }
    const text = await readBounded(response);
    if (text === undefined) return { ok: false, reason: 'answer too large' };
    const parsed = sensorAnswer.safeParse(parseJson(text));
    if (!parsed.success) return { ok: false, reason: 'answer is not {"value": number}' };
    const { value, at } = parsed.data;
    return { ok: true, value, atMs: typeof at === 'string' ? Date.parse(at) : at };
  } catch (error) {
    return { ok: false, reason: error instanceof Error && error.name === 'TimeoutError' ? 'no answer' : 'unreachable' };
  }
}

/** `fetch` takes no address with a password in it. */
function requestOf(text: string, signal: AbortSignal): [URL, RequestInit] {
  const url = new URL(text);
  const login = [url.username, url.password].map(plain).join(':');
  url.username = '';
  url.password = '';
  const authorization = login === ':' ? {} : { authorization: `Basic ${Buffer.from(login).toString('base64')}` };
  return [url, { signal, redirect: 'error', headers: { accept: 'application/json', ...authorization } }];
}

/** A password may hold a per cent sign that was never meant as an escape. */
function plain(escaped: string): string {
  try {
    return decodeURIComponent(escaped);
  } catch {
    return escaped;
  }
}

async function readBounded(response: Response): Promise<string | undefined> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) return undefined;
    text += decoder.decode(chunk, { stream: true });
  }
  return text;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
