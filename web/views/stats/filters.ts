import { html, type TemplateResult } from 'lit-html';
import type { ObjectClass } from '../../../contracts/road-users.ts';
import type { Section } from '../../core/stats/query.ts';
import { exportMenu } from './export-menu.ts';
import { filterMenu } from './filter-menu.ts';
import { againstPicker, periodPicker } from './period-picker.ts';
import { wherePicker } from './place-picker.ts';
import type { StatsFrame } from './stats-frame.ts';

/** Classes planners count by, most usual first. */
const CLASSES: readonly ObjectClass[] = ['motorcycle', 'car', 'bus', 'truck', 'bicycle', 'person'];

type Filter = 'period' | 'where' | 'classes' | 'unit' | 'against';

/** What each page can be asked by. */
const FILTERS: Readonly<Record<Section, readonly Filter[]>> = {
  overview: ['period', 'where', 'classes', 'unit', 'against'],
  junction: ['period', 'where', 'classes', 'unit'],
  spread: ['period', 'where', 'classes', 'against'],
  compare: ['period', 'against', 'where', 'classes', 'unit'],
  sensors: ['period', 'where', 'unit'],
  alerts: ['period', 'where', 'against'],
  search: ['period', 'where', 'classes'],
  past: ['period', 'where', 'classes'],
};

/** The row of choices above every page. */
export function filters(frame: StatsFrame): TemplateResult {
  const { s, stats } = frame;
  return html`<div class="filters" role="group" aria-label=${s.filters}>
    ${FILTERS[stats.query.section].map((filter) => one(filter, frame))} ${exportMenu(frame)}
  </div>`;
}

function one(filter: Filter, frame: StatsFrame): TemplateResult {
  switch (filter) {
    case 'period':
      return periodPicker(frame);
    case 'where':
      return wherePicker(frame);
    case 'classes':
      return classPicker(frame);
    case 'unit':
      return unitSwitch(frame);
    case 'against':
      return againstPicker(frame);
  }
}

function classPicker(frame: StatsFrame): TemplateResult {
  const { s, t, f, stats, ask } = frame;
  const { classes, what } = stats.query;
  const [first] = classes;
  const chosen =
    first === undefined
      ? s.classes.all
      : classes.length === 1
        ? t.thing[first]
        : s.classes.more(t.thing[first], f.number(classes.length - 1));
  return filterMenu({
    id: 'classes',
    look: 'shapes',
    label: s.classes.label,
    chosen: what === 'entered' ? `${chosen} · ${s.classes.entered}` : chosen,
    on: classes.length > 0 || what !== 'crossed',
    body: html`<div class="filter-choices">
        ${CLASSES.map(
          (of) =>
            html`<label class="filter-choice"
              ><input
                type="checkbox"
                .checked=${classes.includes(of)}
                @change=${() => ask({ classes: classes.includes(of) ? classes.filter((one) => one !== of) : [...classes, of] })}
              />
              ${t.thing[of]}</label
            >`,
        )}
        <button
          class="button button-quiet button-small"
          ?disabled=${classes.length === 0}
          @click=${() => ask({ classes: [] })}
        >
          ${s.classes.clear}
        </button>
      </div>
      <fieldset>
        <legend>${s.classes.what}</legend>
        ${(['crossed', 'entered'] as const).map(
          (one) =>
            html`<label class="filter-choice"
              ><input type="radio" name="what" .checked=${what === one} @change=${() => ask({ what: one })} />
              ${s.classes[one]}</label
            >`,
        )}
      </fieldset>`,
  });
}

function unitSwitch({ s, stats, ask }: StatsFrame): TemplateResult {
  const { carUnits } = stats.query;
  return html`<div class="switch" role="group" aria-label=${s.unit.label}>
    ${([false, true] as const).map(
      (units) =>
        html`<button aria-pressed=${String(carUnits === units)} @click=${() => ask({ carUnits: units })}>
          ${units ? s.unit.carUnits : s.unit.count}
        </button>`,
    )}
  </div>`;
}
