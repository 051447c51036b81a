import { html, nothing, svg, type TemplateResult } from 'lit-html';
import type { DirectedLine } from '../../../contracts/geometry.ts';
import { px } from '../../core/charts/curve.ts';
import { LOOKS } from '../../core/charts/looks.ts';
import { ribbonsOf, type Movement, type Ribbon } from '../../core/stats/junction.ts';
import { placeNameOf } from './place-name.ts';
import type { StatsFrame } from './stats-frame.ts';

/** Below it there is room for names, not for numbers: these are in the table, px. */
const NARROW = 480;

/** Movements as ribbons from line to line over the camera's picture; each can be pointed at and read. */
export function junctionDiagram(
  movements: readonly Movement[],
  lines: ReadonlyMap<string, DirectedLine>,
  width: number,
  frame: StatsFrame,
): TemplateResult {
  const { sf, s, stats, tell } = frame;
  const isNarrow = width < NARROW;
  const height = Math.round(width * (isNarrow ? 0.8 : 9 / 16));
  const order = [...lines.keys()];
  const ribbons = ribbonsOf(movements, lines, { width, height });
  const at = stats.pointed?.chart === 'turning' ? stats.pointed.index : null;
  const name = ({ movement }: Ribbon) =>
    s.junction.from(
      placeNameOf('zone', movement.origin.zoneId, [], frame),
      placeNameOf('zone', movement.destination.zoneId, [], frame),
    );
  const point = (index: number | null) => tell({ type: 'pointed', chart: 'turning', index });
  return html`<svg class="drawing" width=${width} height=${height} role="group" aria-label=${s.junction.diagram}>
    ${[...lines].map(
      ([id, { from, to }]) => svg`<g class="junction-line" data-look=${order.indexOf(id) % LOOKS}>
      <line x1=${px(from[0] * width)} y1=${px(from[1] * height)} x2=${px(to[0] * width)} y2=${px(to[1] * height)} /></g>`,
    )}
    ${ribbons
      .map((ribbon, i) => ({ ribbon, i }))
      .sort((a, b) => Number(a.i === at) - Number(b.i === at))
      .map(
        ({
          ribbon,
          i,
        }) => svg`<g class="ribbon" tabindex="0" role="img" data-look=${order.indexOf(ribbon.movement.origin.zoneId) % LOOKS}
          data-arrows ?data-at=${at === i} ?data-faint=${at !== null && at !== i}
          aria-label=${`${name(ribbon)}: ${sf.amount(ribbon.movement.amount)}`}
          @pointerenter=${() => point(i)} @pointerleave=${() => point(null)} @focus=${() => point(i)} @blur=${() => point(null)}>
          <path class="ribbon-body" d=${ribbon.path} stroke-width=${px(ribbon.width)} />
          <path class="ribbon-head" d=${ribbon.head} />
        </g>`,
      )}
    ${[...lines].map(([id, line]) => lineLabel(id, line, movements, width, height, frame))}
    ${at === null || !ribbons[at] ? nothing : note(ribbons[at], name(ribbons[at]), width, frame)}
  </svg>`;
}

/** Name of a line, with how many came in over it and went out over it. */
function lineLabel(
  id: string,
  { from, to }: DirectedLine,
  movements: readonly Movement[],
  width: number,
  height: number,
  frame: StatsFrame,
): TemplateResult {
  const { s, sf } = frame;
  const x = ((from[0] + to[0]) / 2) * width;
  const y = ((from[1] + to[1]) / 2) * height;
  const sum = (side: 'origin' | 'destination') =>
    movements.reduce((all, one) => all + (one[side].zoneId === id ? one.amount : 0), 0);
  // Away from the middle of the picture, where the ribbons are.
  const anchor = x < width * 0.25 ? 'start' : x > width * 0.75 ? 'end' : 'middle';
  const outX = anchor === 'start' ? 8 : anchor === 'end' ? width - 8 : x;
  const outY = anchor === 'middle' ? (y < height / 2 ? y - 44 : y + 26) : y - 46;
  return svg`<g class="junction-name" text-anchor=${anchor} transform="translate(${px(outX)} ${px(Math.max(16, Math.min(height - 24, outY)))})">
    <text>${placeNameOf('zone', id, [], frame)}</text>
    ${width < NARROW ? nothing : svg`<text class="junction-sums" y="17">${s.junction.inOut(sf.amount(Math.round(sum('origin'))), sf.amount(Math.round(sum('destination'))))}</text>`}
  </g>`;
}

function note({ middle, movement }: Ribbon, name: string, width: number, { sf, s, f }: StatsFrame): TemplateResult {
  const x = Math.max(110, Math.min(width - 110, middle[0]));
  const rest = [
    movement.observed === null ? null : s.figure.observed(sf.percent(movement.observed)),
    movement.meanS === null ? null : s.junction.takes(f.span(Math.round(movement.meanS))),
  ].filter((text) => text !== null);
  return svg`<g class="ribbon-note" transform="translate(${px(x)} ${px(Math.max(40, middle[1]))})">
    <rect x="-108" y="-34" width="216" height="60" rx="6" />
    <text class="ribbon-note-head" y="-16" text-anchor="middle">${name}</text>
    <text y="2" text-anchor="middle">${sf.amount(movement.amount)}</text>
    <text class="ribbon-note-rest" y="18" text-anchor="middle">${rest.join(' · ')}</text>
  </g>`;
}
