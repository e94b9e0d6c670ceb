import { startFuzzServer } from '../../api-server/testing/fuzz/fuzz-server.ts';

/** Sends the built API requests that are nearly right, by the OpenAPI document it serves. */
export async function badInput(seeds: number, requests: number): Promise<string[]> {
  const server = await startFuzzServer();
  const endings = new Map<string, number>();
  const faults: string[] = [];
  try {
    for (let seed = 1; seed <= seeds; seed += 1) {
      const report = await server.fuzz({ seed: `prove-${seed}`, requests });
      for (const [name, count] of Object.entries(report.endings)) {
        endings.set(name, (endings.get(name) ?? 0) + count);
      }
      faults.push(...report.faults.map((fault) => `${fault.what} (seed ${fault.seed})`));
    }
    faults.push(...(await server.illness()));
  } finally {
    await server.stop();
  }
  const all = [...endings.values()].reduce((sum, count) => sum + count, 0);
  const rows = [...endings].sort().map(([name, count]) => `${name}: ${count.toLocaleString('en')}`);
  return [
    `${all.toLocaleString('en')} requests from ${seeds} seeds to every operation of the API's own OpenAPI document, each on a connection of its`,
    'own: paths, parameters, headers, JSON and forms that are nearly right, and heads that HTTP does not allow. Each',
    'answer is held against the document: its status, its type, its schema; none may be a 500, show a key, or not come.',
    '',
    '| Requests | Not as the document says, unanswered, or ill afterwards (aim 0) |',
    '| --- | --- |',
    `| ${all.toLocaleString('en')} | ${faults.length} |`,
    '',
    `Answered: ${rows.join(', ')} (closed: only what is no whole HTTP request).`,
    ...faults.map((text) => `\n- ${text}`),
  ];
}
