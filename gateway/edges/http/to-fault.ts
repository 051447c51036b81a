import { isUnavailable, takesNoWriting, tookTooLong } from '../../../store/database-fault.ts';
import { ApiFault } from '../../core/api-fault.ts';

/** The refusal an error stands for, or null when it is a bug. */
export function toFault(error: unknown): ApiFault | null {
  if (error instanceof ApiFault) return error;
  if (tookTooLong(error)) return new ApiFault('unavailable', 'this takes too long to answer; ask for less');
  if (takesNoWriting(error))
    return new ApiFault('not-stored', 'the database takes no writing at the moment: its disk may be full');
  if (isUnavailable(error)) return new ApiFault('unavailable', 'the database cannot be reached at the moment');
  // body-parser and express name what the client did wrong by `status` and `type` (http-errors).
  const status = numberIn(error, 'status');
  if (status === 413) return new ApiFault('too-large', 'the request is too large');
  if (status !== null && status >= 400 && status < 500)
    return new ApiFault('bad-request', status === 415 ? 'the encoding is not supported' : 'the request cannot be read');
  return null;
}

function numberIn(error: unknown, key: string): number | null {
  const value: unknown = error instanceof Error ? Reflect.get(error, key) : null;
  return typeof value === 'number' ? value : null;
}
