import type { Reading } from '../../contracts/telemetry.ts';
import { crc32 } from './crc32.ts';

/** A reading with its number in the agent's store, counted from 1 within one epoch of the store. */
export type NumberedReading = Reading & { readonly seq: number };

/** One line of the readings' store: number, sensor, time, value, and a checksum over these; ends with a newline. */
export function formatReadingLine({ seq, sensorId, at, value }: NumberedReading): string {
  const text = `${seq} ${sensorId} ${at} ${value}`;
  return `${text} ${crc32(text).toString(16).padStart(8, '0')}\n`;
}

/** The reading in a line (without its newline), or undefined when the line is torn or damaged. */
export function parseReadingLine(line: string): NumberedReading | undefined {
  const end = line.length - 9;
  const text = line.slice(0, Math.max(0, end));
  if (line[end] !== ' ' || line.slice(end + 1) !== crc32(text).toString(16).padStart(8, '0')) return undefined;
  const [seq = '', sensorId = '', at = '', value = ''] = text.split(' ');
  return { seq: Number(seq), sensorId, at: Number(at), value: Number(value) };
}
