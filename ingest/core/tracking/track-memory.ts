import { type BoxFilter, FILTER_LENGTH } from './axis-filter.ts';

/** How many past sightings a track remembers for its course. */
export const MEMORY = 8;

/** The numbers that a track keeps. */
export interface TrackMemory {
  readonly filter: BoxFilter;
  /** The filter right after the last sighting, from which a gap is filled once the track is seen again. */
  readonly filterAtLast: BoxFilter;
  /** The last sightings, newest first: time on the tracker's steady clock in s, centre x, centre y. */
  readonly past: Float64Array;
}

/** Gives new tracks the arrays of ended ones: among false boxes tracks begin all the time, and a typed array is dear to make. */
export interface TrackMemories {
  /** Holds what an earlier track left: whoever takes it writes it anew. */
  take(): TrackMemory;
  /** The track has ended and nobody reads its numbers any more. */
  giveBack(memory: TrackMemory): void;
}

/** Starts without any; never holds more than were in use at once. */
export function createTrackMemories(): TrackMemories {
  const free: TrackMemory[] = [];
  return {
    take: () =>
      free.pop() ?? {
        filter: new Float64Array(FILTER_LENGTH),
        filterAtLast: new Float64Array(FILTER_LENGTH),
        past: new Float64Array(MEMORY * 3),
      },
    giveBack: (memory) => void free.push(memory),
  };
}
