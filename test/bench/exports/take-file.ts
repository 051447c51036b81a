import { createWriteStream } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ExportFormat } from '../../../contracts/exports.ts';
import type { Period } from './events.ts';

/** Whom to ask, and as whom. */
export type Asked = { readonly url: string; readonly cookie: string };

const TOLD_EVERY_MS = 5000;

/** Saves a file of events as a browser does, over HTTP. @returns its bytes */
export async function takeFile(
  asked: Asked,
  file: { readonly format: ExportFormat; readonly period: Period; readonly path: string },
  say: (line: string) => void,
): Promise<number> {
  const response = await answered(asked, file);
  let bytes = 0;
  let toldAt = performance.now();
  response.on('data', (part: Buffer) => {
    bytes += part.length;
    if (performance.now() - toldAt < TOLD_EVERY_MS) return;
    toldAt = performance.now();
    say(`    ${mib(bytes)} MiB`);
  });
  await pipeline(response, createWriteStream(file.path));
  return bytes;
}

/** Takes so many bytes a second for some seconds, and leaves. @returns what it took */
export async function takeSlowly(
  asked: Asked,
  file: { readonly format: ExportFormat; readonly period: Period },
  { bytesPerS, seconds }: { readonly bytesPerS: number; readonly seconds: number },
): Promise<number> {
  const response = await answered(asked, file);
  const startedAt = performance.now();
  let bytes = 0;
  for await (const part of response) {
    bytes += (part as Buffer).length;
    const takenS = (performance.now() - startedAt) / 1000;
    if (takenS >= seconds) break;
    await sleep(Math.max(0, (bytes / bytesPerS - takenS) * 1000));
  }
  // Leaving a stream's loop closes it, and the connection with it.
  return bytes;
}

export const mib = (bytes: number): number => Math.round(bytes / 1024 / 1024);

async function answered(
  { url, cookie }: Asked,
  { format, period }: { readonly format: ExportFormat; readonly period: Period },
): Promise<IncomingMessage> {
  const address = `${url}/api/exports/events?format=${format}&from=${period.from}&to=${period.to}`;
  const response = await new Promise<IncomingMessage>((resolve, reject) =>
    get(address, { headers: { cookie }, agent: false }, resolve).once('error', reject),
  );
  if (response.statusCode !== 200) throw new Error(`${address}: ${response.statusCode}`);
  return response;
}
