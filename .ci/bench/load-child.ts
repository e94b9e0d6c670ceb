// Puts BENCH_URL under load as BENCH_LOAD says, in a process of its own whose memory can be watched.
import { createAutocannonGenerator } from '../../src/adapters/autocannon/load-generator.ts';
import { openPhase, planOf } from '../../src/testing/load-plans.ts';

const url = process.env['BENCH_URL'] ?? '';
const { rate, seconds, paths } = JSON.parse(process.env['BENCH_LOAD'] ?? '{}');
const threadFile = new URL('../../dist/generator-thread.js', import.meta.url);

const plan = planOf(url, [{ ...openPhase(rate, seconds), counts: [rate * seconds] }]);
const variants = Array.from({ length: paths }, (_, n) => ({ path: `/things/${n}` }));
const [first] = plan.routes;
if (!first) throw new Error('the plan has no route');
process.once('disconnect', () => process.exit(0));
process.send?.({ url });
const { phases } = await createAutocannonGenerator({ threadFile }).run(
  { ...plan, routes: [{ ...first, variants }] },
  () => undefined,
  new AbortController().signal,
);
process.send?.({ answered: phases[0]?.answered ?? 0 });
process.disconnect();
