/** The push services of Chrome and Edge, Firefox and Safari. */
const KNOWN_SERVICES: readonly string[] = [
  'https://fcm.googleapis.com',
  'https://*.notify.windows.com',
  'https://updates.push.services.mozilla.com',
  'https://web.push.apple.com',
];

/** The origins a setting names; `known` stands for those of the common browsers. */
export function parsePushServices(text: string): readonly string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .flatMap((part) => (part === 'known' ? KNOWN_SERVICES : part));
}

/** Whether a part of the setting is an origin (`https://push.example`, `https://*.push.example`) or `known`. */
export function isPushService(part: string): boolean {
  return part === 'known' || /^https?:\/\/(?:\*\.)?[a-z0-9.-]+(?::\d{1,5})?$/i.test(part);
}

/**
 * Whether messages may be sent to an address. Browsers tell the address, so anybody with an account can: without this the
 * gateway would send requests wherever it is told.
 */
export function mayPushTo(endpoint: string, services: readonly string[]): boolean {
  if (!URL.canParse(endpoint)) return false;
  const { origin, protocol, host, username, password } = new URL(endpoint);
  if (username !== '' || password !== '') return false;
  return services.some((service) => {
    const [scheme = '', name = ''] = service.toLowerCase().split('://', 2);
    if (name.startsWith('*.')) return protocol === `${scheme}:` && host.endsWith(name.slice(1));
    return origin === service.toLowerCase();
  });
}
