import type { AlertDetail, ApiError } from '../../contracts/api.ts';

/** Reason of an answer that is not a success. */
export type FaultCode = ApiError['error']['code'];

/** HTTP status of each reason. */
export const FAULT_STATUS: Readonly<Record<FaultCode, number>> = {
  'bad-request': 400,
  'not-signed-in': 401,
  'wrong-credentials': 401,
  'not-allowed': 403,
  'not-found': 404,
  changed: 409,
  conflict: 409,
  'wrong-step': 409,
  'too-large': 413,
  'locked-out': 429,
  'too-many': 429,
  internal: 500,
  unavailable: 503,
  'not-stored': 503,
};

/** An expected refusal: becomes an answer of the one error shape (contracts: apiError). The message is for people. */
export class ApiFault extends Error {
  override readonly name = 'ApiFault';
  readonly code: FaultCode;
  readonly fields: ApiError['error']['fields'];
  readonly retryAfterS: number | undefined;
  readonly detail: AlertDetail | undefined;

  constructor(
    code: FaultCode,
    message: string,
    more: {
      readonly fields?: ApiError['error']['fields'];
      readonly retryAfterS?: number;
      readonly detail?: AlertDetail;
    } = {},
  ) {
    super(message);
    this.code = code;
    this.fields = more.fields;
    this.retryAfterS = more.retryAfterS;
    this.detail = more.detail;
  }
}

/** Body of the answer. */
export function faultBody(fault: ApiFault): ApiError {
  return {
    error: {
      code: fault.code,
      message: fault.message,
      ...(fault.fields && { fields: fault.fields }),
      ...(fault.retryAfterS !== undefined && { retryAfterS: fault.retryAfterS }),
    },
    ...(fault.detail && { detail: fault.detail }),
  };
}
