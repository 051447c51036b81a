import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { escapeXml } from '../../edge-agent/core/onvif/messages.ts';
import { find, textAt, type XmlNode } from '../../edge-agent/core/onvif/xml-node.ts';
import { parseXml, XmlError } from '../../edge-agent/edges/xml.ts';
import { digestChallenge, isAuthorised } from './digest-auth.ts';

/** What a simulated camera says of itself, and how it behaves. */
export type OnvifCharacter = {
  /** `urn:uuid:…` */
  readonly endpoint: string;
  readonly name: string;
  readonly model: string;
  readonly location: string;
  readonly user: string;
  readonly password: string;
  readonly profiles: readonly OnvifProfile[];
  /** How it wants to be shown the password: in the message, or by HTTP Digest. */
  readonly asks?: 'message' | 'http-digest';
  /** Its clock is so much ahead, ms. */
  readonly clockAheadMs?: number;
};

/** A stream it offers. */
export type OnvifProfile = {
  readonly token: string;
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  /** RTSP address without credentials. */
  readonly url: string;
};

/** A request by HTTP POST. */
export type OnvifRequest = {
  readonly text: string;
  /** Empty: none. */
  readonly authorization: string;
  /** `http://host:port` of the device. */
  readonly origin: string;
};

/** What it answers. */
export type OnvifReply = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** Signatures older or newer than this are refused, as cameras do. */
const SIGNATURE_MS = 5 * 60_000;
const NO_HEADERS = {};

/** Answers the part of ONVIF's Device and Media services that setting up a camera needs. Passwords are really checked. */
export function createOnvifAnswers(
  character: OnvifCharacter,
  now: () => number,
  onAsked: (operation: string) => void,
): (request: OnvifRequest) => OnvifReply {
  const nonce = randomBytes(12).toString('hex');
  const clock = (): Date => new Date(now() + (character.clockAheadMs ?? 0));
  const isAllowed = (root: XmlNode, authorization: string): boolean =>
    character.asks === 'http-digest'
      ? isAuthorised(authorization, 'POST', nonce, character)
      : isSigned(root, character, clock().getTime());

  return ({ text, authorization, origin }) => {
    let root: XmlNode;
    try {
      root = parseXml(text);
    } catch (error) {
      if (!(error instanceof XmlError)) throw error;
      return fault(400, 'ter:WellFormed', 'not XML');
    }
    const operation = find(root, 'Body')?.children[0];
    if (!operation) return fault(400, 'ter:WellFormed', 'no operation');
    onAsked(operation.name);
    if (operation.name === 'GetSystemDateAndTime') return reply(dateAndTime(clock()));
    if (!isAllowed(root, authorization)) {
      return character.asks === 'http-digest'
        ? { status: 401, headers: { 'www-authenticate': digestChallenge(nonce) }, body: '' }
        : fault(400, 'ter:NotAuthorized', 'Sender not Authorized');
    }
    return answerTo(operation, character, origin);
  };
}

function answerTo(operation: XmlNode, character: OnvifCharacter, origin: string): OnvifReply {
  switch (operation.name) {
    case 'GetDeviceInformation':
      return reply(
        `<tds:GetDeviceInformationResponse><tds:Manufacturer>CityWatch</tds:Manufacturer><tds:Model>${escapeXml(character.model)}</tds:Model>` +
          '<tds:FirmwareVersion>1.0</tds:FirmwareVersion><tds:SerialNumber>0001</tds:SerialNumber><tds:HardwareId>sim</tds:HardwareId>' +
          '</tds:GetDeviceInformationResponse>',
      );
    case 'GetCapabilities':
      return reply(
        `<tds:GetCapabilitiesResponse><tds:Capabilities><tt:Media><tt:XAddr>${origin}/onvif/media_service</tt:XAddr></tt:Media>` +
          '</tds:Capabilities></tds:GetCapabilitiesResponse>',
      );
    case 'GetProfiles':
      return reply(`<trt:GetProfilesResponse>${character.profiles.map(profileXml).join('')}</trt:GetProfilesResponse>`);
    case 'GetStreamUri': {
      const profile = character.profiles.find(({ token }) => token === textAt(operation, 'ProfileToken'));
      if (!profile) return fault(400, 'ter:NoProfile', 'no such profile');
      return reply(
        `<trt:GetStreamUriResponse><trt:MediaUri><tt:Uri>${escapeXml(profile.url)}</tt:Uri><tt:InvalidAfterConnect>false</tt:InvalidAfterConnect>` +
          '<tt:InvalidAfterReboot>false</tt:InvalidAfterReboot><tt:Timeout>PT60S</tt:Timeout></trt:MediaUri></trt:GetStreamUriResponse>',
      );
    }
    default:
      return fault(400, 'ter:ActionNotSupported', 'not supported');
  }
}

