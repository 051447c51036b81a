import { pino } from 'pino';
import { startBroker } from '../../../demo/broker.ts';
import { serveParent } from '../child.ts';

const broker = await startBroker({
  accounts: [{ username: 'bench', password: 'bench', publish: ['#'], subscribe: ['#'] }],
  log: pino({ level: 'warn' }, pino.destination(2)),
});
serveParent({ url: broker.url }, broker.stop);
