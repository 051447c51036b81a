import type { Dictionary } from '../dictionary.ts';

/** The door of the console. */
export const signIn: Dictionary['signIn'] = {
  title: 'Sign in',
  lead: 'City camera and sensor monitoring',
  username: 'User name',
  password: 'Password',
  show: 'Show password',
  hide: 'Hide password',
  submit: 'Sign in',
  busy: 'Signing in…',
  out: 'Sign out',
  expired: 'Your session has ended. Please sign in again.',
};
