import { html, svg, type TemplateResult } from 'lit-html';
import type { MeasurementSeries, Sensor } from '../../contracts/api.ts';
import { seriesPath } from '../core/series-path.ts';
import type { Frame } from './frame.ts';

const WIDTH = 400;
const HEIGHT = 110;
const DAY_MS = 86_400_000;

/** The last 24 hours of a sensor as a curve, with the limits of the rules that watch it. */
export function seriesChart(sensor: Sensor, series: MeasurementSeries, { state, t, f }: Frame): TemplateResult {
  const rules = state.city.is === 'ready' ? state.city.value.rules : [];
  const limits = rules.flatMap(({ condition, severity, enabled }) =>
    enabled && condition.kind === 'sensor-threshold' && condition.sensorIds.includes(sensor.id)
      ? [{ value: condition.limit, severity }]
      : [],
  );
  const to = state.now;
  const curve = seriesPath(
    series.points,
    { from: to - DAY_MS, to, gapMs: Math.max(600_000, sensor.everyS * 3_000, (series.bucketS ?? 0) * 2_500) },
    { width: WIDTH, height: HEIGHT },
    limits.map(({ value }) => value),
  );
  if (!curve) return html`<p class="muted">${t.sensor.noPoints}</p>`;
  const withUnit = (value: number) => `${f.number(value, 2)} ${series.unit}`;
  return html`<figure class="chart">
    <svg
      viewBox="0 0 ${WIDTH} ${HEIGHT}"
      preserveAspectRatio="none"
      role="img"
      aria-label=${t.sensor.chart(sensor.name)}
    >
      ${[1, 2, 3].map((i) => svg`<line class="chart-grid" x1=${(WIDTH * i) / 4} x2=${(WIDTH * i) / 4} y1="0" y2=${HEIGHT} />`)}
      ${limits.map(
        ({ value, severity }) =>
          svg`<line class="chart-limit" data-severity=${severity} x1="0" x2=${WIDTH} y1=${curve.y(value)} y2=${curve.y(value)} />`,
      )}
      ${svg`<path class="chart-line" d=${curve.path} />`}
    </svg>
    <div class="chart-axis" aria-hidden="true">
      ${[0, 1, 2, 3].map((i) => html`<span>${f.hourMinute(to - DAY_MS + (DAY_MS * i) / 4)}</span>`)}<span
        >${t.replay.now}</span
      >
    </div>
    <figcaption>
      ${t.sensor.range(withUnit(curve.min), withUnit(curve.max))}
      ${limits.map(({ value, severity }) => html`<span class="chart-key" data-severity=${severity}>${t.sensor.limit(withUnit(value))}</span>`)}
    </figcaption>
  </figure>`;
}
