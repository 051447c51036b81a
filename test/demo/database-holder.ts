import pino from 'pino';
import { startDatabase } from '../../demo/database.ts';

// A process that holds the embedded database until it is ended: `tsx database-holder.ts DIR`.
const { url, stop } = await startDatabase({ dir: process.argv[2] ?? '', log: pino({ level: 'silent' }) });
process.once('SIGTERM', () => void stop());
process.on('SIGINT', () => process.stdout.write('interrupted\n'));
process.stdout.write(`${url}\n`);
