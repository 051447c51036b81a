import { io } from 'socket.io-client';
import type { Cursor } from '../../contracts/ids.ts';
import type { AlertsPush, ChainTrouble, DevicesPush, Hello, HelloAnswer, Shown } from '../../contracts/push.ts';
import { clockOffset, type ClockSample } from '../core/clock-offset.ts';

/** Asked every so often, so that a connection that is dead without saying so is noticed. */
const PING_EVERY_MS = 5_000;
const PING_TIMEOUT_MS = 6_000;
const SAMPLES_KEPT = 12;

/** What the console wants to hear from the live connection. */
export interface LiveListener {
  /** Where to go on from; null before the first list of alerts. */
  readonly cursor: () => Cursor | null;
  readonly onLink: (is: 'connecting' | 'live' | 'lost') => void;
  readonly onHello: (answer: HelloAnswer) => void;
  readonly onAlerts: (push: AlertsPush) => void;
  readonly onDevices: (push: DevicesPush) => void;
  readonly onSettings: () => void;
  /** Anything at all came: what is on screen is fresh. */
  readonly onHeard: () => void;
  readonly onRefused: () => void;
  /** What does not work behind the gateway; told again and again. */
  readonly onTroubles: (troubles: readonly ChainTrouble[]) => void;
}

/** The live connection to the gateway; reconnects for ever with backoff and jitter. */
export interface Live {
  readonly reportShown: (alerts: Shown['alerts']) => void;
  /** How far the server's clock is ahead of this machine's, ms; null until it has answered once. */
  readonly offsetMs: () => number | null;
  readonly stop: () => void;
}

/** Opens the live connection with the session cookie of the page. */
export function openLive(listener: LiveListener): Live {
  const socket = io('/live', {
    transports: ['websocket'],
    reconnectionDelay: 500,
    reconnectionDelayMax: 5_000,
    randomizationFactor: 0.5,
    timeout: 8_000,
  });
  let samples: readonly ClockSample[] = [];
  let offset: number | null = null;
  const sampled = (sentAt: number, serverAt: number) => {
    samples = [...samples, { sentAt, receivedAt: Date.now(), serverAt }].slice(-SAMPLES_KEPT);
    offset = clockOffset(samples);
    listener.onHeard();
  };

  const hello = () => {
    const sentAt = Date.now();
    const said: Hello = { since: listener.cursor() };
    socket.timeout(PING_TIMEOUT_MS).emit('hello', said, (fault: unknown, answer: HelloAnswer) => {
      if (fault) return restart();
      sampled(sentAt, answer.serverTime);
      listener.onLink('live');
      listener.onHello(answer);
      ping();
    });
  };
  const restart = () => {
    if (!socket.connected) return;
    socket.disconnect();
    listener.onLink('lost');
    socket.connect();
  };
  const ping = () => {
    if (!socket.connected) return;
    const sentAt = Date.now();
    // A gateway of the version before says nothing of troubles.
    socket
      .timeout(PING_TIMEOUT_MS)
      .emit('clock', (fault: unknown, serverAt: number, troubles: readonly ChainTrouble[] = []) => {
        if (fault) return restart();
        sampled(sentAt, serverAt);
        listener.onTroubles(troubles);
      });
  };

  // Where the server itself hung up or refused, socket.io does not come back by itself.
  let retry: ReturnType<typeof setTimeout> | undefined;
  const comeBack = () => {
    clearTimeout(retry);
    retry = setTimeout(() => socket.connect(), 1_000 + Math.random() * 2_000);
  };

  socket.on('connect', hello);
  socket.on('disconnect', (reason) => {
    listener.onLink('lost');
    if (reason === 'io server disconnect') comeBack();
  });
  socket.on('connect_error', (error) => {
    if (error.message === 'not-signed-in') listener.onRefused();
    else {
      listener.onLink('lost');
      if (!socket.active) comeBack();
    }
  });
  socket.on('alerts', (push: AlertsPush) => {
    listener.onHeard();
    listener.onAlerts(push);
  });
  socket.on('devices', (push: DevicesPush) => {
    listener.onHeard();
    listener.onDevices(push);
  });
  socket.on('settings', listener.onSettings);
  const timer = setInterval(ping, PING_EVERY_MS);
  return {
    reportShown: (alerts) => {
      if (socket.connected && alerts.length > 0) socket.emit('shown', { alerts } satisfies Shown);
    },
    offsetMs: () => offset,
    stop: () => {
      clearInterval(timer);
      clearTimeout(retry);
      socket.removeAllListeners();
      socket.disconnect();
    },
  };
}
