import {
  analysisRoute,
  type DrillServer,
  type DrillStore,
  makeDrillStore,
} from './drill-server.ts';
import { type Answer, quantile, type Stream, sendOpenLoop } from './open-loop.ts';

const images = 20_000;
const queryMs = 50;
/** Of the pool, and so the most queries that are done at once. */
const connections = 10;
const analysisRate = 300;

/** Which pictures are asked for. */
const popularities = {
  'popular ones more often': zipf,
  'all alike': () => Math.floor(Math.random() * images),
} as const;

type Popularity = keyof typeof popularities;

const lessons = {
  on: {},
  off: {
    CATOPS_DRILL_UNCACHE: JSON.stringify([analysisRoute]),
    CATOPS_DRILL_BULKHEADS: 'off',
  },
} as const;

/** The load of 15 November 2018 on a database of limited capacity, with its lessons and without. */
export async function november(seconds: number): Promise<string[]> {
  const store = await makeDrillStore('MariaDB');
  try {
    await addImages(store);
    const rows: string[] = [];
    for (const popularity of Object.keys(popularities) as Popularity[]) {
      for (const taught of ['off', 'on'] as const) {
        const server = await store.start({
          ...lessons[taught],
          CATOPS_DATABASE_CONNECTIONS: String(connections),
          CATOPS_DRILL_SLOW: JSON.stringify({ 'images.analysis': queryMs }),
        });
        const streams = streamsOf(server, popularities[popularity]);
        const sent = await sendOpenLoop(server.url, streams, seconds);
        // The sleep that makes a query slow is counted as one more.
        const queries = (await server.metric('catops_db_queries_total', analysisRoute)) / 2;
        await server.stop();
        rows.push(...rowsOf(sent, popularity, taught, { seconds, queries }));
      }
    }
    return [
      `${images.toLocaleString('en')} pictures on MariaDB; a query for an analysis takes ${queryMs} ms in the database, over ${connections} connections, so that at most`,
      `${connections * (1000 / queryMs)} a second can be done. Analyses are asked for ${analysisRate} times a second, for ${seconds} s after a start with nothing in the cache; popular`,
      'pictures more often (the n-th of them 1/n as often as the first), or all alike. Lessons off: no cache on that route, no bulkheads.',
      '',
      '| Asked for | Lessons | Route | requests | failed | p99, ms | failed in the last third | p99 of it, ms |',
      '| --- | --- | --- | --- | --- | --- | --- | --- |',
      ...rows,
    ];
  } finally {
    await store.remove();
  }
}

function streamsOf({ key }: DrillServer, pick: () => number): readonly Stream[] {
  const headers = { 'x-api-key': key };
  const some = () => `n${pick()}`;
  const body = () => JSON.stringify({ image_id: some(), value: 1 });
  return [
    { name: 'analysis', rate: analysisRate, path: () => `/v1/images/${some()}/analysis` },
    { name: 'random search of 10', rate: 50, path: () => '/v1/images/search?limit=10' },
    { name: 'one picture', rate: 50, path: () => `/v1/images/${some()}` },
    { name: 'breeds', rate: 10, path: () => '/v1/breeds' },
    { name: 'list of votes', rate: 20, headers, path: () => '/v1/votes?limit=10' },
    { name: 'vote', rate: 20, method: 'POST', headers, path: () => '/v1/votes', body },
  ];
}

function rowsOf(
  sent: ReadonlyMap<string, readonly Answer[]>,
  popularity: Popularity,
  taught: keyof typeof lessons,
  { seconds, queries }: { readonly seconds: number; readonly queries: number },
): readonly string[] {
  return [...sent].map(([name, answers]) => {
    const late = answers.filter(({ at }) => at >= (seconds * 2000) / 3);
    const route = name === 'analysis' ? `analysis (${queries} queries)` : name;
    const cells = [
      popularity,
      taught,
      route,
      answers.length,
      ...outcome(answers),
      ...outcome(late),
    ];
    return `| ${cells.join(' | ')} |`;
  });
}

/** The share that failed, and the 99th percentile of all. */
function outcome(answers: readonly Answer[]): readonly string[] {
  const failed = answers.filter(({ status }) => status !== 200 && status !== 201).length;
  const p99 = quantile(
    answers.map(({ ms }) => ms),
    0.99,
  );
  return [`${((failed / answers.length) * 100).toFixed(1)} %`, p99.toFixed(0)];
}

/** Weights 1/n added up, for {@link zipf}. */
const sums = Float64Array.from({ length: images });
for (let n = 0, sum = 0; n < images; n += 1) {
  sum += 1 / (n + 1);
  sums[n] = sum;
}

/** The n-th picture is drawn 1/n as often as the first. */
function zipf(): number {
  const point = Math.random() * (sums.at(-1) ?? 0);
  let low = 0;
  let high = images - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sums[middle] ?? 0) < point) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Copies of one picture of the seed, its analysis included. */
async function addImages(store: DrillStore): Promise<void> {
  const server = await store.start({});
  await server.stop();
  const from = `from seq_0_to_${images - 1}`;
  await store.mariaDb?.sql(`
    use cats;
    set @document = (select document from analyses limit 1);
    insert into images (id, extension, width, height, position, created_at, approved_at)
      select concat('n', seq), 'jpg', 640, 480, 1000000 + seq, 1, 1 ${from};
    insert into analyses (image_id, document) select concat('n', seq), @document ${from}`);
}
