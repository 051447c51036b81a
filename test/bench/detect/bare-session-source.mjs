// `--import tsx` does not reach worker threads on Node 20.
import { register } from 'tsx/esm/api';

register();
await import('./bare-session.ts');
