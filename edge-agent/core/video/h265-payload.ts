import { createFragments, type Depacketiser } from './depacketiser.ts';
import { splitAggregate } from './h264-payload.ts';

const AGGREGATION = 48;
const FRAGMENTATION = 49;

/** H.265 in RTP: single NAL units, aggregation packets, fragmentation units, all without DONL (RFC 7798, 4.4). */
export function createH265Depacketiser(): Depacketiser {
  const fragments = createFragments();
  return {
    gap: fragments.giveUp,
    push(payload, onNal) {
      const header = payload[0] ?? 0;
      const type = (header >> 1) & 0x3f;
      if (payload.length < 3) return false;
      if (type === FRAGMENTATION) {
        const fu = payload[2] ?? 0;
        const isStart = (fu & 0x80) !== 0;
        const isEnd = (fu & 0x40) !== 0;
        const wasWhole = !isStart || !fragments.giveUp();
        if (isStart) fragments.begin(Uint8Array.of((header & 0x81) | ((fu & 0x3f) << 1), payload[1] ?? 0));
        return fragments.add(payload.subarray(3), isEnd, onNal) && wasWhole;
      }
      const wasWhole = !fragments.giveUp();
      if (type === AGGREGATION) return splitAggregate(payload, 2, onNal) && wasWhole;
      if (type > AGGREGATION) return false;
      onNal(payload.slice());
      return wasWhole;
    },
  };
}
