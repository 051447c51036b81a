import type { Socket } from 'socket.io-client';
import {
  alertsPush,
  devicesPush,
  type AlertsPush,
  type DevicesPush,
  type HelloAnswer,
} from '../../../contracts/push.ts';

/** A console on the live push that remembers what it got; every push is checked against its schema. */
export type LiveConsole = {
  readonly socket: Socket;
  readonly alerts: AlertsPush[];
  readonly devices: DevicesPush[];
  settings: number;
  /** Resolves when the socket was closed. */
  readonly closed: Promise<string>;
  readonly hello: (since: string | null, devicesSince?: number) => Promise<HelloAnswer>;
  /** Ids of the alerts in the order they came. */
  readonly ids: () => number[];
};

/** Waits until the socket is connected; rejects with the reason when it is not let in. */
export async function connected(socket: Socket): Promise<LiveConsole> {
  const console: LiveConsole = {
    socket,
    alerts: [],
    devices: [],
    settings: 0,
    closed: new Promise((resolve) => socket.once('disconnect', resolve)),
    hello: (since, devicesSince) =>
      socket.timeout(5000).emitWithAck('hello', { since, ...(devicesSince !== undefined && { devicesSince }) }),
    ids: () => console.alerts.flatMap((push) => push.alerts.map((alert) => alert.id)),
  };
  socket.on('alerts', (push: unknown) => console.alerts.push(alertsPush.parse(push)));
  socket.on('devices', (push: unknown) => console.devices.push(devicesPush.parse(push)));
  socket.on('settings', () => console.settings++);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  return console;
}
