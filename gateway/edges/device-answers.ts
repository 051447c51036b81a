import type { Agent, Camera, Sensor } from '../../contracts/api.ts';
import type { StoredAgent } from '../../store/agents.ts';
import type { StoredCamera } from '../../store/cameras.ts';
import type { StoredSensor } from '../../store/sensors.ts';
import { agentNow, cameraNow, sensorNow } from '../core/device-now.ts';
import { redactUrl } from '../core/redact-url.ts';
import type { Caller } from './http/route.ts';

/** A camera as this caller may see it: its address only for admins, never with its secrets. */
export function toCamera(stored: StoredCamera, caller: Caller, nowMs: number): Camera {
  const { url, ...settings } = stored.settings;
  return {
    ...settings,
    url: caller.account.role === 'admin' ? redactUrl(url) : null,
    areaId: stored.areaId,
    ...cameraNow(stored.state, stored.heardAtMs, nowMs),
  };
}

/** A sensor as this caller may see it: its address only for admins, never with its secrets. */
export function toSensor(stored: StoredSensor, caller: Caller, nowMs: number): Sensor {
  const { url, ...settings } = stored.settings;
  return {
    ...settings,
    url: url !== null && caller.account.role === 'admin' ? redactUrl(url) : null,
    areaId: stored.areaId,
    ...sensorNow(stored.state, { everyS: settings.everyS, severity: stored.severity, nowMs }),
  };
}

/** An agent as it is now. */
export function toAgent(stored: StoredAgent, nowMs: number): Agent {
  return { id: stored.id, name: stored.name, ...agentNow(stored.state, stored.heardAtMs, nowMs) };
}
