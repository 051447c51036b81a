import type { StreamFault } from '../../contracts/telemetry.ts';

const SIGNS: readonly (readonly [StreamFault, RegExp])[] = [
  ['unauthorized', /\b401\b|\b403\b|unauthori[sz]ed|forbidden/i],
  ['not-found', /\b404\b|not found|\b454\b/i],
  [
    'unreachable',
    /connection refused|no route to host|network is unreachable|name or service not known|failed to resolve|connection timed out|host is down|connection reset|cannot assign requested address/i,
  ],
  [
    'bad-stream',
    /invalid data|could not find codec|unspecified size|matches no streams|server returned|method (?:describe|setup|play|options) failed|error while decoding|protocol not found|nonmatching transport|end of file|output file #0 does not contain/i,
  ],
];

/**
 * Why a stream could not be read, from what ffmpeg printed. The first sign in order of certainty counts:
 * ffmpeg adds general complaints after the particular one.
 * @param lines the last lines of ffmpeg's standard error
 * @param hadPictures a stream that ran and ended without a word is a link that broke
 */
export function faultOf(lines: readonly string[], hadPictures: boolean): StreamFault {
  for (const [fault, sign] of SIGNS) {
    if (lines.some((line) => sign.test(line))) return fault;
  }
  return hadPictures ? 'unreachable' : 'bad-stream';
}
