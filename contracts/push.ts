import { z } from 'zod';
import { alert, alertStep } from './alerts.ts';
import { agent, camera, sensor } from './api.ts';
import { alertId, cursor, epochMs } from './ids.ts';

/**
 * socket.io namespace of the gateway for consoles; signed in by the session cookie, so from the gateway's own pages.
 * WebSocket only: `io(LIVE_NAMESPACE, { transports: ['websocket'] })`, any gateway will do each time. When the session
 * ends the gateway disconnects the socket; `connect_error` with `message` `not-signed-in` says the same at the door.
 */
export const LIVE_NAMESPACE = '/live';

/**
 * Client → gateway, event `hello`, first thing after each (re)connection; nothing is pushed before it.
 * `since` null: from now on. `devicesSince`: the server's time of the newest states of devices the client has; left out or
 * null: all states are pushed. Acknowledged with {@link helloAnswer}, or with null when the request has the wrong form.
 */
export const hello = z.object({ since: cursor.nullable(), devicesSince: epochMs.nullish() });
export type Hello = z.infer<typeof hello>;
export const helloAnswer = z.object({
  serverTime: epochMs,
  /** Bundles differ between versions: a stale tab reloads. */
  version: z.string(),
  /** False: the gap is too old to be filled; load everything anew. */
  caughtUp: z.boolean(),
});
export type HelloAnswer = z.infer<typeof helloAnswer>;

/**
 * Gateway → client, event `alerts`: each alert in its newest form, in order; remember `cursor`. A step may come twice:
 * its `id` says so.
 */
export const alertsPush = z.object({ cursor, alerts: z.array(alert), steps: z.array(alertStep) });
export type AlertsPush = z.infer<typeof alertsPush>;

/** Gateway → client, event `devices`: the newest of each changed device; older states in between are skipped on purpose. */
export const devicesPush = z.object({
  cameras: z.array(
    camera.pick({
      id: true,
      condition: true,
      fault: true,
      conditionSince: true,
      fps: true,
      kbps: true,
      lastFrameAt: true,
    }),
  ),
  sensors: z.array(sensor.pick({ id: true, value: true, at: true, quality: true, state: true })),
  agents: z.array(agent),
  /** States of devices this console did not get since the last push, because it could not keep up; newer ones came. */
  skipped: z.number().int().min(0),
});
export type DevicesPush = z.infer<typeof devicesPush>;

/** Gateway → client, event `settings`: devices, zones, rules or areas changed: load the city anew. */

/** Client → gateway, event `shown`: these alerts are painted, by the server's clock as the client estimates it. */
export const shown = z.object({ alerts: z.array(z.object({ id: alertId, at: epochMs })).max(500) });
export type Shown = z.infer<typeof shown>;

/**
 * A part of the way from the cameras to this screen that does not work, and since when, by the server's clock. `perceiving`:
 * nobody looks at pictures; `judging`: nobody applies the rules; `database`: nothing can be read or written; `broker`:
 * agents and gateway do not hear each other.
 */
export const chainTrouble = z.object({
  is: z.enum(['database', 'judging', 'perceiving', 'broker']),
  since: epochMs,
});
export type ChainTrouble = z.infer<typeof chainTrouble>;

/**
 * Client → gateway, event `clock`, acknowledged with the server's epoch milliseconds and the {@link chainTrouble}s there are:
 * a connection that stands says nothing of what is behind it.
 */
