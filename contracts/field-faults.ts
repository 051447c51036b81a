import { GEOMETRY_FAULTS } from './plane.ts';

/**
 * Why a field of a request was refused, as a code that each screen puts in its own words. Fields with none of these carry
 * an English message only.
 */
export const FIELD_FAULTS = [
  ...GEOMETRY_FAULTS,
  'needed',
  'too-small',
  'too-large',
  'wrong-form',
  'control-characters',
  'not-rtsp',
  'masked-password',
  'no-agent',
  'no-camera',
  'no-zone',
  'no-sensor',
  'no-area-there',
  'other-kind-of-place',
  'no-way',
  'not-calibrated',
  'no-ground',
  'min-above-max',
  'nobody-polls',
  'wrong-side',
  'no-unit',
  'not-a-phone',
  'still-named',
  'later-version',
  'below-itself',
  'no-outline',
  'few-ring-points',
  'open-ring',
  'off-the-earth',
  'many-points',
  'month-of-one-season',
  'day-twice',
  'outline-crosses',
  'class-never',
  'mixed-quantities',
  'flat-ring',
] as const;
export type FieldFaultCode = (typeof FIELD_FAULTS)[number];

/** What a schema of ours adds to a refusal, for zod's `params`. */
export type FieldFaultParams = { readonly fault: { readonly code: FieldFaultCode; readonly at?: readonly number[] } };

/** `params` of a refinement that refuses with this code. */
export function faultParams(code: FieldFaultCode): FieldFaultParams {
  return { fault: { code } };
}
