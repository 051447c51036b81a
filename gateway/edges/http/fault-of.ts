import type { FieldFaultCode } from '../../../contracts/field-faults.ts';
import { brokenConstraint } from '../../../store/database-fault.ts';
import { ApiFault } from '../../core/api-fault.ts';

/** One field of the request is not right. */
export function badField(path: string, message: string, code?: FieldFaultCode): ApiFault {
  return new ApiFault('bad-request', `${path}: ${message}`, { fields: [{ path, message, ...(code && { code }) }] });
}

/** There is none of that name, or it is not the caller's to see: no difference must show. */
export function notFound(what: string): ApiFault {
  return new ApiFault('not-found', `there is no such ${what}, or it is not yours to see`);
}

/** Id of the address and id of the body must agree. */
export function sameId(inPath: string, inBody: string): void {
  if (inPath !== inBody) throw badField('id', `is ${inBody} in the body and ${inPath} in the address`);
}

/** Runs a write; when the store finds that it names something that does not exist, throws `fault` instead. */
export async function orWhenUnknown<T>(write: Promise<T>, fault: ApiFault): Promise<T> {
  try {
    return await write;
  } catch (error) {
    throw brokenConstraint(error) === 'foreign-key' ? fault : error;
  }
}
