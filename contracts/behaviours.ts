// Without zod, so that the console offers what the gateway takes.
import type { FieldFaultCode } from './field-faults.ts';
import type { ObjectClass } from './road-users.ts';

/** What a track can do that is no mere presence. */
export const BEHAVIOURS = ['stopped', 'wrong-way', 'crowd', 'crowd-density', 'left-behind', 'fallen', 'speed'] as const;
export type Behaviour = (typeof BEHAVIOURS)[number];

/** What a rule about a behaviour compares with: how long, how many, how densely, how fast; null: it happened or not. */
export type BehaviourMeasure = 'seconds' | 'people' | 'density' | 'kmh';

/** What a rule about one behaviour may say. */
export type BehaviourTerms = {
  readonly measure: BehaviourMeasure | null;
  /** Least and most of `atLeast`, in the unit of the measure. */
  readonly least: number;
  readonly most: number;
  /** Only things of these classes do so. */
  readonly classes: readonly ObjectClass[];
};

/** Classes that travel on roads as vehicles. */
export const VEHICLES: readonly ObjectClass[] = ['bicycle', 'motorcycle', 'car', 'bus', 'truck', 'train'];

/** Things somebody carries and may leave. */
export const BAGGAGE: readonly ObjectClass[] = ['backpack', 'handbag', 'suitcase'];

const DAY_S = 86_400;
const PEOPLE = ['person'] as const;
const seconds = { measure: 'seconds', least: 1, most: DAY_S } as const;

/**
 * What can be asked of each behaviour. Nothing is ever observed at 0 seconds or by a class that does not do so: a rule that
 * asks for it would be silent for ever, and is refused instead.
 */
export const BEHAVIOUR_TERMS: Readonly<Record<Behaviour, BehaviourTerms>> = {
  stopped: { ...seconds, classes: VEHICLES },
  'wrong-way': { measure: null, least: 0, most: 0, classes: VEHICLES },
  crowd: { measure: 'people', least: 2, most: 10_000, classes: PEOPLE },
  // More than ten people stand on no square metre.
  'crowd-density': { measure: 'density', least: 1, most: 1000, classes: PEOPLE },
  'left-behind': { ...seconds, classes: BAGGAGE },
  fallen: { ...seconds, classes: PEOPLE },
  speed: { measure: 'kmh', least: 1, most: 300, classes: VEHICLES },
};

/** Why a rule cannot ask this of a behaviour, or null when it can. */
export function behaviourFault(asked: {
  readonly behaviour: Behaviour;
  readonly atLeast: number;
  readonly classes: readonly ObjectClass[];
}): { readonly path: 'atLeast' | 'classes'; readonly message: string; readonly code: FieldFaultCode } | null {
  const { measure, least, most, classes } = BEHAVIOUR_TERMS[asked.behaviour];
  const strange = asked.classes.filter((one) => !classes.includes(one));
  if (strange.length > 0)
    return { path: 'classes', message: `${asked.behaviour} is not told of ${strange.join(', ')}`, code: 'class-never' };
  if (measure === null) return null;
  if (asked.atLeast < least)
    return { path: 'atLeast', message: `${asked.behaviour} begins at ${least}`, code: 'too-small' };
  return asked.atLeast > most
    ? { path: 'atLeast', message: `${asked.behaviour} ends at ${most}`, code: 'too-large' }
    : null;
}
