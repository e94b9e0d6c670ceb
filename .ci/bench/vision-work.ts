// The embedded analysis in a process of its own: `vision-work.ts <directory of the models> <folder of
// pictures>`. Prints what it took to load, and of each picture what was found, CPU and memory.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { judge } from '../../api-server/features/analysis/index.ts';
import { openLook } from '../../api-server/infra/vision/embedded/look.ts';
import { openPackages } from '../../api-server/infra/vision/embedded/model-packages.ts';
import { createSharpFrames } from '../../api-server/infra/vision/sharp-frames.ts';

const [directory = '', folder = ''] = process.argv.slice(2);
const pictures = createSharpFrames();
const started = process.cpuUsage();
const look = await openLook(openPackages(directory));
const loadCpuMs = cpuMsSince(started);
const seen = [];
for (const name of readdirSync(folder).sort()) {
  const [frame] = await pictures.framesOf(readFileSync(join(folder, name)));
  if (!frame) continue;
  const before = process.cpuUsage();
  const findings = await look(frame.jpeg);
  const cpuMs = cpuMsSince(before);
  seen.push({ name, cpuMs, evidence: judge('embedded', [{ frame: 0, findings }]) });
}
const rssMb = process.memoryUsage().rss / 1e6;
console.log(
  JSON.stringify({ loadCpuMs, rssMb, mostMb: process.resourceUsage().maxRSS / 1000, seen }),
);
process.exit(0);

function cpuMsSince(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}
