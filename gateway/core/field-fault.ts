import { FIELD_FAULTS, type FieldFaultCode } from '../../contracts/field-faults.ts';
import type { FaultyField } from '../../contracts/api.ts';

/** An issue of a schema, as far as it is needed here (zod's own type would be a package). */
export type SchemaIssue = {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly input?: unknown;
};

const CODES: Readonly<Record<string, FieldFaultCode>> = {
  too_small: 'too-small',
  too_big: 'too-large',
  invalid_format: 'wrong-form',
  invalid_value: 'wrong-form',
  invalid_type: 'needed',
};
const known: ReadonlySet<unknown> = new Set(FIELD_FAULTS);

/** What is said of a field: where, in English, and by a code that screens have texts for. */
export function faultyField(issue: SchemaIssue): FaultyField {
  const field = {
    path: issue.path.map(String).join('.').slice(0, 200),
    message: issue.message.slice(0, 300),
  };
  const params: unknown = 'params' in issue ? issue.params : undefined;
  const fault: unknown = typeof params === 'object' && params !== null && 'fault' in params ? params.fault : undefined;
  if (typeof fault === 'object' && fault !== null && 'code' in fault && known.has(fault.code)) {
    const at = 'at' in fault && Array.isArray(fault.at) && fault.at.length > 0 ? { at: fault.at as number[] } : {};
    return { ...field, code: fault.code as FieldFaultCode, ...at };
  }
  const code = CODES[issue.code ?? ''];
  return code === undefined ? field : { ...field, code };
}
