import { svg, html, type TemplateResult } from 'lit-html';

const PATHS = {
  boxes: 'M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M9 9h6v6H9z',
  snapshot: 'M4 8h3.5L9 6h6l1.5 2H20v11H4zM12 16.5a3.3 3.3 0 1 0 0-6.6 3.3 3.3 0 0 0 0 6.6',
  map: 'M9 4 3 6.5v13.5l6-2.5 6 2.5 6-2.5V4l-6 2.5L9 4Zm0 0v13.5M15 6.5V20',
  chart: 'M4 20V4M4 20h16M8 16v-4M12 16V8M16 16v-6M20 16V6',
  back: 'M15 5l-7 7 7 7',
  forth: 'M9 5l7 7-7 7',
  compare: 'M8 4v16M4 8l4-4 4 4M16 20V4M12 16l4 4 4-4',
  shapes: 'M4 4h7v7H4zM16.5 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM8 14l4.5 7h-9zM14 14h6v6h-6z',
  download: 'M12 4v11M7 10.5l5 5 5-5M4.5 20h15',
  line: 'M4 19 20 5M9 5l3 3M15 19l-3-3',
  equal: 'M5 9h14M5 15h14',
  up: 'M12 20V4M5 11l7-7 7 7',
  down: 'M12 4v16M5 13l7 7 7-7',
  wall: 'M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z',
  system: 'M3 12h4l2.5-7 5 14 2.5-7h4',
  settings:
    'M12 15.2a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4ZM19.4 13.5l1.6 1.2-1.8 3.1-1.9-.7a7.6 7.6 0 0 1-1.9 1.1l-.3 2h-3.6l-.3-2a7.6 7.6 0 0 1-1.9-1.1l-1.9.7-1.8-3.1 1.6-1.2a7.7 7.7 0 0 1 0-2.2L3.6 10l1.8-3.1 1.9.7a7.6 7.6 0 0 1 1.9-1.1l.3-2h3.6l.3 2c.7.3 1.3.6 1.9 1.1l1.9-.7L21 10l-1.6 1.2a7.7 7.7 0 0 1 0 2.3Z',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM15.2 15.2 20 20',
  sound: 'M4 9.5v5h3.5L12 18.5v-13L7.5 9.5H4ZM15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a7.8 7.8 0 0 1 0 11',
  muted: 'M4 9.5v5h3.5L12 18.5v-13L7.5 9.5H4ZM16 9.5l5 5M21 9.5l-5 5',
  night: 'M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10Z',
  day: 'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM12 2.5V5M12 19v2.5M2.5 12H5M19 12h2.5M5.3 5.3 7 7M17 17l1.7 1.7M5.3 18.7 7 17M17 7l1.7-1.7',
  keyboard: 'M3 6.5h18v11H3zM7 10h.01M10.3 10h.01M13.6 10h.01M17 10h.01M7 13.8h10',
  close: 'M6 6l12 12M18 6 6 18',
  check: 'M4.5 12.5 10 18 20 6.5',
  send: 'M4 12h15M13 6l6 6-6 6',
  flag: 'M6 21V4h11l-2 4 2 4H6',
  comment: 'M4 5h16v11H10l-4 4v-4H4z',
  undo: 'M8 5 4 9l4 4M4 9h10a6 6 0 0 1 0 12h-3',
  link: 'M10 14a4 4 0 0 0 5.7 0l3-3a4 4 0 0 0-5.7-5.7l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.7l1-1',
  target: 'M12 19a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM12 2v4M12 18v4M2 12h4M18 12h4',
  camera: 'M3.5 7.5h11v9h-11zM14.5 11l6-3v8l-6-3',
  sensor:
    'M12 14a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM8 8a5.6 5.6 0 0 0 0 8M16 8a5.6 5.6 0 0 1 0 8M5 5a9.9 9.9 0 0 0 0 14M19 5a9.9 9.9 0 0 1 0 14',
  expand: 'M9 4H4v5M15 4h5v5M9 20H4v-5M15 20h5v-5',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  home: 'M4 11 12 4l8 7v9h-5.5v-6h-5v6H4z',
  clock: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM12 7v5.2l3.4 2',
  user: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20.5a7.5 7.5 0 0 1 15 0',
  key: 'M15 14.5a5 5 0 1 0-4.7-3.2L4 17.6V21h3.5v-2h2v-2h2l1.3-1.4M16.2 8.8h.01',
  out: 'M10 4H5v16h5M14 8l4 4-4 4M18 12H9',
  filter: 'M4 5h16l-6.2 7.4V19l-3.6-2v-4.6L4 5Z',
  dispatch:
    'M3 16V7h10v9M13 10h4.5L21 13v3h-8M7 18.5a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6ZM17 18.5a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6Z',
  pin: 'M12 21s-7-6.2-7-11.5a7 7 0 0 1 14 0C19 14.8 12 21 12 21ZM12 12a2.6 2.6 0 1 0 0-5.2 2.6 2.6 0 0 0 0 5.2Z',
  list: 'M9 6h11M9 12h11M9 18h11M4.5 6h.01M4.5 12h.01M4.5 18h.01',
  handover: 'M5 4h9l5 5v11H5zM14 4v5h5M8.5 13h7M8.5 16.5h5',
  eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12ZM12 14.6a2.6 2.6 0 1 0 0-5.2 2.6 2.6 0 0 0 0 5.2Z',
  play: 'M7 4.5v15l12-7.5-12-7.5Z',
  pause: 'M8 5v14M16 5v14',
  calm: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM8.3 12.4l2.6 2.6 4.8-5.4',
  cut: 'M12 3 2.5 20h19L12 3ZM12 10v4.5M12 17.2v.1',
  hold: 'M7 11V8a5 5 0 0 1 10 0v3M5 11h14v9H5zM12 14.5v2.5',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
} as const;

export type IconName = keyof typeof PATHS;

/** A line icon of 24×24 units in the colour of the text; decoration only, the words beside it carry the meaning. */
export function icon(name: IconName): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    ${svg`<path d=${PATHS[name]} />`}
  </svg>`;
}
