import type { Dictionary } from '../dictionary.ts';

/** A new password for oneself. */
export const password: Dictionary['password'] = {
  title: 'Change password',
  lead: 'Other devices signed in to this account are signed out and get no notices any more.',
  current: 'Current password',
  next: 'New password',
  again: 'New password again',
  hint: 'At least 10 characters.',
  change: 'Change password',
  differ: 'The new passwords are not the same.',
  wrong: 'The current password is wrong.',
  done: 'Password changed; other devices are signed out',
};
