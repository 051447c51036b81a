import type { FoundDevice } from '../../../contracts/agent-questions.ts';
import { all, find, numberAt, textAt, type XmlNode } from './xml-node.ts';

/**
 * Cameras in an answer to a probe. Of several addresses the one the answer came from counts; when none is, the host is
 * replaced by it: that one is reachable from here, and nobody can lead us to somebody else's address.
 *
 * @param root the SOAP envelope
 * @param from IP address the answer came from
 */
export function readProbeMatches(root: XmlNode, from: string): readonly FoundDevice[] {
  return all(find(root, 'Body', 'ProbeMatches'), 'ProbeMatch').flatMap((match) => {
    const types = textAt(match, 'Types') ?? '';
    const endpoint = textAt(match, 'EndpointReference', 'Address');
    const address = ownAddress((find(match, 'XAddrs')?.text ?? '').split(/\s+/), from);
    if (endpoint === null || address === null) return [];
    const scopes = (find(match, 'Scopes')?.text ?? '').split(/\s+/);
    const name = scopeOf(scopes, 'name');
    // Printers and disks answer probes too. A camera says so by its type or by its scopes.
    if (!/NetworkVideoTransmitter|Device/.test(types) && name === null) return [];
    return [{ endpoint, address, name, hardware: scopeOf(scopes, 'hardware'), location: scopeOf(scopes, 'location') }];
  });
}

function ownAddress(said: readonly string[], from: string): string | null {
  const urls = said.flatMap((text) => {
    const url = URL.canParse(text) ? new URL(text) : null;
    return url && (url.protocol === 'http:' || url.protocol === 'https:') ? [url] : [];
  });
  // Certificates of cameras are their own; plain HTTP is what all of them speak.
  const plainFirst = urls.toSorted((a, b) => Number(a.protocol === 'https:') - Number(b.protocol === 'https:'));
  const url = plainFirst.find(({ hostname }) => hostname === from) ?? plainFirst[0];
  if (!url) return null;
  url.hostname = from;
  url.username = '';
  url.password = '';
  return url.href.length <= 500 ? url.href : null;
}

/** A scope such as `onvif://www.onvif.org/name/C%E1%BB%95ng`, decoded. */
function scopeOf(scopes: readonly string[], kind: string): string | null {
  const prefix = `onvif://www.onvif.org/${kind}/`;
  const scope = scopes.find((one) => one.toLowerCase().startsWith(prefix));
  const coded = scope?.slice(prefix.length).replaceAll('+', ' ') ?? '';
  let text = coded;
  try {
    text = decodeURIComponent(coded);
  } catch {
    // A name with a bare % sign is shown as it is.
  }
  return text.trim() === '' ? null : text.trim().slice(0, 200);
}

/** What a device says it is (GetDeviceInformationResponse). */
export function readDeviceInformation(body: XmlNode): {
  readonly manufacturer: string | null;
  readonly model: string | null;
  readonly firmware: string | null;
  readonly serial: string | null;
} {
  const said = find(body, 'GetDeviceInformationResponse');
  return {
    manufacturer: textAt(said, 'Manufacturer'),
    model: textAt(said, 'Model'),
    firmware: textAt(said, 'FirmwareVersion'),
    serial: textAt(said, 'SerialNumber'),
  };
}

/** The camera's clock, epoch ms; null when it does not say (GetSystemDateAndTimeResponse). */
export function readClock(body: XmlNode): number | null {
  const utc = find(body, 'GetSystemDateAndTimeResponse', 'SystemDateAndTime', 'UTCDateTime');
  const part = (of: string, name: string): number => numberAt(utc, of, name) ?? Number.NaN;
  const at = Date.UTC(
    part('Date', 'Year'),
    part('Date', 'Month') - 1,
    part('Date', 'Day'),
    part('Time', 'Hour'),
    part('Time', 'Minute'),
    part('Time', 'Second'),
  );
  return Number.isFinite(at) ? at : null;
}

/** Path of the media service by the device's capabilities, or null (GetCapabilitiesResponse). */
export function readMediaPath(body: XmlNode): string | null {
  const address = find(body, 'GetCapabilitiesResponse', 'Capabilities', 'Media', 'XAddr')?.text ?? '';
  if (!URL.canParse(address)) return null;
  const { pathname, search } = new URL(address);
  return pathname + search;
}

/** A profile: one way the camera sends its picture. */
export type Profile = {
  readonly token: string;
  readonly name: string;
  readonly codec: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly fps: number | null;
};

/** Profiles with video (GetProfilesResponse). */
export function readProfiles(body: XmlNode): readonly Profile[] {
  return all(find(body, 'GetProfilesResponse'), 'Profiles').flatMap((profile) => {
    const token = profile.attributes.get('token')?.slice(0, 200);
    const encoder = find(profile, 'VideoEncoderConfiguration');
    if (!token || !encoder) return [];
    const size = (name: string): number | null => {
      const value = numberAt(encoder, 'Resolution', name);
      return value === null || value < 0 ? null : Math.round(value);
    };
    const fps = numberAt(encoder, 'RateControl', 'FrameRateLimit');
    return [
      {
        token,
        name: textAt(profile, 'Name') ?? token,
        codec: textAt(encoder, 'Encoding'),
        width: size('Width'),
        height: size('Height'),
        fps: fps === null || fps < 0 ? null : fps,
      },
    ];
  });
}

/**
 * Address of a stream without credentials, or null when there is no usable one (GetStreamUriResponse).
 * @param host host the camera was reached by; takes the place of an address that is nowhere (0.0.0.0) or its own inside
 */
export function readStreamUrl(body: XmlNode, host: string): string | null {
  const text = find(body, 'GetStreamUriResponse', 'MediaUri', 'Uri')?.text ?? '';
  if (!URL.canParse(text) || text.length > 900) return null;
  const url = new URL(text);
  if (url.protocol !== 'rtsp:' && url.protocol !== 'rtsps:') return null;
  url.username = '';
  url.password = '';
  if (url.hostname === '0.0.0.0' || url.hostname === 'localhost' || url.hostname.startsWith('127.'))
    url.hostname = host;
  return url.href;
}

/** Whether a body says that the sender is not allowed (SOAP 1.2 fault with ONVIF's subcode). */
export function saysNotAuthorized(root: XmlNode): boolean {
  const fault = find(root, 'Body', 'Fault');
  const said = [
    textAt(fault, 'Code', 'Subcode', 'Value'),
    textAt(fault, 'Code', 'Subcode', 'Subcode', 'Value'),
    textAt(fault, 'Reason', 'Text'),
  ];
  return said.some((text) => text !== null && /not\s*authori[sz]ed|FailedAuthentication|unauthori[sz]ed/i.test(text));
}
