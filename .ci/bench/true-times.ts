import http from 'node:http';

/** Milliseconds of the requests that were answered, and how many were not. */
export interface Times {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly failed: number;
}

/** No timer is more exact; a request that is sent so much later did not wait for anything. */
const timerSlackMs = 2;

/**
 * The truth about a server: requests sent when they are due whatever became of earlier ones, over as
 * many connections as that takes, and nothing else done. Timed from when each was due.
 */
export async function trueTimes(url: string, rate: number, seconds: number): Promise<Times> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
  const total = rate * seconds;
  const answers: Promise<number | null>[] = [];
  const start = performance.now();
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const now = performance.now();
      for (let due = dueMs(); due <= now && answers.length < total; due = dueMs()) {
        answers.push(one(`${url}/a`, agent, now - due > timerSlackMs ? due : now));
      }
      if (answers.length < total) return;
      clearInterval(timer);
      resolve();
    }, 1);
  });
  const all = await Promise.all(answers);
  agent.destroy();
  const ms = all.filter((each) => each !== null).sort((a, b) => a - b);
  const at = (share: number): number => ms[Math.ceil(ms.length * share) - 1] ?? Number.NaN;
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99), failed: total - ms.length };

  function dueMs(): number {
    return start + ((answers.length + 0.5) * 1000) / rate;
  }
}

function one(url: string, agent: http.Agent, dueAt: number): Promise<number | null> {
  return new Promise((resolve) => {
    const request = http.get(url, { agent }, (response) => {
      response.resume();
      response.once('end', () => resolve(performance.now() - dueAt));
      response.once('error', () => resolve(null));
    });
    request.once('error', () => resolve(null));
  });
}
