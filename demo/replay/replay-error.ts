/** A fault in what was given to a replay: its message is for the person at the keyboard, and the exit code is 1. */
export class ReplayError extends Error {}
