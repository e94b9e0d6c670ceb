// Autocannon has no types of its own: these are the parts used here, as version 9 behaves.
declare module 'autocannon' {
  namespace autocannon {
    export interface Request {
      method: string;
      path: string;
      headers: Record<string, string>;
    }

    /** The raw response head: names and values in turn, in the server's spelling. */
    export interface ResponseHead {
      readonly headers: readonly string[];
      readonly statusCode: number;
      readonly shouldKeepAlive: boolean;
    }

    export interface Client {
      /** The current socket: another object after every reconnect. */
      readonly conn: object | undefined;
      /** Writes into the objects given. */
      setRequests(requests: Request[]): void;
      on(event: 'request' | 'reset', listener: () => void): this;
      on(event: 'headers', listener: (head: ResponseHead) => void): this;
      on(event: 'response', listener: (status: number) => void): this;
    }

    export interface Options {
      readonly url: string;
      readonly connections: number;
      /** Seconds; looked at every `sampleInt`. */
      readonly duration: number;
      /** Seconds; at least 1. */
      readonly timeout: number;
      /** Requests a second over all connections, sent at the start of each second. */
      readonly overallRate?: number;
      /** Only with a rate: its correction has the wrong unit. */
      readonly ignoreCoordinatedOmission?: true;
      /** Milliseconds between looks at the clock. */
      readonly sampleInt: number;
      /** Connection errors after which it gives up. */
      readonly bailout: number;
      setupClient(client: Client): void;
    }

    /** Settles when the run is over, also when nothing was ever answered. */
    export interface Run extends PromiseLike<unknown> {
      stop?(): void;
    }
  }

  function autocannon(options: autocannon.Options): autocannon.Run;
  export = autocannon;
}
