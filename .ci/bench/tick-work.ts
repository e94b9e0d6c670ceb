// CPU nanoseconds a tick in a process of its own: as it starts (`fresh`), after full garbage
// collections that found no tick (`collected`), and after them while a tick was held (`held`).
import { setTimeout as sleep } from 'node:timers/promises';
import { holdTick } from '../../api-server/held-tick.ts';

const [how] = process.argv.slice(2);
const counted = 1_000_000;

function run(ticks: number): Promise<void> {
  return new Promise((resolve) => {
    let left = ticks;
    const tick = () => {
      left -= 1;
      if (left === 0) resolve();
      else process.nextTick(tick, left);
    };
    process.nextTick(tick);
  });
}

if (how === 'held') await holdTick();
await run(300_000);
await sleep(50);
// V8 keeps a shape that nothing has for two collections more.
for (let times = 0; how !== 'fresh' && times < 4; times += 1) globalThis.gc?.();
await sleep(50);
await run(300_000);
const before = process.cpuUsage();
await run(counted);
const { user, system } = process.cpuUsage(before);
console.log(((user + system) / counted) * 1000);
