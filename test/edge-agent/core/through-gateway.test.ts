import { expect, test } from 'vitest';
import { throughGateway } from '../../../edge-agent/core/through-gateway.ts';

const told = { requestId: 'request-1', uploadToken: 'a-token-for-this-once' };
const still = (uploadUrl: string) => ({ command: 'still' as const, cameraId: 'gate', uploadUrl, ...told });

test('what is asked for goes to the gateway as the host reaches it, on the path that was named', () => {
  const asked = still('https://citywatch.example/api/uploads/7?x=1');
  expect(throughGateway(asked, 'http://gateway:8080').uploadUrl).toBe('http://gateway:8080/api/uploads/7?x=1');
});

test('a port, a name or a password in the command lead nowhere else', () => {
  const asked = still('https://someone:secret@elsewhere.example:9000/api/uploads/7');
  expect(throughGateway(asked, 'https://citywatch.example/').uploadUrl).toBe('https://citywatch.example/api/uploads/7');
});

test('live video stays a WebSocket, with TLS where the gateway has it', () => {
  const live = {
    command: 'live' as const,
    streamId: 'stream-1',
    cameraId: 'gate',
    until: 1,
    uploadToken: told.uploadToken,
  };
  const asked = { ...live, uploadUrl: 'wss://citywatch.example/api/live/streams/1' };
  expect(throughGateway(asked, 'http://gateway:8080').uploadUrl).toBe('ws://gateway:8080/api/live/streams/1');
  expect(throughGateway(asked, 'https://gateway').uploadUrl).toBe('wss://gateway/api/live/streams/1');
});
