import { analysisRoute, type DrillServer, makeDrillStore, seedIds } from './drill-server.ts';
import { type Answer, quantile, type Stream, sendOpenLoop } from './open-loop.ts';
import { median, ratioOf, showRatio } from './statistics.ts';

const databases = ['SQLite', 'MariaDB'] as const;
const uncached = { CATOPS_DRILL_UNCACHE: JSON.stringify([analysisRoute]) };
const slow = (ms: number) => ({ CATOPS_DRILL_SLOW: JSON.stringify({ 'images.analysis': ms }) });

/** One thing nobody has asked for yet, asked for by a thousand at once: how many queries that is. */
export async function firstRequests(rounds: number): Promise<string[]> {
  const atOnce = 1000;
  const rows: string[] = [];
  for (const database of databases) {
    const store = await makeDrillStore(database);
    try {
      const server = await store.start({});
      const queries = () => server.metric('catops_db_queries_total', analysisRoute);
      const counts: number[] = [];
      const times: number[] = [];
      let failed = 0;
      for (const id of (await seedIds(server)).slice(0, rounds)) {
        const before = await queries();
        const path = () => `/v1/images/${id}/analysis`;
        const stream = { name: 'first', rate: 1e6, path };
        const sent = await sendOpenLoop(server.url, [stream], atOnce / 1e6);
        const answers = sent.get('first') ?? [];
        failed += answers.filter(({ status }) => status !== 200).length;
        times.push(
          quantile(
            answers.map(({ ms }) => ms),
            1,
          ),
        );
        counts.push((await queries()) - before);
      }
      await server.stop();
      const most = Math.max(...counts);
      rows.push(`| ${[database, rounds, most, failed, median(times).toFixed(0)].join(' | ')} |`);
    } finally {
      await store.remove();
    }
  }
  return [
    `${atOnce} requests at once for an analysis that nobody has asked for before, each over a connection of its own.`,
    '',
    '| Database | rounds | queries a round, at most (aim 1) | requests that failed (aim 0) | last answer after, median ms |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ];
}

const voteList = (server: DrillServer): Stream => ({
  ...{ name: 'list of votes, from the database', rate: 40, headers: { 'x-api-key': server.key } },
  path: () => '/v1/votes?limit=10',
});

/** What one flooded route does to the others: their 99th percentile, flooded over not. */
export async function isolation(rounds: number, seconds: number): Promise<string[]> {
  const rows: string[] = [];
  for (const database of databases) {
    const store = await makeDrillStore(database);
    try {
      const server = await store.start({ ...uncached, ...slow(100) });
      rows.push(...(await floodedOver(server, database, rounds, seconds)));
      await server.stop();
    } finally {
      await store.remove();
    }
  }
  return [
    `Each query for an analysis takes 100 ms in the database and no cache is kept of it; it is asked for ${floodRate} times a second,`,
    `far more than can be answered. The others are asked at an even rate, ${rounds} interleaved rounds of ${seconds} s with the flood and`,
    'without; a time counts from the moment a request was due. What was due in the first 3 s, in which the flood makes its connections, is left out.',
    'Busy is as many requests more for something that is known, which tells what more work on these cores does by itself.',
    '',
    '| Database | Route | failed (aim 0) | p99 without, busy, with the flood, ms | with over without (aim ≤ 2) | with over busy |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
  ];
}

const floodRate = 200;

async function floodedOver(
  server: DrillServer,
  database: string,
  rounds: number,
  seconds: number,
): Promise<string[]> {
  const ids = await seedIds(server);
  const some = () => ids[Math.floor(Math.random() * ids.length)] ?? '';
  const others: readonly Stream[] = [
    { name: 'one picture, from the index', rate: 100, path: () => `/v1/images/${some()}` },
    { name: 'random search of 10', rate: 100, path: () => '/v1/images/search?limit=10' },
    voteList(server),
  ];
  const path = () => `/v1/images/${some()}/analysis`;
  const more = {
    calm: [],
    busy: [{ name: 'busy', rate: floodRate, path: () => '/v1/categories' }],
    flooded: [{ name: 'flood', rate: floodRate, path }],
  };
  const seen = new Map<string, Seen>(
    others.map(({ name }) => [name, { calm: [], busy: [], flooded: [], failed: 0 }]),
  );
  await sendOpenLoop(server.url, others, seconds);
  for (let round = 0; round < rounds; round += 1) {
    for (const way of round % 2 === 0 ? ways : ways.toReversed()) {
      const streams = [...others, ...more[way]];
      const sent = await sendOpenLoop(server.url, streams, seconds);
      for (const [name, each] of seen) {
        const answers = sent.get(name) ?? [];
        each[way].push(p99(answers));
        each.failed += answers.filter(({ status }) => status !== 200).length;
      }
      await new Promise((resolve) => setTimeout(resolve, settlingMs));
    }
  }
  return [...seen].map(([name, { calm, busy, flooded, failed }]) => {
    const times = [calm, busy, flooded].map((each) => median(each).toFixed(1)).join(', ');
    const ratios = [calm, busy].map((each) => showRatio(ratioOf(flooded, each)));
    return `| ${[database, name, failed, times, ...ratios].join(' | ')} |`;
  });
}

const ways = ['calm', 'busy', 'flooded'] as const;

/** 99th percentiles by round, milliseconds. */
interface Seen {
  readonly calm: number[];
  readonly busy: number[];
  readonly flooded: number[];
  failed: number;
}

function p99(answers: readonly Answer[]): number {
  const settled = answers.filter(({ at }) => at >= settlingMs);
  return quantile(
    settled.map(({ ms }) => ms),
    0.99,
  );
}

/** Answers that come in time, a second, when more is asked than can be done. */
export async function goodput(rounds: number, seconds: number): Promise<string[]> {
  const rows: string[] = [];
  for (const database of databases) {
    const store = await makeDrillStore(database);
    try {
      for (const bulkheads of ['on', 'off'] as const) {
        const capacity = atOnce[database][bulkheads] * (1000 / analysisMs);
        const server = await store.start({
          ...{ ...uncached, ...slow(analysisMs), CATOPS_DRILL_BULKHEADS: bulkheads },
        });
        const cells = await goodAnswers(server, capacity, rounds, seconds);
        rows.push(`| ${[database, bulkheads, capacity, ...cells].join(' | ')} |`);
        await server.stop();
      }
    } finally {
      await store.remove();
    }
  }
  return [
    `An analysis takes ${analysisMs} ms in the database and no cache is kept of it, which fixes how many can be done. Counted are answers with 200 that`,
    `came within ${inTimeMs / 1000} s of the moment their request was due, a second, without the first ${settlingMs / 1000} s of ${seconds} s at an even rate; medians of ${rounds}`,
    'interleaved rounds. Without bulkheads all connections of the database work for this one route, and nothing is refused in time.',
    '',
    `| Database | Bulkheads | can be done a second | ${loads.map((load) => `asked ${load} ×`).join(' | ')} | at 2 × of the best (aim ≥ 80 %) |`,
    `| --- | --- | --- | ${loads.map(() => '---').join(' | ')} | --- |`,
    ...rows,
  ];
}

/** Asked for, over what can be done. */
const loads = [0.75, 1, 2, 4] as const;
const analysisMs = 50;
/** Analyses that the database does at once: half of what all routes have, or all it has. */
const atOnce = { SQLite: { on: 1, off: 3 }, MariaDB: { on: 4, off: 10 } } as const;
/** Who waits longer has mostly gone. */
const inTimeMs = 3000;
/** Until queues are as long as they get; also how long a server works on when nobody asks any more. */
const settlingMs = 3000;

async function goodAnswers(
  server: DrillServer,
  capacity: number,
  rounds: number,
  seconds: number,
): Promise<readonly string[]> {
  const ids = await seedIds(server);
  const good: number[][] = loads.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, load] of loads.entries()) {
      let next = 0;
      const path = () => `/v1/images/${ids[next++ % ids.length]}/analysis`;
      const stream = { name: 'asked', rate: load * capacity, path };
      const sent = await sendOpenLoop(server.url, [stream], seconds);
      const inTime = (sent.get('asked') ?? []).filter(isGood(seconds));
      good[index]?.push(inTime.length / (seconds - settlingMs / 1000));
      await new Promise((resolve) => setTimeout(resolve, settlingMs));
    }
  }
  const medians = good.map(median);
  const share = (medians[loads.indexOf(2)] ?? Number.NaN) / Math.max(...medians);
  return [...medians.map((rate) => rate.toFixed(1)), `${(share * 100).toFixed(0)} %`];
}

function isGood(seconds: number): (answer: Answer) => boolean {
  return ({ status, ms, at }) => {
    const came = at + ms;
    return status === 200 && ms <= inTimeMs && came >= settlingMs && came < seconds * 1000;
  };
}
