import type { FieldFaultCode } from '../../../contracts/field-faults.ts';
import type { Dictionary } from './dictionary.ts';

/** What to tell somebody about a field: by its code in their language, else in the gateway's English. */
export function fieldFaultText(
  t: Dictionary,
  fault: {
    readonly code?: FieldFaultCode | undefined;
    readonly at?: readonly number[] | undefined;
    readonly message?: string;
  },
): string {
  return fault.code === undefined ? (fault.message ?? '') : t.fieldFaults[fault.code]((fault.at ?? []).join(', '));
}
