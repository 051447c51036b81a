import { afterAll } from 'vitest';
import { undoFile } from './cleanup.ts';

// Files of a worker share all other modules; a set-up file is loaded for each of them anew.
afterAll(undoFile, 60_000);
