import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as a vendor would have received it. */
export interface RecordedRequest {
  readonly target: string;
  /** What the request was for, as {@link RequestRecorder.label} last said of the target. */
  readonly does: string;
  readonly method: string;
  /** At the real vendor's address. */
  readonly url: string;
  readonly body: unknown;
}

/** Answers in a vendor's place, so that its adapter goes on to the next request. */
export type StandIn = (
  method: string,
  path: string,
  body: unknown,
) => {
  readonly status: number;
  readonly body: unknown;
};

/** Vendors' stand-ins on 127.0.0.1 that write down what they are sent. */
export interface RequestRecorder {
  /** Starts a stand-in; the answer is its address, to be given to the adapter. */
  stand(target: string, realUrl: string, answer: StandIn): Promise<string>;
  /** Says what the next requests to a target are for. */
  label(target: string, does: string): void;
  /** Requests that change something, in the order received; reads are left out. */
  writes(): readonly RecordedRequest[];
  close(): Promise<void>;
}

/** A recorder without stand-ins. Nothing it starts can be reached from another machine. */
export function createRequestRecorder(): RequestRecorder {
  const requests: RecordedRequest[] = [];
  const labels = new Map<string, string>();
  const servers: ReturnType<typeof createServer>[] = [];
  return {
    stand: async (target, realUrl, answer) => {
      const server = createServer(async (incoming, outgoing) => {
        const { method = 'GET', url: path = '/' } = incoming;
        const body = await bodyOf(incoming);
        if (!isRead(method, path)) {
          const does = labels.get(target) ?? '';
          requests.push({ target, does, method, url: new URL(path, realUrl).href, body });
        }
        const said = answer(method, path, body);
        outgoing.writeHead(said.status, {
          'content-type': 'application/json',
          connection: 'close',
        });
        outgoing.end(JSON.stringify(said.body));
      });
      servers.push(server);
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
    label: (target, does) => void labels.set(target, does),
    writes: () => requests,
    close: async () => {
      for (const server of servers.splice(0)) {
        const closed = new Promise((resolve) => server.close(resolve));
        server.closeAllConnections();
        await closed;
      }
    },
  };
}

/** Slack reads by POST too. */
function isRead(method: string, path: string): boolean {
  return method === 'GET' || /\/(auth\.test|\w+\.(info|list|history|replies))$/.test(path);
}

async function bodyOf(incoming: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  const type = incoming.headers['content-type'] ?? '';
  if (text === '') return null;
  if (type.includes('json')) return orText(text);
  if (type.includes('urlencoded')) {
    const fields = [...new URLSearchParams(text)].map(([name, value]) => [name, orText(value)]);
    return Object.fromEntries(fields);
  }
  return `${Buffer.byteLength(text)} bytes of ${type.split(';')[0] || 'no type'}`;
}

/** Fields of a form may hold JSON; what is none stays as it is. */
function orText(text: string): unknown {
  if (!/^[[{]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
