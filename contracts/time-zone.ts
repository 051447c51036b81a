import { z } from 'zod';

/** Name of a time zone as the IANA list has it, e.g. `Asia/Ho_Chi_Minh`. */
export const timeZone = z.string().max(64).refine(isTimeZone, 'not an IANA time zone');

function isTimeZone(name: string): boolean {
  try {
    Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
