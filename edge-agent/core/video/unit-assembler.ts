import type { Arrival } from '../rtsp/capture-clock.ts';
import type { RtpPacket } from '../rtsp/rtp-packet.ts';
import type { VideoCodec } from './access-unit.ts';
import type { Depacketiser } from './depacketiser.ts';
import { createH264Depacketiser } from './h264-payload.ts';
import { createH265Depacketiser } from './h265-payload.ts';
import { isEntryPoint, isFirstSlice, nalKind, parameterSetKey } from './nal-units.ts';

/** A picture as its packets gave it, before it is known when it was taken. */
export type RawUnit = {
  readonly nals: readonly Uint8Array[];
  readonly isKey: boolean;
  /** 32 bit, in ticks of the track's clock. */
  readonly timestamp: number;
  /** Of the picture's first packet. */
  readonly arrival: Arrival;
};

/** What has happened to pictures so far. */
export type AssemblerStats = {
  readonly whole: number;
  /** Parts of them never came. */
  readonly damaged: number;
  /** Whole, but of no use: a picture before them, which they are coded against, is damaged or was never had. */
  readonly orphaned: number;
};

/** Makes pictures of packets, which must come in order. */
export type UnitAssembler = {
  readonly push: (packet: RtpPacket, arrival: Arrival) => void;
  /** Packets before the next one are missing. */
  readonly lost: () => void;
  readonly stats: () => AssemblerStats;
};

type Open = {
  nals: Uint8Array[];
  timestamp: number;
  arrival: Arrival;
  isKey: boolean;
  hasSlice: boolean;
  isDamaged: boolean;
};

/**
 * A picture is given out with the packet that carries the marker, or when the next picture begins, for cameras that do not set it.
 * Only pictures that can be decoded are given out: after a loss nothing until the next keyframe, because what is decoded against a damaged
 * picture smears, and the smear looks like movement.
 * @param described parameter sets from the stream's description
 */
export function createUnitAssembler(
  codec: VideoCodec,
  described: readonly Uint8Array[],
  onUnit: (unit: RawUnit) => void,
): UnitAssembler {
  const depacketiser: Depacketiser = codec === 'h264' ? createH264Depacketiser() : createH265Depacketiser();
  const parameterSets = new Map(described.map((nal) => [parameterSetKey(codec, nal), nal]));
  let open: Open | undefined;
  let needsKey = true;
  let closedTimestamp: number | undefined;
  /** The marker came within a picture: then it does not say where one ends. */
  let markerLies = false;
  let whole = 0;
  let damaged = 0;
  let orphaned = 0;

  const close = (): void => {
    const unit = open;
    open = undefined;
    if (unit === undefined || (!unit.hasSlice && !unit.isDamaged)) return;
    closedTimestamp = unit.timestamp;
    if (unit.isDamaged) {
      damaged++;
      needsKey = true;
    } else if (needsKey && !(unit.isKey && hasAllSets(codec, parameterSets))) {
      orphaned++;
    } else {
      needsKey = false;
      whole++;
      const nals = unit.isKey ? withParameterSets(unit.nals) : unit.nals;
      onUnit({ nals, isKey: unit.isKey, timestamp: unit.timestamp, arrival: unit.arrival });
    }
  };

  const withParameterSets = (nals: readonly Uint8Array[]): Uint8Array[] => [
    ...[...parameterSets].toSorted(([a], [b]) => Number.parseInt(a, 10) - Number.parseInt(b, 10)).map(([, nal]) => nal),
    ...nals.filter((nal) => nalKind(codec, nal) !== 'parameter-set'),
  ];

  const opened = (timestamp: number, arrival: Arrival): Open =>
    (open ??= { nals: [], timestamp, arrival, isKey: false, hasSlice: false, isDamaged: false });

  const takeNal = (nal: Uint8Array, timestamp: number, arrival: Arrival): void => {
    const kind = nalKind(codec, nal);
    if (kind === 'other') return;
    if (kind === 'parameter-set') parameterSets.set(parameterSetKey(codec, nal), nal);
    const isSlice = kind === 'key-slice' || kind === 'slice';
    const begins = isSlice ? isFirstSlice(codec, nal) : true;
    // A timestamp that stands still separates nothing; what cannot stand within a picture does.
    if (open?.hasSlice === true && begins && !isSuffix(codec, nal)) close();
    if (isSlice && !begins && open?.hasSlice !== true) {
      markerLies ||= timestamp === closedTimestamp;
      opened(timestamp, arrival).isDamaged = true;
    }
    const unit = opened(timestamp, arrival);
    unit.nals.push(nal);
    unit.hasSlice ||= isSlice;
    unit.isKey ||= kind === 'key-slice' || (kind === 'information' && isEntryPoint(codec, nal));
  };

  return {
    lost() {
      depacketiser.gap();
      if (open !== undefined) open.isDamaged = true;
      needsKey = true;
    },
    push(packet, arrival) {
      const { timestamp } = packet;
      if (open?.hasSlice === true && open.timestamp !== timestamp) close();
      if (open !== undefined && !open.hasSlice) open.timestamp = timestamp;
      const isSound = depacketiser.push(packet.payload, (nal) => takeNal(nal, timestamp, arrival));
      if (!isSound) {
        needsKey = true;
        opened(timestamp, arrival).isDamaged = true;
      }
      if (packet.marker && !markerLies) close();
    },
    stats: () => ({ whole, damaged, orphaned }),
  };
}

/** H.265 has supplemental information that follows the slices of its picture. */
function isSuffix(codec: VideoCodec, nal: Uint8Array): boolean {
  return codec === 'h265' && (nal[0] ?? 0) >> 1 === 40;
}

/** Without them nothing can be decoded: sequence and picture parameter sets, in H.265 the one of the video as well. */
function hasAllSets(codec: VideoCodec, sets: ReadonlyMap<string, Uint8Array>): boolean {
  if (codec === 'h265') return sets.has('32') && sets.has('33') && sets.has('34');
  return sets.has('7') && [...sets.keys()].some((key) => key.startsWith('8/'));
}
