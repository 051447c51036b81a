const SOAP = 'http://www.w3.org/2003/05/soap-envelope';
const ADDRESSING = 'http://schemas.xmlsoap.org/ws/2004/08/addressing';
const DISCOVERY = 'http://schemas.xmlsoap.org/ws/2005/04/discovery';
const WSSE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';
const WSU = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd';
const TOKEN_PROFILE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0';
const MESSAGE_SECURITY = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0';
export const DEVICE = 'http://www.onvif.org/ver10/device/wsdl';
export const MEDIA = 'http://www.onvif.org/ver10/media/wsdl';
const SCHEMA = 'http://www.onvif.org/ver10/schema';

/** A text fit for XML content and attributes. */
export function escapeXml(text: string): string {
  const names: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos' };
  // Characters XML 1.0 cannot carry in any way would make the whole message unreadable.
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replace(/[&<>"']/g, (sign) => `&${names[sign] ?? ''};`);
}

/**
 * The question "which cameras are there?" (WS-Discovery 2005/04, as ONVIF Core 7.3 wants it).
 * @param messageId a UUID; answers relate to it
 */
export function probeMessage(messageId: string): string {
  return (
    `<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="${SOAP}" xmlns:a="${ADDRESSING}" xmlns:d="${DISCOVERY}" xmlns:dn="http://www.onvif.org/ver10/network/wsdl">` +
    `<s:Header><a:MessageID>uuid:${escapeXml(messageId)}</a:MessageID><a:To>urn:schemas-xmlsoap-org:ws:2005:04:discovery</a:To>` +
    `<a:Action>${DISCOVERY}/Probe</a:Action></s:Header>` +
    `<s:Body><d:Probe><d:Types>dn:NetworkVideoTransmitter</d:Types></d:Probe></s:Body></s:Envelope>`
  );
}

/** Proof of a password for one message (WS-Security UsernameToken 1.0, PasswordDigest). */
export type SecurityToken = {
  readonly username: string;
  /** base64(sha1(nonce + created + password)) */
  readonly digest: string;
  /** base64 */
  readonly nonce: string;
  /** ISO 8601, by the camera's own clock. */
  readonly created: string;
};

/** A SOAP 1.2 request with this body. */
export function envelope(body: string, security: SecurityToken | null): string {
  const header =
    security === null
      ? ''
      : `<s:Header><wsse:Security s:mustUnderstand="1" xmlns:wsse="${WSSE}" xmlns:wsu="${WSU}"><wsse:UsernameToken>` +
        `<wsse:Username>${escapeXml(security.username)}</wsse:Username>` +
        `<wsse:Password Type="${TOKEN_PROFILE}#PasswordDigest">${security.digest}</wsse:Password>` +
        `<wsse:Nonce EncodingType="${MESSAGE_SECURITY}#Base64Binary">${security.nonce}</wsse:Nonce>` +
        `<wsu:Created>${security.created}</wsu:Created></wsse:UsernameToken></wsse:Security></s:Header>`;
  return `<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="${SOAP}">${header}<s:Body>${body}</s:Body></s:Envelope>`;
}

/** An operation without parameters. */
export function operation(namespace: string, name: string, inner = ''): string {
  return `<${name} xmlns="${namespace}">${inner}</${name}>`;
}

/** Asks where the stream of a profile is, by RTSP over one connection (ONVIF Media 5.15.1). */
export function streamUriOperation(profileToken: string): string {
  return operation(
    MEDIA,
    'GetStreamUri',
    `<StreamSetup><Stream xmlns="${SCHEMA}">RTP-Unicast</Stream><Transport xmlns="${SCHEMA}"><Protocol>RTSP</Protocol></Transport></StreamSetup>` +
      `<ProfileToken>${escapeXml(profileToken)}</ProfileToken>`,
  );
}
