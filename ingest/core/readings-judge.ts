import {
  deviceReadings,
  reading,
  TELEMETRY_MAX_BYTES,
  type Quality,
  type ReadingRefusal,
} from '../../contracts/telemetry.ts';
import type { City, CitySensor } from './city.ts';

/** A reading that is to be stored. Times are epoch milliseconds. */
export interface JudgedReading {
  readonly sensorId: string;
  readonly at: number;
  readonly value: number;
  readonly quality: Quality;
  readonly areaId: string | null;
  readonly receivedAt: number;
}

/** A reading, or a whole message, that is not stored. */
export interface RefusedReading {
  readonly reason: ReadingRefusal;
  readonly detail: string;
}

/** What a message of readings comes to. */
export interface JudgedReadings {
  readonly rows: readonly JudgedReading[];
  readonly refused: readonly RefusedReading[];
  /** For an agent's message that could be read: whose numbers are now dealt with. */
  readonly numbered: { readonly epoch: string; readonly seqs: readonly number[] } | null;
}

/** A clock a minute ahead is a clock that is a little wrong; beyond, the reading would lie in the future. */
const AHEAD_MS = 60_000;
/** An agent may have been cut off for weeks. What is older would open chunks for times nobody asks for. */
const OLDEST_MS = 90 * 24 * 3_600_000;
const MOST_READINGS = 1_000;

/** Judges one message on `…/agents/{id}/readings`. A reading that is wrong takes no other with it. */
export function judgeAgentReadings(agentId: string, payload: Uint8Array, city: City, nowMs: number): JudgedReadings {
  const message = parseMessage(payload);
  if (!message.ok) return nothing(message);
  const { value } = message;
  if (!isRecord(value) || typeof value['epoch'] !== 'string' || !/^.{1,64}$/su.test(value['epoch'])) {
    return nothing({ reason: 'wrong-shape', detail: 'no epoch' });
  }
  if (value['agentId'] !== agentId) return nothing({ reason: 'wrong-shape', detail: 'not the agent of the topic' });
  const { readings } = value;
  if (!Array.isArray(readings) || readings.length < 1 || readings.length > MOST_READINGS) {
    return nothing({ reason: 'wrong-shape', detail: `readings must be a list of 1 to ${MOST_READINGS}` });
  }
  const rows: JudgedReading[] = [];
  const refused: RefusedReading[] = [];
  const seqs: number[] = [];
  for (const item of readings as readonly unknown[]) {
    const seq = isRecord(item) ? item['seq'] : undefined;
    if (typeof seq === 'number' && Number.isSafeInteger(seq) && seq >= 1) seqs.push(seq);
    else {
      refused.push({ reason: 'wrong-shape', detail: 'a reading without a number' });
      continue;
    }
    const parsed = reading.safeParse(item);
    if (!parsed.success) {
      refused.push({ reason: 'wrong-shape', detail: `number ${seq}: ${parsed.error.issues[0]?.message ?? ''}` });
      continue;
    }
    const sensor = city.sensors.get(parsed.data.sensorId);
    if (!sensor) refused.push({ reason: 'unknown-sensor', detail: parsed.data.sensorId });
    else if (sensor.agentId !== agentId) refused.push({ reason: 'not-your-sensor', detail: sensor.id });
    else judgeTime(sensor, parsed.data.at, parsed.data.value, nowMs, rows, refused);
  }
  return { rows, refused, numbered: { epoch: value['epoch'], seqs } };
}

/** Judges one message on `…/devices/{id}/readings`. */
export function judgeDeviceReadings(sensorId: string, payload: Uint8Array, city: City, nowMs: number): JudgedReadings {
  const message = parseMessage(payload);
  if (!message.ok) return nothing(message);
  const sensor = city.sensors.get(sensorId);
  if (!sensor) {
    // What it says helps to find out what it is, and to take it in.
    const said = deviceReadings.safeParse(message.value).data?.readings.at(-1);
    return nothing({ reason: 'unknown-sensor', detail: said ? `value ${said.value}` : 'not understood' });
  }
  if (sensor.agentId !== null) return nothing({ reason: 'not-your-sensor', detail: `${sensorId} belongs to an agent` });
  const parsed = deviceReadings.safeParse(message.value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return nothing({ reason: 'wrong-shape', detail: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}` });
  }
  const rows: JudgedReading[] = [];
  const refused: RefusedReading[] = [];
  for (const { at, value } of parsed.data.readings) judgeTime(sensor, at, value, nowMs, rows, refused);
  return { rows, refused, numbered: null };
}

/** Whether a message was refused for sensors we do not know: worth asking the store again before it is final. */
export function namesUnknownSensor(judged: JudgedReadings): boolean {
  return judged.refused.some(({ reason }) => reason === 'unknown-sensor');
}

/** Reads JSON from outside. The name in the topic must have been checked by the caller. */
export function parseMessage(
  payload: Uint8Array,
): { readonly ok: true; readonly value: unknown } | ({ readonly ok: false } & RefusedReading) {
  if (payload.length > TELEMETRY_MAX_BYTES) {
    return { ok: false, reason: 'too-large', detail: `${payload.length} bytes, at most ${TELEMETRY_MAX_BYTES}` };
  }
  try {
    return { ok: true, value: JSON.parse(decoder.decode(payload)) };
  } catch (error) {
    return { ok: false, reason: 'not-json', detail: error instanceof Error ? error.message : String(error) };
  }
}

// Bytes that are not UTF-8 are not JSON either.
const decoder = new TextDecoder('utf-8', { fatal: true });

function judgeTime(
  sensor: CitySensor,
  at: number,
  value: number,
  nowMs: number,
  rows: JudgedReading[],
  refused: RefusedReading[],
): void {
  if (at > nowMs + AHEAD_MS) {
    refused.push({ reason: 'from-the-future', detail: `${sensor.id}: ${at - nowMs} ms ahead` });
  } else if (at < nowMs - OLDEST_MS) {
    refused.push({ reason: 'too-old', detail: `${sensor.id}: ${Math.round((nowMs - at) / 86_400_000)} days` });
  } else {
    const suspect =
      (sensor.plausibleMin !== null && value < sensor.plausibleMin) ||
      (sensor.plausibleMax !== null && value > sensor.plausibleMax);
    rows.push({
      sensorId: sensor.id,
      at,
      value,
      quality: suspect ? 'suspect' : 'good',
      areaId: sensor.areaId,
      receivedAt: nowMs,
    });
  }
}

function nothing({ reason, detail }: RefusedReading): JudgedReadings {
  return { rows: [], refused: [{ reason, detail }], numbered: null };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
