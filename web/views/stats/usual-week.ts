import { nothing, type TemplateResult } from 'lit-html';
import { heatTable } from '../charts/heat-table.ts';
import { chartCard } from './chart-card.ts';
import { answerOf, valueOf, type StatsFrame } from './stats-frame.ts';

const HOURS = 24;
/** What is usual is learned from so long a time. */
const WEEKS_MS = 12 * 7 * 86_400_000;

/** What is usual at one line or zone in each hour of the week: what its hours are compared with. */
export function usualWeek(frame: StatsFrame): TemplateResult | typeof nothing {
  const { s, f } = frame;
  const answer = answerOf(frame, 'usual');
  if (!answer) return nothing;
  const hours = answer.value?.hours ?? [];
  const weeks = Math.max(0, ...hours.map((hour) => hour.weeks));
  const learned = answer.value?.learnedAt ?? null;
  const since = learned === null ? 0 : Date.parse(learned) - WEEKS_MS;
  const made = valueOf(frame, 'places')?.simulated.some(({ to }) => Date.parse(to) > since) ?? false;
  const bySlot = new Map(hours.map((hour) => [hour.slot, hour.usual]));
  return chartCard(
    {
      id: 'usual',
      title: s.unusual.week,
      lead: s.unusual.weekLead(f.number(weeks)),
      answers: [{ ...answer, value: answer.value && { simulated: made ? [true] : [] } }],
      empty: hours.length === 0,
      wide: true,
      chart: () =>
        heatTable(
          {
            corner: s.overview.time,
            heads: Array.from({ length: HOURS }, (_, hour) => s.overview.hour(String(hour))),
            rows: Array.from({ length: 7 }, (_, day) => ({
              head: s.overview.dayNames[day + 1] ?? '',
              values: Array.from({ length: HOURS }, (_, hour) => bySlot.get(day * HOURS + hour) ?? null),
            })),
            label: s.unusual.week,
          },
          frame,
        ),
      table: null,
    },
    frame,
  );
}
