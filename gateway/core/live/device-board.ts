import type { Agent } from '../../../contracts/api.ts';
import type { DevicesPush } from '../../../contracts/push.ts';
import type { Severity } from '../../../contracts/rules.ts';
import type { AgentStatus, CameraHealth, Quality } from '../../../contracts/telemetry.ts';
import { agentNow, cameraNow, sensorNow } from '../device-now.ts';

type CameraLine = {
  readonly kind: 'camera';
  readonly id: string;
  readonly areaId: string | null;
  readonly state: Omit<CameraHealth, 'cameraId'> | null;
  readonly heardAtMs: number | null;
};
type SensorLine = {
  readonly kind: 'sensor';
  readonly id: string;
  readonly areaId: string | null;
  readonly everyS: number;
  readonly state: { readonly value: number; readonly at: number; readonly quality: Quality } | null;
};
type AgentLine = {
  readonly kind: 'agent';
  readonly id: string;
  readonly name: string;
  /** Areas of the devices it serves: who sees one of them sees the agent. */
  readonly areaIds: ReadonlySet<string>;
  readonly state: Pick<AgentStatus, 'state' | 'at'> | null;
  readonly heardAtMs: number | null;
};

/** What the board knows of one device. */
export type BoardLine = CameraLine | SensorLine | AgentLine;

type CameraShown = DevicesPush['cameras'][number];
type SensorShown = DevicesPush['sensors'][number];
type Shown = { readonly shown: CameraShown | SensorShown | Agent; readonly text: string; readonly changedAtMs: number };

/** The newest of every device, as consoles are shown it. */
export type DeviceBoard = {
  /** Takes the devices as they are set up now; those that are gone are forgotten. */
  readonly load: (lines: readonly BoardLine[], severities: ReadonlyMap<string, Severity>) => void;
  /** Takes one newer state; unknown devices are ignored (a load follows their setting up). */
  readonly heard: (
    kind: BoardLine['kind'],
    id: string,
    state: NonNullable<BoardLine['state']>,
    heardAtMs: number,
  ) => void;
  /** Takes the gravest active alert of a sensor; null: none. */
  readonly judged: (sensorId: string, severity: Severity | null) => void;
  /** Keys of devices that look different from the last call on, by news or by the time that passed. */
  readonly changed: (nowMs: number) => readonly string[];
  /** Keys of devices that changed since a moment; null: all. */
  readonly since: (sinceMs: number | null) => readonly string[];
  /** What to push of these devices to somebody with these areas (null: the whole city); null when nothing is theirs. */
  readonly push: (keys: Iterable<string>, areaIds: readonly string[] | null, skipped: number) => DevicesPush | null;
};

/** How often every device is looked at for what the passing of time changes (silent, unheard), milliseconds. */
const LOOK_AT_ALL_MS = 2000;

/** An empty board. */
export function createDeviceBoard(): DeviceBoard {
  let lines = new Map<string, BoardLine>();
  const news = new Set<string>();
  let lookedAtAllMs = Number.NEGATIVE_INFINITY;
  let severities = new Map<string, Severity>();
  const shown = new Map<string, Shown>();

  const look = (line: BoardLine, nowMs: number): Shown['shown'] => {
    switch (line.kind) {
      case 'camera':
        return { id: line.id, ...cameraNow(line.state, line.heardAtMs, nowMs) };
      case 'sensor':
        return {
          id: line.id,
          ...sensorNow(line.state, { everyS: line.everyS, severity: severities.get(line.id) ?? null, nowMs }),
        };
      case 'agent':
        return { id: line.id, name: line.name, ...agentNow(line.state, line.heardAtMs, nowMs) };
    }
  };

  return {
    load: (devices, graves) => {
      lines = new Map(devices.map((line) => [keyOf(line.kind, line.id), line]));
      severities = new Map(graves);
      for (const key of shown.keys()) if (!lines.has(key)) shown.delete(key);
      lookedAtAllMs = Number.NEGATIVE_INFINITY;
    },
    heard: (kind, id, state, heardAtMs) => {
      const key = keyOf(kind, id);
      const line = lines.get(key);
      // A line's kind says what its state is: both come from one row of the store.
      if (!line) return;
      lines.set(key, { ...line, state, heardAtMs } as BoardLine);
      news.add(key);
    },
    judged: (sensorId, severity) => {
      if (severity === null) severities.delete(sensorId);
      else severities.set(sensorId, severity);
      news.add(keyOf('sensor', sensorId));
    },
    changed: (nowMs) => {
      const all = nowMs - lookedAtAllMs >= LOOK_AT_ALL_MS;
      const keys: string[] = [];
      for (const key of all ? lines.keys() : news) {
        const line = lines.get(key);
        if (!line) continue;
        const now = look(line, nowMs);
        const text = JSON.stringify(now);
        if (shown.get(key)?.text === text) continue;
        shown.set(key, { shown: now, text, changedAtMs: nowMs });
        keys.push(key);
      }
      news.clear();
      if (all) lookedAtAllMs = nowMs;
      return keys;
    },
    since: (sinceMs) =>
      [...shown].flatMap(([key, { changedAtMs }]) => (sinceMs === null || changedAtMs >= sinceMs ? [key] : [])),
    push: (keys, areaIds, skipped) => {
      const push: DevicesPush = { cameras: [], sensors: [], agents: [], skipped };
      for (const key of keys) {
        const line = lines.get(key);
        const now = shown.get(key)?.shown;
        if (!line || !now || !isTheirs(line, areaIds)) continue;
        // `look` made it from a line of this kind.
        if (line.kind === 'camera') push.cameras.push(now as CameraShown);
        else if (line.kind === 'sensor') push.sensors.push(now as SensorShown);
        else push.agents.push(now as Agent);
      }
      return push.cameras.length + push.sensors.length + push.agents.length === 0 ? null : push;
    },
  };
}

function isTheirs(line: BoardLine, areaIds: readonly string[] | null): boolean {
  if (areaIds === null) return true;
  if (line.kind === 'agent') return areaIds.some((id) => line.areaIds.has(id));
  return line.areaId !== null && areaIds.includes(line.areaId);
}

function keyOf(kind: BoardLine['kind'], id: string): string {
  return `${kind}:${id}`;
}
