/**
 * Why set-up cannot go on, by what can be done about it.
 * @typedef {'disk' | 'network' | 'permission' | 'unavailable' | 'wrong content' | 'other'} SetupErrorKind
 */

/**
 * A reason why set-up cannot go on which the person at the terminal can act upon.
 * Its message is one complete sentence and is printed without a stack.
 */
export class SetupError extends Error {
  name = 'SetupError';

  /**
   * @param {string} message
   * @param {SetupErrorKind} [kind]
   */
  constructor(message, kind = 'other') {
    super(message);
    this.kind = kind;
  }
}

/** What a failed program or file operation says when the disk is full. */
const DISK_FULL = /ENOSPC|no space left on device|EDQUOT|disk quota exceeded/i;

/** What npm and apt say when the network, a name server or the server itself does not answer. */
const NO_NETWORK =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|ENOTCACHED|network request to|could not resolve|temporary failure resolving|unable to connect|could not connect|network is unreachable|connection (?:timed out|refused|failed)|failed to fetch/i;

const NOT_ALLOWED = /EACCES|EPERM|EROFS|permission denied|read-only file system/i;

/**
 * The sentence for a failure of which only the output of a program or an error's message is known.
 *
 * @param {string} doing what was being done, as it reads after "while", for example `installing the npm packages`
 * @param {string} said what the program or the error said
 * @returns {SetupError}
 */
export function explainFailure(doing, said) {
  if (DISK_FULL.test(said)) {
    return new SetupError(
      `The disk is full: no space was left while ${doing}. Free some space and start again.`,
      'disk',
    );
  }
  if (NO_NETWORK.test(said)) {
    return new SetupError(
      `There is no network, or a server does not answer, while ${doing}. The first start needs it; later starts do not.`,
      'network',
    );
  }
  if (NOT_ALLOWED.test(said)) {
    return new SetupError(
      `Not permitted while ${doing}: ${tellingLine(said)}. Start as the user who owns this folder, or give that user the rights.`,
      'permission',
    );
  }
  return new SetupError(`Failed while ${doing}: ${tellingLine(said)}`);
}

/** The line that says most: npm's first that is not a code or a pointer to its log, anybody else's last. */
function tellingLine(said) {
  const lines = said
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const npm = lines
    .map((line) => /^npm (?:error|ERR!) (?!code |errno |syscall |A complete log |Run "npm )(.+)$/.exec(line)?.[1])
    .find((text) => text !== undefined);
  return npm ?? lines.at(-1) ?? 'it said nothing';
}
