import http from 'node:http';

/** Requests at an even rate, whether or not earlier ones were answered, as strangers send them. */
export interface Stream {
  readonly name: string;
  /** Requests a second. */
  readonly rate: number;
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  /** Of the next request. */
  readonly path: () => string;
  readonly body?: () => string;
}

/** One request that was due: how it ended, and when. */
export interface Answer {
  /** Zero when the connection broke or nothing came in time. */
  readonly status: number;
  /** From the moment it was due to its last byte, so that a sender held up hides nothing. */
  readonly ms: number;
  /** When it was due, in milliseconds of the run. */
  readonly at: number;
}

const patienceMs = 15_000;

/** Sends the streams at once for so many seconds and resolves when each request has ended. */
export async function sendOpenLoop(
  url: string,
  streams: readonly Stream[],
  seconds: number,
): Promise<ReadonlyMap<string, readonly Answer[]>> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
  const start = performance.now();
  try {
    const sent = streams.map(async (stream) => {
      const answers = await Promise.all(await begin(stream, seconds, start, { url, agent }));
      return [stream.name, answers] as const;
    });
    return new Map(await Promise.all(sent));
  } finally {
    agent.destroy();
  }
}

interface Target {
  readonly url: string;
  readonly agent: http.Agent;
}

/** Resolves when the last request was sent, with the answers to come. */
function begin(
  stream: Stream,
  seconds: number,
  start: number,
  target: Target,
): Promise<readonly Promise<Answer>[]> {
  const total = Math.round(stream.rate * seconds);
  const answers: Promise<Answer>[] = [];
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      const now = performance.now() - start;
      // The first is due at once.
      const due = Math.min(total, 1 + Math.floor((now / 1000) * stream.rate));
      while (answers.length < due) {
        const at = (answers.length / stream.rate) * 1000;
        answers.push(one(stream, target).then((status) => answer(status, start, at)));
      }
      if (answers.length < total) return;
      clearInterval(timer);
      resolve(answers);
    }, 2);
  });
}

function answer(status: number, start: number, at: number): Answer {
  return { status, ms: performance.now() - start - at, at };
}

function one(stream: Stream, { url, agent }: Target): Promise<number> {
  const body = stream.body?.();
  const headers = { ...stream.headers, ...(body && { 'content-type': 'application/json' }) };
  const signal = AbortSignal.timeout(patienceMs);
  const options = { agent, headers, method: stream.method ?? 'GET', signal };
  return new Promise((resolve) => {
    const request = http.request(url + stream.path(), options, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode ?? 0));
      response.once('error', () => resolve(0));
    });
    request.once('error', () => resolve(0));
    request.end(body);
  });
}

/** The value that so large a share of the values does not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}
