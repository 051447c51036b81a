import type { AskedTrial } from '../../../store/rule-trials.ts';
import { healthOfCameras, measurementsOfSensors, type PageMark } from '../../../store/trial-facts.ts';
import type { HealthFact, MeasurementFact } from '../../core/facts.ts';
import { judgeCameras, judgeHealth, type CameraMemory, type CameraNews } from '../../core/judge-camera.ts';
import { judgeMeasurements, judgeSilence, type SensorMemory } from '../../core/judge-sensor.ts';
import { withChanges } from '../../core/latches.ts';
import type { RuleBook } from '../../core/rule-book.ts';
import { timeSlices } from '../../core/trial/time-slices.ts';
import type { Verdict } from '../../core/verdict.ts';
import { MOST_FACTS, PAGE, pages, shareOf, type Counted, type Judged, type TrialParts } from './trial-pages.ts';

const STEP_MS = 60_000;
/** How far back is looked for what held when the span began. News of health comes only when something changes. */
const READINGS_BEFORE_MS = 3_600_000;
const HEALTH_BEFORE_MS = 7 * 24 * 3_600_000;

/** Judges a span by a rule about sensors. What was measured before it sets the scene, as for a rule that is switched on. */
export async function judgeSensors(
  trial: AskedTrial,
  sensorIds: readonly string[],
  book: RuleBook,
  { database, timeZone, onPage }: TrialParts,
): Promise<Judged> {
  const counted: Counted = { facts: 0, isCut: false };
  const facts: MeasurementFact[] = [];
  await pages(
    {
      read: (after, limit) =>
        measurementsOfSensors(database, since(trial, READINGS_BEFORE_MS), sensorIds, after, limit),
      size: PAGE,
      markOf: (fact) => ({ at: new Date(fact.at), key: fact.sensorId }),
      take: async (page) => {
        facts.push(...page);
        await onPage(shareOf(trial, page.at(-1)?.at) / 2);
      },
      most: MOST_FACTS,
    },
    counted,
  );
  const [before, within] = split(facts, trial);
  const known = before.filter(({ quality }) => quality === 'good').map((fact) => [fact.sensorId, fact] as const);
  let memory: SensorMemory = { newest: new Map(known), latches: new Map() };
  const verdicts: Verdict[] = [];
  const keep = (step: ReturnType<typeof judgeMeasurements>): void => {
    verdicts.push(...step.verdicts);
    memory = {
      newest: step.newest.size === 0 ? memory.newest : new Map([...memory.newest, ...step.newest]),
      latches: withChanges(memory.latches, step.latches),
    };
  };
  await inSlices(
    trial,
    within,
    ({ at }) => at,
    onPage,
    (slice, toMs) => {
      keep(judgeMeasurements(memory, slice, book.sensors, timeZone));
      keep(judgeSilence(memory, toMs, book.sensors, timeZone));
    },
  );
  return { ...counted, verdicts, zones: [] };
}

/** Judges a span by a rule about cameras' health. */
export async function judgeCameraHealth(
  trial: AskedTrial,
  cameraIds: readonly string[],
  book: RuleBook,
  { database, timeZone, onPage }: TrialParts,
): Promise<Judged> {
  const counted: Counted = { facts: 0, isCut: false };
  const facts: HealthFact[] = [];
  const span = since(trial, HEALTH_BEFORE_MS);
  let mark: PageMark | null = null;
  for (;;) {
    const page: Awaited<ReturnType<typeof healthOfCameras>> = await healthOfCameras(
      database,
      span,
      cameraIds,
      mark,
      PAGE,
    );
    facts.push(...page.facts);
    counted.facts += page.rows;
    mark = page.last;
    await onPage(0.25);
    counted.isCut = facts.length >= MOST_FACTS;
    if (page.rows < PAGE || counted.isCut) break;
  }
  const [before, within] = split(facts, trial);
  const news = new Map<string, CameraNews>();
  for (const fact of before) {
    const known = news.get(fact.cameraId) ?? { camera: null, agent: null };
    news.set(fact.cameraId, { ...known, [fact.source]: fact });
  }
  let memory: CameraMemory = { news, latches: new Map() };
  const verdicts: Verdict[] = [];
  const keep = (step: ReturnType<typeof judgeHealth>): void => {
    verdicts.push(...step.verdicts);
    memory = {
      news: step.news.size === 0 ? memory.news : new Map([...memory.news, ...step.news]),
      latches: withChanges(memory.latches, step.latches),
    };
  };
  await inSlices(
    trial,
    within,
    ({ at }) => at,
    onPage,
    (slice, toMs) => {
      keep(judgeHealth(memory, slice, book.cameras, timeZone, toMs));
      keep(judgeCameras(memory, toMs, book.cameras, timeZone));
    },
  );
  return { ...counted, verdicts, zones: [] };
}

/** Lets time run over facts in steps of a minute, and lets others have a turn now and then. */
async function inSlices<Fact>(
  trial: AskedTrial,
  facts: readonly Fact[],
  timeOf: (fact: Fact) => number,
  onPage: TrialParts['onPage'],
  step: (facts: readonly Fact[], toMs: number) => void,
): Promise<void> {
  const [fromMs, toMs] = [trial.from.getTime(), trial.to.getTime()];
  let slices = 0;
  for (const slice of timeSlices(facts, timeOf, { fromMs, toMs, stepMs: STEP_MS })) {
    step(slice.facts, slice.toMs);
    if (++slices % 100 === 0) await onPage(0.5 + shareOf(trial, slice.toMs) / 2);
  }
}

function since(trial: AskedTrial, beforeMs: number): AskedTrial {
  return { ...trial, from: new Date(trial.from.getTime() - beforeMs) };
}

/** Facts before the span and within it. */
function split<Fact extends { readonly at: number }>(
  facts: readonly Fact[],
  { from }: AskedTrial,
): readonly [readonly Fact[], readonly Fact[]] {
  const first = facts.findIndex(({ at }) => at >= from.getTime());
  return first === -1 ? [facts, []] : [facts.slice(0, first), facts.slice(first)];
}
