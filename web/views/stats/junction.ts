import { html, nothing, type TemplateResult } from 'lit-html';
import type { DirectedLine } from '../../../contracts/geometry.ts';
import { matrixOf, movementsOf, type LineEnd, type Movement } from '../../core/stats/junction.ts';
import { levelsOf } from '../../core/charts/levels.ts';
import { snapshotUrl } from '../../edges/http.ts';
import { icon } from '../icon.ts';
import { heatKey } from '../charts/heat-table.ts';
import { sized } from '../charts/sized.ts';
import { junctionDiagram } from './junction-diagram.ts';
import { chartCard } from './chart-card.ts';
import { keyFigure } from './figure-view.ts';
import { placeNameOf } from './place-name.ts';
import { answerOf, valueOf, type StatsFrame } from './stats-frame.ts';

/** More ribbons hide each other; the table has them all. */
const MOST_RIBBONS = 28;
const MOST_ENDS = 4;

/** Who came from where and went where, at one camera. */
export function junction(frame: StatsFrame): TemplateResult {
  const { s, stats, state } = frame;
  const { where, carUnits } = stats.query;
  if (where.kind !== 'camera') return chooseCamera(frame);
  const answer = valueOf(frame, 'movements');
  const movements = answer ? movementsOf(answer, carUnits) : [];
  const lines = linesOf(where.id, frame);
  const total = movements.reduce((sum, { counted }) => sum + counted, 0);
  const all = movements.reduce((sum, { amount }) => sum + amount, 0);
  const observed = movements[0]?.observed ?? null;
  const shown = movements.filter(
    ({ origin, destination }) => lines.has(origin.zoneId) && lines.has(destination.zoneId),
  );
  const picture = [...state.alerts.values()].findLast((alert) => alert.deviceId === where.id && alert.hasSnapshot)?.id;
  return html`${
    answer
      ? html`<ul class="keys-row">
          ${keyFigure(
            {
              title: s.junction.total,
              figure: {
                counted: total,
                observed,
                estimated: all > total ? all : null,
                plusMinus: rootOfSquares(movements),
              },
              unit: carUnits ? s.unit.short : s.junction.unit,
              main: true,
            },
            frame,
          )}
          ${answer.lines
            .filter(({ arrivedFromOther, wentOnToOther }) => arrivedFromOther + wentOnToOther > 0)
            // Where they come from first.
            .toSorted((a, b) => Number(b.wentOnToOther > 0) - Number(a.wentOnToOther > 0))
            .slice(0, MOST_ENDS)
            .map(({ count, ...end }) =>
              keyFigure({ title: armName(end, answer.places, frame), figure: count, unit: s.unit.things }, frame),
            )}
        </ul>`
      : nothing
  }
  ${chartCard(
    {
      id: 'turning',
      title: s.junction.diagram,
      lead: placeNameOf('camera', where.id, answer?.places ?? [], frame),
      answers: [answerOf(frame, 'movements')],
      observed,
      empty: movements.length === 0,
      wide: true,
      chart: () =>
        html`<div class="junction" data-picture=${String(picture !== undefined)}>
            ${picture === undefined ? nothing : html`<img src=${snapshotUrl(picture)} alt="" @error=${hide} />`}
            ${sized((width) => junctionDiagram(shown.slice(0, MOST_RIBBONS), lines, width, frame))}
          </div>
          <p class="muted">
            ${shown.length < movements.length ? s.junction.notDrawn(frame.f.number(movements.length - shown.length)) : s.junction.how}
          </p>`,
      table: () => movementTable(movements, answer?.places ?? [], frame),
    },
    frame,
  )}
  ${matrixCard(movements, frame)}`;
}

function rootOfSquares(movements: readonly Movement[]): number | null {
  if (movements.every(({ plusMinus }) => plusMinus === null)) return null;
  return Math.sqrt(movements.reduce((sum, { plusMinus }) => sum + (plusMinus ?? 0) ** 2, 0));
}

function hide(event: Event): void {
  if (event.currentTarget instanceof HTMLElement) event.currentTarget.hidden = true;
}

function linesOf(cameraId: string, { state }: StatsFrame): ReadonlyMap<string, DirectedLine> {
  const zones = state.city.is === 'ready' ? state.city.value.zones : [];
  return new Map(
    zones.flatMap(({ id, cameraId: of, shape }) =>
      of === cameraId && shape.kind === 'line' ? [[id, shape.line]] : [],
    ),
  );
}

type Places = Parameters<typeof placeNameOf>[2];

/** The way over a line is only said where both are used by those who come, or by those who go. */
function endName(end: LineEnd, among: readonly LineEnd[], places: Places, frame: StatsFrame): string {
  const name = placeNameOf('zone', end.zoneId, places, frame);
  const isPlain = among.every(({ zoneId, direction }) => zoneId !== end.zoneId || direction === end.direction);
  return isPlain || end.direction === null ? name : frame.s.junction.end(name, frame.s.junction.ways[end.direction]);
}

