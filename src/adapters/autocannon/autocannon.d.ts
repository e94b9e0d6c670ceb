// Autocannon has no types of its own: these are the parts of its HTTP client that are used here, as
// version 9 behaves. Its runner (rates, latencies, counts) is not used: see connection.ts.
declare module 'autocannon/lib/httpClient.js' {
  import type { Socket } from 'node:net';

  namespace Client {
    /** The raw response head: names and values in turn, in the server's spelling. */
    interface ResponseHead {
      readonly headers: readonly string[];
      readonly statusCode: number;
      readonly shouldKeepAlive: boolean;
    }

    interface Options {
      readonly protocol: string;
      readonly hostname: string;
      readonly port: number;
      /** Seconds. */
      readonly timeout: number;
      readonly requests: { method: string; path: string }[];
      /** Called by the constructor before it connects. */
      setupClient(client: Client): void;
    }
  }

  class Client {
    constructor(options: Client.Options);
    readonly conn: Socket & { readonly authorized?: boolean; readonly encrypted?: boolean };
    readonly parser: {
      /** True after bytes that are not HTTP: it then ignores all that follows. */
      readonly hadError: boolean;
      /** Ends an answer whose body lasts until the connection ends. */
      finish(): void;
    };
    readonly requestIterator: {
      readonly currentRequest: { requestBuffer: Buffer };
      /** Makes anew what scripted requests tell each other, at every round of the requests. */
      resetContext(): void;
    };
    readonly pipelinedRequests: {
      insertRequest(request: object): void;
      addBody(data: Buffer): void;
    };
    /** Sends the current request; the client calls it whenever it could send its next one. */
    _doRequest(): void;
    /** Opens a socket; the client calls it again whenever it has lost one. */
    _connect(): void;
    destroy(): void;
    on(event: 'headers', listener: (head: Client.ResponseHead) => void): this;
    on(event: 'response', listener: (status: number) => void): this;
    on(event: 'connError', listener: (error: Error) => void): this;
  }

  export = Client;
}
