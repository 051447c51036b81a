import fc from 'fast-check';
import { expect, it } from 'vitest';
import { boundSessions, createPacketGauge } from '../../demo/broker-bounds.ts';

/** A PUBLISH whose variable header and payload together have that many bytes (MQTT 3.1.1, 2.2). */
function packet(bodyBytes: number): Buffer {
  const low = bodyBytes % 128;
  const length = bodyBytes < 128 ? [low] : [low | 0x80, Math.floor(bodyBytes / 128)];
  return Buffer.concat([Buffer.from([0x30, ...length]), Buffer.alloc(bodyBytes, 0xff)]);
}

it('takes packets up to the limit and none beyond, however the stream is cut', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 1, max: 400 }),
      fc.integer({ min: 1, max: 50 }),
      (sizes, limit, cut) => {
        const stream = Buffer.concat(sizes.map(packet));
        const gauge = createPacketGauge(limit);
        let taken = true;
        for (let at = 0; at < stream.length && taken; at += cut) taken = gauge(stream.subarray(at, at + cut));
        expect(taken).toBe(sizes.every((size) => size <= limit));
      },
    ),
  );
});

it('refuses a length that never ends', () => {
  expect(createPacketGauge(Number.MAX_SAFE_INTEGER)(Buffer.from([0x30, 0x80, 0x80, 0x80, 0x80]))).toBe(false);
});

it('keeps no more than the bound for a session, and has room again when one is acknowledged', async () => {
  const kept: string[] = [];
  const dropped: string[] = [];
  const store = {
    outgoingEnqueueCombi: async (subscriptions: readonly { readonly clientId: string }[]) => {
      kept.push(...subscriptions.map(({ clientId }) => clientId));
    },
    outgoingClearMessageId: async (): Promise<unknown> => ({}),
  };
  boundSessions(store, 2, (clientId) => dropped.push(clientId));
  await store.outgoingEnqueueCombi([{ clientId: 'a' }, { clientId: 'b' }]);
  await store.outgoingEnqueueCombi([{ clientId: 'a' }]);
  await store.outgoingEnqueueCombi([{ clientId: 'a' }, { clientId: 'b' }]);
  expect({ kept, dropped }).toEqual({ kept: ['a', 'b', 'a', 'b'], dropped: ['a'] });

  await (
    store as { outgoingClearMessageId(client: { id: string }, packet: unknown): Promise<unknown> }
  ).outgoingClearMessageId({ id: 'a' }, {});
  await store.outgoingEnqueueCombi([{ clientId: 'a' }]);
  expect(kept.at(-1)).toBe('a');
});