/** A line with its way, as the way into the junction or out of it where it is only one of these. */
function armName(
  end: LineEnd & { readonly arrivedFromOther: number; readonly wentOnToOther: number },
  places: Places,
  frame: StatsFrame,
): string {
  const { s } = frame;
  const name = placeNameOf('zone', end.zoneId, places, frame);
  if (end.arrivedFromOther === 0) return s.junction.comesBy(name);
  if (end.wentOnToOther === 0) return s.junction.goesBy(name);
  return end.direction === null ? name : s.junction.end(name, s.junction.ways[end.direction]);
}

function movementTable(movements: readonly Movement[], places: Places, frame: StatsFrame) {
  const { s, sf, f } = frame;
  const origins = movements.map(({ origin }) => origin);
  const destinations = movements.map(({ destination }) => destination);
  return {
    heads: [
      s.junction.movement,
      s.figure.counted,
      s.figure.coverage,
      s.figure.estimate,
      s.figure.margin,
      s.junction.mean,
    ],
    rows: movements.map((one) => [
      s.junction.from(
        endName(one.origin, origins, places, frame),
        endName(one.destination, destinations, places, frame),
      ),
      sf.amount(one.counted),
      one.observed === null ? '–' : sf.percent(one.observed),
      one.amount === one.counted ? '–' : sf.amount(Math.round(one.amount)),
      one.plusMinus === null ? '–' : sf.amount(Math.ceil(one.plusMinus)),
      one.meanS === null ? '–' : f.span(Math.round(one.meanS)),
    ]),
  };
}

function matrixCard(movements: readonly Movement[], frame: StatsFrame): TemplateResult {
  const { s, sf } = frame;
  const answer = valueOf(frame, 'movements');
  const places = answer?.places ?? [];
  return chartCard(
    {
      id: 'matrix',
      title: s.junction.matrix,
      lead: s.junction.matrixLead,
      answers: [answerOf(frame, 'movements')],
      empty: movements.length === 0,
      wide: true,
      chart: () => {
        const { origins, destinations, cells } = matrixOf(movements);
        const levels = levelsOf(cells.flat());
        const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
        return html`<div class="heat-box" tabindex="0" role="region" aria-label=${s.junction.matrix} data-arrows>
            <table class="heat matrix">
              <thead>
                <tr>
                  <th scope="col">${s.junction.fromTo}</th>
                  ${destinations.map((end) => html`<th scope="col">${endName(end, destinations, places, frame)}</th>`)}
                  <th scope="col">${s.junction.sum}</th>
                </tr>
              </thead>
              <tbody>
                ${origins.map(
                  (end, row) =>
                    html`<tr>
                      <th scope="row">${endName(end, origins, places, frame)}</th>
                      ${(cells[row] ?? []).map((value) => html`<td data-level=${levels.of(value)}>${value === 0 ? '–' : sf.amount(Math.round(value))}</td>`)}
                      <td class="matrix-sum">${sf.amount(Math.round(sum(cells[row] ?? [])))}</td>
                    </tr>`,
                )}
                <tr>
                  <th scope="row">${s.junction.sum}</th>
                  ${destinations.map((_, column) => html`<td class="matrix-sum">${sf.amount(Math.round(sum(cells.map((row) => row[column] ?? 0))))}</td>`)}
                  <td class="matrix-sum">${sf.amount(Math.round(sum(cells.flat())))}</td>
                </tr>
              </tbody>
            </table>
          </div>
          ${heatKey(levels, frame)}`;
      },
      table: null,
    },
    frame,
  );
}

/** Turning movements belong to one camera: which. */
function chooseCamera(frame: StatsFrame): TemplateResult {
  const { s, f, ask, state } = frame;
  const zones = state.city.is === 'ready' ? state.city.value.zones : [];
  const cameras = [...state.cameras.values()]
    .map((camera) => ({
      camera,
      lines: zones.filter(({ cameraId, shape }) => cameraId === camera.id && shape.kind === 'line').length,
    }))
    .filter(({ lines }) => lines >= 2);
  return html`<section class="card">
    <div class="blank">
      ${icon('camera')}<strong>${s.junction.choose}</strong>
      <span>${cameras.length === 0 ? s.junction.noCamera : s.junction.chooseLead}</span>
    </div>
    <ul class="choose-camera">
      ${cameras.map(
        ({ camera, lines }) =>
          html`<li>
            <button class="button" @click=${() => ask({ where: { kind: 'camera', id: camera.id } })}>
              ${icon('camera')} ${camera.name} <span class="muted">${s.junction.lines(f.number(lines))}</span>
            </button>
          </li>`,
      )}
    </ul>
  </section>`;
}
