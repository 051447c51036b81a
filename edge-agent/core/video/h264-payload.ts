import { createFragments, type Depacketiser } from './depacketiser.ts';
import { readUint16 } from '../rtsp/rtp-packet.ts';

const STAP_A = 24;
const FU_A = 28;

/** H.264 in RTP, packetisation modes 0 and 1: single NAL units, STAP-A, FU-A (RFC 6184, 5.6 to 5.8). */
export function createH264Depacketiser(): Depacketiser {
  const fragments = createFragments();
  return {
    gap: fragments.giveUp,
    push(payload, onNal) {
      const header = payload[0] ?? 0;
      const type = header & 0x1f;
      if (payload.length < 2 || type === 0) return false;
      if (type === FU_A) {
        const fu = payload[1] ?? 0;
        const isStart = (fu & 0x80) !== 0;
        const isEnd = (fu & 0x40) !== 0;
        const wasWhole = !isStart || !fragments.giveUp();
        if (isStart) fragments.begin(Uint8Array.of((header & 0xe0) | (fu & 0x1f)));
        return fragments.add(payload.subarray(2), isEnd, onNal) && wasWhole;
      }
      const wasWhole = !fragments.giveUp();
      if (type === STAP_A) return splitAggregate(payload, 1, onNal) && wasWhole;
      if (type > STAP_A) return false;
      onNal(payload.slice());
      return wasWhole;
    },
  };
}

/** NAL units with their lengths before them. @returns false when the lengths do not add up */
export function splitAggregate(payload: Uint8Array, from: number, onNal: (nal: Uint8Array) => void): boolean {
  let at = from;
  while (at + 2 <= payload.length) {
    const length = readUint16(payload, at);
    const end = at + 2 + length;
    if (length === 0 || end > payload.length) return false;
    onNal(payload.slice(at + 2, end));
    at = end;
  }
  return at === payload.length;
}
