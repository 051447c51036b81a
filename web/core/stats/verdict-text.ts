import type { ComparisonAnswer } from '../../../contracts/history-comparison.ts';
import type { StatsTexts } from '../text/stats.ts';
import type { StatsFormat } from './stats-format.ts';

/** What a comparison lets one conclude, in words for somebody who knows no statistics. */
export function verdictText(answer: ComparisonAnswer, { compare: texts }: StatsTexts, sf: StatsFormat): string {
  const { before, after, ratio, ratioLow, ratioHigh, p, verdict } = answer;
  const amounts = (value: number | null) => (value === null ? '–' : sf.amount(Math.round(value)));
  if (verdict === 'too-little') return texts.tooLittle(String(before.days), String(after.days));
  const change = ratio === null ? '–' : sf.change(ratio - 1);
  const range =
    ratioLow === null || ratioHigh === null ? null : texts.range(sf.change(ratioLow - 1), sf.change(ratioHigh - 1));
  const facts = texts.facts(amounts(before.perDay), amounts(after.perDay), change, range ?? '');
  if (verdict === 'no-difference-shown') return `${facts} ${texts.noDifference}`;
  return `${facts} ${chance(p, texts)}`;
}

function chance(p: number | null, texts: StatsTexts['compare']): string {
  if (p === null) return '';
  if (p < 0.001) return texts.chance(texts.rarely('1', '1.000'));
  if (p < 0.01) return texts.chance(texts.about(String(Math.max(1, Math.round(p * 1000))), '1.000'));
  return texts.chance(texts.about(String(Math.max(1, Math.round(p * 100))), '100'));
}
