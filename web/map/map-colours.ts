import type { DotLook } from '../core/map/dots.ts';
import type { Theme } from '../core/state.ts';

/** Colours of what is drawn over the base map. */
export interface MapColours {
  readonly look: Readonly<Record<DotLook, string>>;
  /** By gravity 0..3. */
  readonly gravity: readonly string[];
  readonly body: string;
  readonly rim: string;
  readonly text: string;
  readonly onColour: string;
  readonly cone: string;
  readonly area: string;
}

/** One set for each theme. */
export const MAP_COLOURS: Readonly<Record<Theme, MapColours>> = {
  night: {
    look: { ok: '#4cc38a', disabled: '#5b6b7a', off: '#8e9aa7', poor: '#f5b83d', bad: '#ff5c6c' },
    gravity: ['#4cc38a', '#58b4f5', '#f5b83d', '#ff5c6c'],
    body: '#13202c',
    rim: '#071018',
    text: '#e4edf5',
    onColour: '#0b1219',
    cone: '#63c7ea',
    area: '#6d8fb3',
  },
  day: {
    look: { ok: '#1d8f5a', disabled: '#97a1ab', off: '#6b7680', poor: '#b87a00', bad: '#d3273e' },
    gravity: ['#1d8f5a', '#1f7fc4', '#b87a00', '#d3273e'],
    body: '#ffffff',
    rim: '#ffffff',
    text: '#1b2733',
    onColour: '#ffffff',
    cone: '#1f7fa8',
    area: '#5b7796',
  },
};
