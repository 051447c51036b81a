import type { Login } from './rtsp-auth.ts';

/** A stream's address taken apart. */
export type RtspAddress = {
  readonly host: string;
  readonly port: number;
  /** For requests: without user and password, otherwise as it was written. */
  readonly url: string;
  readonly login: Login | undefined;
};

const USUAL_PORT = 554;

/** Undefined for what is no `rtsp://` address; `rtsps://` is not spoken here. */
export function parseRtspAddress(text: string): RtspAddress | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, hostname, port, username, password } = new URL(text);
  if (protocol !== 'rtsp:' || hostname === '') return undefined;
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? USUAL_PORT : Number(port),
    url: text.replace(/^([a-z]+:\/\/)[^/?#]*@/i, '$1'),
    login: username === '' && password === '' ? undefined : { user: plain(username), password: plain(password) },
  };
}

/** A password may hold a per cent sign that was never meant as an escape. */
function plain(escaped: string): string {
  try {
    return decodeURIComponent(escaped);
  } catch {
    return escaped;
  }
}

/**
 * The address that a `control` attribute of the description means (RFC 2326, C.1.1).
 * @param base `Content-Base`, `Content-Location` or the address asked for
 */
export function controlUrl(base: string, control: string | undefined): string {
  if (control === undefined || control === '' || control === '*') return base;
  if (/^rtsps?:\/\//i.test(control)) return control;
  return `${base}${base.endsWith('/') ? '' : '/'}${control.replace(/^\//, '')}`;
}
