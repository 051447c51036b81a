import type { Dictionary } from '../dictionary.ts';

/** Why a request did not succeed, by the gateway’s code. */
export const failure: Dictionary['failure'] = {
  'bad-request': 'What was sent is not right. Check the fields you filled in.',
  'not-signed-in': 'Your session has ended. Please sign in again.',
  'wrong-credentials': 'Wrong user name or password.',
  'locked-out': 'Too many failed tries. The account is locked for a few minutes.',
  'not-allowed': 'This account may not do that.',
  'not-found': 'Not found. It may have been removed.',
  changed: 'Somebody else has just changed it. Look again, then retry.',
  conflict: 'It clashes with something that is there already.',
  'too-large': 'What was sent is too large.',
  'too-many': 'Too many requests. Please wait a moment.',
  'wrong-step': 'The alert is in a state that does not allow this step.',
  unavailable: 'The server is busy or restarting. Please try again.',
  'not-stored':
    'The database takes no writing at the moment, its disk may be full: nothing was saved. Please tell an administrator.',
  internal: 'The server ran into a fault. Please tell an administrator.',
  offline: 'The server cannot be reached. Check the network and try again.',
};
