// `npm run bench`: measures and writes runbooks/proofs.md. `npm run prove` takes more rounds.
// Figures are ratios over interleaved rounds, of CPU seconds where a clock lies.
import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { accessLogCost } from './bench/access-log.ts';
import { followingAlarms } from './bench/alarms.ts';
import { badInput } from './bench/bad-input.ts';
import { deployments } from './bench/deployments.ts';
import { diagnosisScore } from './bench/diagnosis.ts';
import { earlyWarningFigures } from './bench/early-warning.ts';
import { hotReads } from './bench/hot-reads.ts';
import { imageAnalysis } from './bench/image-analysis.ts';
import { incidentCost, nothingTwice } from './bench/incidents.ts';
import { jobsKilled } from './bench/job-kills.ts';
import { besideJobs, jobThroughput } from './bench/jobs.ts';
import { flatMemory } from './bench/loadtest-memory.ts';
import { rateAgainstPeers } from './bench/loadtest-rate.ts';
import { latencyTruth } from './bench/loadtest-truth.ts';
import { november } from './bench/november.ts';
import { pictureFigures } from './bench/pictures.ts';
import { whereTheRestGoes } from './bench/profile.ts';
import { regressions } from './bench/regression.ts';
import { oneRouteQuestion, rollupCost, rollupMemory } from './bench/rollups.ts';
import { scaling } from './bench/scaling.ts';
import { searchCost } from './bench/search.ts';
import { helpCost, startToReady } from './bench/start-up.ts';
import { firstRequests, goodput, isolation } from './bench/staying-up.ts';
import { ticksAfterCollections } from './bench/ticks.ts';
import { votesASecond } from './bench/votes.ts';

const file = 'runbooks/proofs.md';
const full = process.argv.includes('--full');
const rounds = full ? 31 : 15;

const sections: Readonly<Record<string, () => Promise<string[]>>> = {
  'Starting the command line': () => helpCost(rounds),
  'Hot reads': () => hotReads(rounds, full ? 10_000 : 5_000),
  'Hot reads: where the rest goes': () => whereTheRestGoes(full ? 120_000 : 60_000),
  'Hot reads: ticks of Node': () => ticksAfterCollections(rounds),
  'Scaling with processes': () => scaling(rounds, full ? 60_000 : 20_000),
  'Access log': () => accessLogCost(rounds, full ? 20_000 : 10_000),
  'Starting the API': () => startToReady(rounds),
  'Search by the number of pictures': () => searchCost(full ? 15 : 5),
  'Votes acknowledged a second': () => votesASecond(full ? 15 : 7),
  'Bad input': () => badInput(full ? 20 : 2, 10_000),
  'A thousand first requests': () => firstRequests(rounds),
  'One route flooded': () => isolation(15, 8),
  'More asked than can be done': () => goodput(full ? 3 : 1, 10),
  'Deployments under load': () => deployments(full ? 20 : 4),
  'The load of November 2018': () => november(full ? 60 : 30),
  'Load tests: as fast as it can': () => rateAgainstPeers(rounds, full ? 10 : 3),
  'Load tests: the truth about latency': () =>
    latencyTruth(full ? [50, 100, 200, 500, 1000] : [100, 200], full ? 30 : 20),
  'Load tests: memory': () => flatMemory(full ? 300 : 100),
  'Alarms: following them': () => followingAlarms(60),
  'Early warning': async () => earlyWarningFigures(full ? 400 : 200, full ? 56 : 28),
  'Diagnosis: faults put into the running stack': () => diagnosisScore(),
  'Jobs: through the queue': () => jobThroughput(rounds, full ? 500 : 200),
  'Jobs: beside the API': () => besideJobs(full ? 15 : 7, full ? 15 : 8),
  'Jobs: killed at random': () => jobsKilled(full ? 300 : 60),
  Pictures: () => pictureFigures(rounds, full ? 100 : 40),
  'Image analysis': () => imageAnalysis(),
  Incidents: () => incidentCost(rounds),
  'Incidents: nothing twice, nothing lost': () => nothingTwice(full ? 500 : 40),
  'Load tests: against a baseline': () =>
    regressions(full ? { 0: 40, 10: 20, 25: 20 } : { 0: 4, 10: 1, 25: 3 }),
  'Load tests: a build slower by a quarter': () => regressions({ 25: full ? 20 : 3 }),
  'Rollups: a day of five million lines': () => rollupCost(full ? 7 : 3),
  'Rollups: memory': () => rollupMemory(full),
  'Rollups: one route of a day': () => oneRouteQuestion(full ? 7 : 3),
};

const asked = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const before = await readFile(file, 'utf8').catch(() => '');
const parts: string[] = [heading()];
for (const [name, measure] of Object.entries(sections)) {
  const wanted = asked.length === 0 || asked.some((word) => isMeant(word, name));
  if (wanted) console.error(`Measuring: ${name} …`);
  const body = wanted ? [...(await measure()), '', origin()].join('\n') : sectionOf(before, name);
  if (body) parts.push(`## ${name}\n\n${body}`);
}
await writeFile(file, `${parts.join('\n\n')}\n`);
console.error(`Wrote ${file}`);

/** A word means every section that has it in its name; a whole name means that one alone. */
function isMeant(word: string, name: string): boolean {
  return Object.hasOwn(sections, word)
    ? name === word
    : name.toLowerCase().includes(word.toLowerCase());
}

function heading(): string {
  return `# Proofs

Measured figures, written by \`npm run bench\` and \`npm run prove\`; never by hand. A ratio is the median
over interleaved rounds with its 95 % interval. A figure that misses its aim stands as it is.`;
}

function origin(): string {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const day = new Date().toISOString().slice(0, 10);
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}`;
  return `_${day}, on top of ${commit}, Node ${process.version}, ${machine}, ${full ? 'full' : 'short'} counts._`;
}

function sectionOf(text: string, name: string): string | undefined {
  const start = text.indexOf(`## ${name}\n\n`);
  if (start < 0) return undefined;
  const from = start + name.length + 5;
  const end = text.indexOf('\n## ', from);
  return text.slice(from, end < 0 ? undefined : end).trim();
}
