import fc from 'fast-check';
import { generate } from 'mqtt-packet';
import { expect, it } from 'vitest';
import { boundSessions, createPacketGauge } from '../../demo/broker-bounds.ts';

const publish = (payloadBytes: number): Buffer =>
  generate({ cmd: 'publish', topic: 't', payload: Buffer.alloc(payloadBytes), qos: 0, dup: false, retain: false });

/** What follows the fixed header of such a packet: two bytes of length, the topic, the payload. */
const bodyBytes = (payloadBytes: number): number => 2 + 1 + payloadBytes;

it('takes packets up to the limit and none beyond, however the stream is cut', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 3, max: 400 }),
      fc.integer({ min: 1, max: 50 }),
      (sizes, limit, cut) => {
        const stream = Buffer.concat(sizes.map(publish));
        const gauge = createPacketGauge(limit);
        let taken = true;
        for (let at = 0; at < stream.length && taken; at += cut) taken = gauge(stream.subarray(at, at + cut));
        expect(taken).toBe(sizes.every((size) => bodyBytes(size) <= limit));
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
