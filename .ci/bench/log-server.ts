// The API as one process, with its access log or, for the figure of what that costs, without it. The
// switch is here and nowhere in the product. Says where it listens, and how much CPU it has used.
import { buildApp } from '../../api-server/app.ts';
import { catalogue } from '../../api-server/catalogue.ts';
import { openFailures } from '../../api-server/infra/open-failures.ts';
import { readConfig } from '../../api-server/read-config.ts';
import { openWiring } from '../../api-server/wiring.ts';

const config = { ...readConfig(process.env), publicUrl: 'http://127.0.0.1' };
const threadFile = new URL(process.env['BENCH_THREAD_FILE'] ?? '');
const wiring = await openWiring(config, { threadFile, ...openFailures(process.stderr) });
const none = { write: () => {}, counts: { written: 0, dropped: 0 } };
const accessLog = process.env['BENCH_LOG'] === 'off' ? none : wiring.deps.accessLog;
const app = await buildApp({ ...wiring.deps, accessLog }, catalogue);
await app.ready();
const url = await app.fastify.listen({ host: '127.0.0.1', port: 0 });

process.once('disconnect', () => process.exit(0));
process.on('message', async ({ type }: { type: string }) => {
  if (type === 'cpu') process.send?.({ cpu: process.cpuUsage() });
  if (type !== 'stop') return;
  await app.close();
  await wiring.close();
  process.exit(0);
});
process.send?.({ url });
