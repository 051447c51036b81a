/** What a base map's features are. Anything else in the file is ignored. */
export type LineKind = 'street' | 'main' | 'trunk' | 'motorway' | 'rail' | 'river';
export type FillKind = 'urban' | 'industry' | 'park' | 'wood' | 'square' | 'water';

/** Colours of one base map style. */
export interface BasemapStyle {
  readonly ground: string;
  readonly fill: Readonly<Record<FillKind, string>>;
  readonly shore: string;
  readonly line: Readonly<Record<LineKind, string>>;
  readonly casing: string;
  readonly text: string;
  readonly textStrong: string;
  readonly textWater: string;
  readonly textRoad: string;
  readonly halo: string;
  readonly dot: string;
}

/** For the dark control room: everything that is not an alert stays quiet. */
export const NIGHT: BasemapStyle = {
  ground: '#0b131b',
  fill: {
    urban: '#121e2a',
    industry: '#151d2a',
    park: '#10251f',
    wood: '#0e1e1c',
    square: '#1a2733',
    water: '#0b2a40',
  },
  shore: '#17486a',
  line: {
    street: '#283a4e',
    main: '#38506a',
    trunk: '#4a5362',
    motorway: '#6a5d45',
    rail: '#51606f',
    river: '#0f3a58',
  },
  casing: '#090f15',
  text: '#8499ad',
  textStrong: '#c3d2df',
  textWater: '#5aa0c8',
  textRoad: '#7f95aa',
  halo: '#0a1118',
  dot: '#6f8599',
};

/** For bright rooms and phones in the sun. */
export const DAY: BasemapStyle = {
  ground: '#f2f1ec',
  fill: {
    urban: '#e8e6df',
    industry: '#e3dfe6',
    park: '#cfe5c4',
    wood: '#dbe8d0',
    square: '#dcd7cb',
    water: '#a9d0e8',
  },
  shore: '#7fb4d4',
  line: {
    street: '#ffffff',
    main: '#fff4cf',
    trunk: '#ffdf9a',
    motorway: '#f4b860',
    rail: '#8b8f96',
    river: '#a9d0e8',
  },
  casing: '#c9c3b6',
  text: '#5d6670',
  textStrong: '#27313b',
  textWater: '#2f6f99',
  textRoad: '#5a5344',
  halo: '#f7f6f2',
  dot: '#6b747d',
};

/** Width of a line in CSS pixels at a zoom level; 0 when it is not drawn there. */
export function lineWidth(kind: LineKind, zoom: number): number {
  const grow = (base: number, from: number) => (zoom < from ? 0 : base * 1.5 ** (zoom - 14));
  switch (kind) {
    case 'street':
      return grow(2.6, 13);
    case 'main':
      return Math.max(1.2, grow(4, 11));
    case 'trunk':
      return Math.max(1.6, grow(4.6, 9));
    case 'motorway':
      return Math.max(2, grow(5.2, 8));
    case 'rail':
      return zoom < 12 ? 1 : Math.min(3, 1.4 * 1.2 ** (zoom - 14));
    case 'river':
      return Math.max(1.2, grow(4, 9));
  }
}