function profileXml({ token, name, width, height, fps }: OnvifProfile): string {
  return (
    `<trt:Profiles token="${escapeXml(token)}" fixed="true"><tt:Name>${escapeXml(name)}</tt:Name>` +
    `<tt:VideoEncoderConfiguration token="${escapeXml(token)}-v"><tt:Name>${escapeXml(name)}</tt:Name><tt:Encoding>H264</tt:Encoding>` +
    `<tt:Resolution><tt:Width>${width}</tt:Width><tt:Height>${height}</tt:Height></tt:Resolution>` +
    `<tt:RateControl><tt:FrameRateLimit>${fps}</tt:FrameRateLimit></tt:RateControl></tt:VideoEncoderConfiguration></trt:Profiles>`
  );
}

function dateAndTime(at: Date): string {
  return (
    '<tds:GetSystemDateAndTimeResponse><tds:SystemDateAndTime><tt:DateTimeType>NTP</tt:DateTimeType><tt:UTCDateTime>' +
    `<tt:Time><tt:Hour>${at.getUTCHours()}</tt:Hour><tt:Minute>${at.getUTCMinutes()}</tt:Minute><tt:Second>${at.getUTCSeconds()}</tt:Second></tt:Time>` +
    `<tt:Date><tt:Year>${at.getUTCFullYear()}</tt:Year><tt:Month>${at.getUTCMonth() + 1}</tt:Month><tt:Day>${at.getUTCDate()}</tt:Day></tt:Date>` +
    '</tt:UTCDateTime></tds:SystemDateAndTime></tds:GetSystemDateAndTimeResponse>'
  );
}

function isSigned(root: XmlNode, { user, password }: OnvifCharacter, nowMs: number): boolean {
  const token = find(root, 'Header', 'Security', 'UsernameToken');
  const created = textAt(token, 'Created') ?? '';
  const given = Buffer.from(textAt(token, 'Password') ?? '', 'base64');
  if (textAt(token, 'Username') !== user || !(Math.abs(Date.parse(created) - nowMs) < SIGNATURE_MS)) return false;
  const nonce = Buffer.from(textAt(token, 'Nonce') ?? '', 'base64');
  const expected = createHash('sha1').update(nonce).update(created).update(password, 'utf8').digest();
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function reply(body: string): OnvifReply {
  return { status: 200, headers: NO_HEADERS, body: inEnvelope(body) };
}

function fault(status: number, code: string, reason: string): OnvifReply {
  const body =
    `<env:Fault><env:Code><env:Value>env:Sender</env:Value><env:Subcode><env:Value>${code}</env:Value></env:Subcode></env:Code>` +
    `<env:Reason><env:Text xml:lang="en">${reason}</env:Text></env:Reason></env:Fault>`;
  return { status, headers: NO_HEADERS, body: inEnvelope(body) };
}

function inEnvelope(body: string): string {
  return (
    '<?xml version="1.0" encoding="UTF-8"?><env:Envelope xmlns:env="http://www.w3.org/2003/05/soap-envelope"' +
    ' xmlns:tds="http://www.onvif.org/ver10/device/wsdl" xmlns:trt="http://www.onvif.org/ver10/media/wsdl"' +
    ' xmlns:tt="http://www.onvif.org/ver10/schema" xmlns:ter="http://www.onvif.org/ver10/error">' +
    `<env:Body>${body}</env:Body></env:Envelope>`
  );
}
