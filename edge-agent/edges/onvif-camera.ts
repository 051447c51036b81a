import type { CameraLogin, InspectAnswer, OfferedStream } from '../../contracts/agent-questions.ts';
import {
  readClock,
  readDeviceInformation,
  readMediaPath,
  readProfiles,
  readStreamUrl,
  type Profile,
} from '../core/onvif/answers.ts';
import { DEVICE, MEDIA, operation, streamUriOperation } from '../core/onvif/messages.ts';
import { createSoapClient, SoapError, type SoapClient } from './soap.ts';

const MOST_STREAMS = 16;

/**
 * Asks an ONVIF camera what it is and which streams it has (Device and Media services, version 1: spoken by profiles S and T
 * alike).
 *
 * @throws SoapError
 */
export async function inspectCamera({
  address,
  login,
  wallMs,
}: {
  readonly address: string;
  readonly login: CameraLogin | null;
  readonly wallMs: () => number;
}): Promise<InspectAnswer> {
  const soap = createSoapClient(login, wallMs);
  const clockAheadMs = await readAhead(soap, address, wallMs);
  // A camera that lives in another year takes no signature of today.
  if (clockAheadMs !== null) soap.setAhead(clockAheadMs);
  const said = readDeviceInformation(await soap.call(address, operation(DEVICE, 'GetDeviceInformation'), 'account'));
  const media = await mediaAddress(soap, address);
  const profiles = readProfiles(await soap.call(media, operation(MEDIA, 'GetProfiles'), 'account'));
  const streams: OfferedStream[] = [];
  for (const profile of profiles.slice(0, MOST_STREAMS)) {
    const url = await streamUrl(soap, media, profile);
    if (url !== null) streams.push({ ...profile, url });
  }
  return { ...said, clockAheadMs, streams };
}

async function readAhead(soap: SoapClient, address: string, wallMs: () => number): Promise<number | null> {
  try {
    const body = await soap.call(address, operation(DEVICE, 'GetSystemDateAndTime'), 'nobody');
    const clock = readClock(body);
    return clock === null ? null : clock - wallMs();
  } catch (error) {
    // Some cameras answer nothing without a password; then their clock is taken to be right.
    if (error instanceof SoapError && error.fault === 'unauthorized') return null;
    throw error;
  }
}

async function mediaAddress(soap: SoapClient, address: string): Promise<string> {
  const body = await soap.call(address, operation(DEVICE, 'GetCapabilities', '<Category>Media</Category>'), 'account');
  // Of its address only the path: cameras behind a router name one that is nowhere from here.
  return new URL(readMediaPath(body) ?? '/onvif/media_service', address).href;
}

async function streamUrl(soap: SoapClient, media: string, { token }: Profile): Promise<string | null> {
  try {
    const body = await soap.call(media, streamUriOperation(token), 'account');
    return readStreamUrl(body, new URL(media).hostname);
  } catch (error) {
    // A profile without a stream (audio, metadata) does not take the others with it.
    if (error instanceof SoapError && error.fault === 'no-onvif') return null;
    throw error;
  }
}
