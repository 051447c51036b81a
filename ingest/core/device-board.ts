import type { AgentStatus, CameraHealth } from '../../contracts/telemetry.ts';
import type { City, CityCamera } from './city.ts';
import { createLatestBoard } from './latest-board.ts';
import { createSilenceWatch } from './silence-watch.ts';

/** How a camera or an agent is now, as the store takes it. Times are epoch milliseconds. */
export type DeviceRow = {
  readonly deviceId: string;
  readonly areaId: string | null;
  readonly heardAt: number;
  readonly since: number;
} & (
  | { readonly deviceKind: 'camera'; readonly state: Omit<CameraHealth, 'cameraId'> }
  | { readonly deviceKind: 'agent'; readonly state: Pick<AgentStatus, 'state' | 'at' | 'heartbeat'> }
);

/** What became of an agent or a camera, for the log and for whoever follows the camera's objects. */
export type DeviceNews =
  | { readonly kind: 'agent-gone'; readonly agentId: string; readonly why: 'connection broke' | 'nothing heard' }
  | { readonly kind: 'agent-back'; readonly agentId: string }
  | { readonly kind: 'camera-offline'; readonly cameraId: string };

/** What is known of agents and cameras, and what of it is still to be written. */
export interface DeviceBoard {
  /** Something came from an agent: it lives. */
  readonly heard: (agentId: string, nowMs: number) => readonly DeviceNews[];
  /** An agent said how it is, or its last will was published. */
  readonly status: (status: AgentStatus, nowMs: number) => readonly DeviceNews[];
  /** An agent said how one of its cameras is. */
  readonly camera: (camera: CityCamera, health: CameraHealth, nowMs: number) => readonly DeviceNews[];
  /** Looks for those that are not heard of any more. */
  readonly sweep: (city: City, nowMs: number) => readonly DeviceNews[];
  /** Nobody could be heard until now. */
  readonly deafUntil: (nowMs: number) => void;
  readonly settingsChanged: (city: City, nowMs: number) => void;
  /** Whether a camera's stream can be read, as far as is known. */
  readonly isOnline: (camera: CityCamera) => boolean;
  readonly silentAgents: () => number;
  /** Rows due to be written, and the way back for those that could not be. */
  readonly take: (nowMs: number) => readonly (readonly [string, DeviceRow])[];
  readonly putBack: (entries: readonly (readonly [string, DeviceRow])[]) => void;
}

/** An agent that is not heard of for so long is gone, and with it its cameras. Agents speak every few seconds. */
export const AGENT_SILENT_MS = 10_000;
/** A camera its agent does not speak of, though it speaks of others. */
const CAMERA_SILENT_MS = 20_000;
/** What is not news, such as the frames per second, is written this often. */
const REST_MS = 5_000;

/** Makes a board on which nobody is known. */
export function createDeviceBoard(): DeviceBoard {
  const agents = createSilenceWatch(AGENT_SILENT_MS);
  const mentioned = createSilenceWatch(CAMERA_SILENT_MS);
  const rows = createLatestBoard<DeviceRow>(REST_MS);
  const conditions = new Map<string, string>();
  const heartbeats = new Map<string, AgentStatus['heartbeat']>();
  let cameras: City['cameras'] = new Map();

  function putAgent(agentId: string, state: 'online' | 'offline', isNews: boolean, nowMs: number): void {
    const heartbeat = heartbeats.get(agentId);
    const row: DeviceRow = {
      deviceKind: 'agent',
      deviceId: agentId,
      areaId: null,
      heardAt: nowMs,
      since: nowMs,
      state: { state, at: nowMs, ...(heartbeat ? { heartbeat } : {}) },
    };
    rows.put(`agent/${agentId}`, row, isNews, nowMs);
  }

  function putCamera(camera: CityCamera, health: CameraHealth, nowMs: number): readonly DeviceNews[] {
    const { cameraId, ...heard } = health;
    const said = `${heard.condition}/${heard.fault ?? ''}`;
    const isNews = conditions.get(cameraId) !== said;
    conditions.set(cameraId, said);
    // A clock that runs ahead must not put what is happening now into the future.
    const since = Math.min(heard.since, nowMs);
    const row: DeviceRow = {
      deviceKind: 'camera',
      deviceId: cameraId,
      areaId: camera.areaId,
      heardAt: nowMs,
      since,
      state: { ...heard, since },
    };
    rows.put(`camera/${cameraId}`, row, isNews, nowMs);
    return isNews && heard.condition === 'offline' ? [{ kind: 'camera-offline', cameraId }] : [];
  }

  function blind(camera: CityCamera, nowMs: number): readonly DeviceNews[] {
    return putCamera(
      camera,
      {
        cameraId: camera.id,
        condition: 'offline',
        since: nowMs,
        fault: 'unreachable',
        fps: 0,
        lastFrameAt: null,
        width: 0,
        height: 0,
      },
      nowMs,
    );
  }

  /** With its agent, every camera is blind at once. */
  function agentGone(agentId: string, why: 'connection broke' | 'nothing heard', nowMs: number): readonly DeviceNews[] {
    putAgent(agentId, 'offline', true, nowMs);
    const own = [...cameras.values()].filter((camera) => camera.agentId === agentId);
    return [{ kind: 'agent-gone', agentId, why }, ...own.flatMap((camera) => blind(camera, nowMs))];
  }

  function heard(agentId: string, nowMs: number): readonly DeviceNews[] {
    if (!agents.heard(agentId, nowMs)) return [];
    putAgent(agentId, 'online', true, nowMs);
    return [{ kind: 'agent-back', agentId }];
  }

  return {
    heard,
    status({ agentId, state, heartbeat }, nowMs) {
      if (state === 'offline') return agents.gone(agentId) ? agentGone(agentId, 'connection broke', nowMs) : [];
      const isFirst = !heartbeats.has(agentId);
      heartbeats.set(agentId, heartbeat);
      const news = heard(agentId, nowMs);
      putAgent(agentId, 'online', isFirst, nowMs);
      return news;
    },
    camera(camera, health, nowMs) {
      mentioned.heard(camera.id, nowMs);
      return putCamera(camera, health, nowMs);
    },
    sweep(city, nowMs) {
      const gone = agents.sweep(nowMs).flatMap((agentId) => agentGone(agentId, 'nothing heard', nowMs));
      const forgotten = mentioned.sweep(nowMs).flatMap((cameraId) => {
        const camera = city.cameras.get(cameraId);
        return camera && !agents.isSilent(camera.agentId) ? blind(camera, nowMs) : [];
      });
      return [...gone, ...forgotten];
    },
    deafUntil(nowMs) {
      agents.deafUntil(nowMs);
      mentioned.deafUntil(nowMs);
    },
    settingsChanged(city, nowMs) {
      ({ cameras } = city);
      agents.expect(city.agents.keys(), nowMs);
      mentioned.expect(city.cameras.keys(), nowMs);
      for (const id of conditions.keys()) if (!city.cameras.has(id)) conditions.delete(id);
      for (const id of heartbeats.keys()) if (!city.agents.has(id)) heartbeats.delete(id);
    },
    isOnline: (camera) => !agents.isSilent(camera.agentId) && !conditions.get(camera.id)?.startsWith('offline'),
    silentAgents: () => agents.silent(),
    take: (nowMs) => rows.take(nowMs),
    putBack: (entries) => rows.putBack(entries),
  };
}
