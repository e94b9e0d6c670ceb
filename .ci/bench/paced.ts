// Sends GET requests at an even rate over kept-alive connections and answers how many came back with
// 200. The same rate for every server: one that is asked to its limit also pays for the waiting of
// who asks it, and a faster one less of it.
import http from 'node:http';

interface PacedLoad {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Requests a second. */
  readonly rate: number;
  readonly seconds: number;
}

/** Resolves with the number of answers when all have come; anything but 200 rejects. */
export function sendPaced({ url, headers, rate, seconds }: PacedLoad): Promise<number> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 64, scheduling: 'fifo' });
  const { hostname, port, pathname, search } = new URL(url);
  const options = { agent, hostname, port, path: pathname + search, headers };
  const total = Math.round(rate * seconds);
  return new Promise((resolve, reject) => {
    let sent = 0;
    let answered = 0;
    const start = performance.now();
    const timer = setInterval(() => {
      const due = Math.min(total, Math.floor(((performance.now() - start) / 1000) * rate));
      for (; sent < due; sent += 1) one();
      if (sent === total) clearInterval(timer);
    }, 1);
    const one = () =>
      http
        .get(options, (response) => {
          if (response.statusCode !== 200)
            return reject(new Error(`${url}: ${response.statusCode}`));
          response.resume();
          response.once('end', () => {
            answered += 1;
            if (answered < total) return;
            agent.destroy();
            resolve(answered);
          });
        })
        .once('error', reject);
  });
}
